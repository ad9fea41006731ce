"""QC012: tests use what a module offers, not what it keeps to itself."""

import ast
import re
from collections.abc import Iterator

from scripts.rules.base import Finding, Rule, SourceFile, strings

_PRIVATE = re.compile(r"_[a-z]\w*")
_PATCHED = re.compile(r"(?:app|schema|scripts)(?:\.\w+)*\.(?P<name>_[a-z]\w*)(?:\.\w+)*")
_OFFERED = {"_asdict", "_fields", "_meta", "_replace"}
"""Public in spite of their names: of named tuples, and the description of a Tortoise model."""
_OWNERS = {"cls", "os", "self", "sys"}
_MESSAGE = "is private to another module: give it a public name, or test what it does"


def _private_access(file: SourceFile) -> Iterator[Finding]:
    own = set(_own_names(file.tree)) | _OFFERED
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute):
            is_own = node.attr in own or (isinstance(node.value, ast.Name) and node.value.id in _OWNERS)
            if _PRIVATE.fullmatch(node.attr) and not is_own:
                yield node.lineno, f"{node.attr} {_MESSAGE}"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for name in _imported(node):
                if _PRIVATE.fullmatch(name):
                    yield node.lineno, f"{name} {_MESSAGE}"
    for line, text in strings(file.tree):
        if found := _PATCHED.fullmatch(text):
            yield line, f"{found['name']} {_MESSAGE}"


def _own_names(tree: ast.Module) -> Iterator[str]:
    """Yield the private names that the file itself defines: its functions, classes and what its objects set."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _is_own(node.value):
            yield node.attr


def _is_own(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"self", "cls"}


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        yield from (node.module or "").split(".")
    for alias in node.names:
        yield from alias.name.split(".")


NO_PRIVATE_ACCESS = Rule(
    code="QC012",
    name="no-private-access-in-tests",
    applies=lambda file: file.is_python and file.is_in("tests"),
    find=_private_access,
)
