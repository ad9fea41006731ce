"""QC003: what a status means is decided in the lifecycle table."""

import ast
from collections.abc import Iterator

from scripts.rules.base import Finding, Rule, SourceFile

LIFECYCLE = "app/domain/requests/lifecycle.py"


def _is_status(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Status"


def _names_status(node: ast.expr) -> bool:
    elements = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    return any(_is_status(element) for element in elements)


def _comparisons(file: SourceFile) -> Iterator[Finding]:
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Compare) and any(_names_status(part) for part in (node.left, *node.comparators)):
            yield node.lineno, f"compare no status here: add a named set or function to {LIFECYCLE}"
        if isinstance(node, ast.MatchValue) and _is_status(node.value):
            yield node.lineno, f"match no status here: add a table to {LIFECYCLE}"


NO_STATUS_COMPARED = Rule(
    code="QC003",
    name="no-status-compared-outside-lifecycle",
    applies=lambda file: file.is_python and file.is_in("app", "schema") and file.path != LIFECYCLE,
    find=_comparisons,
)
