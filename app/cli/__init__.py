"""The command line: ``qala``."""

import sys

from app.cli import (
    accounts,
    anonymising,
    catalog,
    districts,
    exporting,
    importing,
    letters,
    photos,
    places,
    printing,
    projections,
    replaying,
    serving,
    verifying,
    watching,
)
from app.cli.console import run

__all__ = [
    "accounts",
    "anonymising",
    "catalog",
    "districts",
    "exporting",
    "importing",
    "letters",
    "main",
    "photos",
    "places",
    "printing",
    "projections",
    "replaying",
    "serving",
    "verifying",
    "watching",
]


def main() -> None:
    """Run and exit."""
    sys.exit(run())
