"""Subscriptions: each describes one feed."""
