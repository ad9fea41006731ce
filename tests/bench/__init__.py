"""Measurements, side by side in one run, as ratios. Never a test: these figures depend on the machine."""
