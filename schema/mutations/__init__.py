"""Mutations: each calls one command."""
