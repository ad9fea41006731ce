"""Mutations: each runs one command."""
