"""The command line: ``qala``."""

import sys

from app.cli import catalog, importing, letters, photos, printing, replaying, serving, watching
from app.cli.console import run

__all__ = ["catalog", "importing", "letters", "main", "photos", "printing", "replaying", "serving", "watching"]


def main() -> None:
    """Run and exit."""
    sys.exit(run())
