"""Photographs and what they prove."""
