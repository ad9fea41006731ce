"""QC001 and QC002: who may write, and where SQL may stand."""

import ast
import re
from collections.abc import Iterator

from scripts.rules.base import Finding, Rule, SourceFile, strings

WRITERS = ("app/commands", "app/models", "app/events", "app/notifications")
FACES = ("schema", "app/web", "app/cli", "app/live", "app/demo", "app/replay", "app/application.py")
SQL_FREE = ("app/commands", *FACES)
ORM_WRITES = {
    "bulk_create",
    "bulk_update",
    "create",
    "delete",
    "get_or_create",
    "in_bulk",
    "save",
    "select_for_update",
    "update",
    "update_or_create",
}
_WRITE = re.compile(r"^\s*(?:WITH\b.*?\)\s*)?(?:INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|TRUNCATE)\b", re.S)
_SQL = re.compile(
    r"^\s*(?:SELECT\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|WITH\s+(?:RECURSIVE\s+)?\w+\s*(?:\(|AS\b))"
)


def _sql_writes(file: SourceFile) -> Iterator[Finding]:
    for line, text in strings(file.tree):
        if _WRITE.match(text):
            yield line, "only commands write: move this statement below a command"
    models = _imported_models(file.tree)
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute) and node.attr in ORM_WRITES and _root(node.value) in models:
            yield node.lineno, f"only commands write: {_root(node.value)}.{node.attr} belongs below a command"


def _imported_models(tree: ast.Module) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.models")
        for alias in node.names
        if alias.name[:1].isupper()
    }


def _root(node: ast.expr) -> str:
    """Return the name that a chain of attributes and calls begins with."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Await):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _sql(file: SourceFile) -> Iterator[Finding]:
    for line, text in strings(file.tree):
        if _SQL.match(text):
            yield line, "no SQL here: name the statement in app/models (writes) or app/queries (reads)"


ONLY_COMMANDS_WRITE = Rule(
    code="QC001",
    name="only-commands-write",
    applies=lambda file: file.is_python and file.is_in("app", "schema") and not file.is_in(*WRITERS),
    find=_sql_writes,
)
NO_SQL_IN_COMMANDS_AND_FACES = Rule(
    code="QC002",
    name="no-sql-in-commands-and-faces",
    applies=lambda file: file.is_python and file.is_in(*SQL_FREE),
    find=_sql,
)
