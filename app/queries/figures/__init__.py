"""Counters, statistics, scores of executors and points."""
