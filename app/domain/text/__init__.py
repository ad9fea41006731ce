"""Texts that people typed: limits, cleaning, search."""
