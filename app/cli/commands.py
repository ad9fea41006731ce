"""All commands of ``qala``, which register themselves when their modules are imported."""

from app.cli import (
    accounts,
    anonymising,
    archiving,
    basemap,
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
    "archiving",
    "basemap",
    "catalog",
    "districts",
    "exporting",
    "importing",
    "letters",
    "photos",
    "places",
    "printing",
    "projections",
    "replaying",
    "run",
    "serving",
    "verifying",
    "watching",
]
