"""`qala schema`, `qala lifecycle`, `qala projections`: files written from the code, tables rebuilt from the log."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from app.cli.console import app, err, out
from app.cli.engines import engines
from app.domain.diagram import lifecycle_page
from app.events.rebuild import rebuild_projections
from app.settings import Settings
from schema import schema as the_schema

ROOT = Path(__file__).parents[2]
projections = App(name="projections", help="Tables that are derived from the event log.")
app.command(projections)
Check = Annotated[bool, Parameter(negative=())]


@app.command(name="schema")
def schema_command(*, check: Check = False) -> None:
    """Write schema/schema.graphql; with --check only compare it with the code."""
    _write(ROOT / "schema" / "schema.graphql", the_schema.as_str() + "\n", check=check)


@app.command(name="lifecycle")
def lifecycle_command(*, check: Check = False) -> None:
    """Write docs/lifecycle.md; with --check only compare it with the lifecycle table."""
    _write(ROOT / "docs" / "lifecycle.md", lifecycle_page(), check=check)


@projections.command
def rebuild() -> None:
    """Empty every projection and derive it from the whole log again, in one transaction."""
    with engines(Settings.read()) as urls:
        out.print(f"folded {asyncio.run(rebuild_projections(urls.database_url))} events")


def _write(path: Path, text: str, *, check: bool) -> None:
    if check and (not path.exists() or path.read_text() != text):
        err.print(f"{path.relative_to(ROOT)} is not what the code says; run the same command without --check")
        sys.exit(1)
    if not check:
        path.write_text(text)
