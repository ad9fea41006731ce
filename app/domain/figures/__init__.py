"""Figures: days of a city, histograms of durations, points, problem zones."""
