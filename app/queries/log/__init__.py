"""Timelines, their verification, and the progress of projections."""
