"""`qala schema`, `qala lifecycle`: files written from the code."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from app.cli.console import app, err
from app.domain.requests.diagram import lifecycle_page
from schema import schema as the_schema

ROOT = Path(__file__).parents[2]
Check = Annotated[bool, Parameter(negative=())]


@app.command(name="schema")
def schema_command(*, check: Check = False) -> None:
    """Write schema/schema.graphql; with --check only compare it with the code."""
    _write(ROOT / "schema" / "schema.graphql", the_schema.printed(), check=check)


@app.command(name="lifecycle")
def lifecycle_command(*, check: Check = False) -> None:
    """Write docs/lifecycle.md; with --check only compare it with the lifecycle table."""
    _write(ROOT / "docs" / "lifecycle.md", lifecycle_page(), check=check)


def _write(path: Path, text: str, *, check: bool) -> None:
    if check and (not path.exists() or path.read_text() != text):
        err.print(f"{path.relative_to(ROOT)} is not what the code says; run the same command without --check")
        sys.exit(1)
    if not check:
        path.write_text(text)
