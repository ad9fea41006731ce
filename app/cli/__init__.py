"""The command line: ``qala``."""

import sys

from app.cli import catalog, importing, letters, printing, replaying, serving, verifying, watching
from app.cli.console import run

__all__ = ["catalog", "importing", "letters", "main", "printing", "replaying", "serving", "verifying", "watching"]


def main() -> None:
    """Run and exit."""
    sys.exit(run())
