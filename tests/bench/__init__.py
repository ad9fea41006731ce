"""Benchmarks that compare servers in one run, as ratios. They are no tests: the figures depend on the machine."""
