"""The command line: ``qala``."""

import sys

from app.cli import catalog, printing, serving
from app.cli.console import run

__all__ = ["catalog", "main", "printing", "serving"]


def main() -> None:
    """Run and exit."""
    sys.exit(run())
