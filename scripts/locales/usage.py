"""Finds the messages that no code uses."""

import ast
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from scripts.locales.catalogues import REFERENCE, Catalogue, Message
from scripts.locales.generate import is_read_by_page, is_read_by_server, python_methods

PAGE_FOLDERS = ("frontend/src",)
SERVER_FOLDERS = ("app", "schema")
_LITERAL = re.compile(r"""(["'`])([a-z][A-Za-z0-9_-]*)\1""")
_TEMPLATE = re.compile(r"`([a-z][a-z0-9-]*-\$\{[^`]*)`")
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


def unused_messages(root: Path, catalogues: Mapping[str, Catalogue]) -> list[str]:
    """Return one line for each message that neither the page nor the server uses."""
    reference = catalogues[REFERENCE].messages
    referred = {name for message in reference.values() for name in message.references}
    used = referred | _used_by_page(root, reference) | _used_by_server(root, catalogues)
    return [
        f"{key}: no code uses it (locales/*/{message.file}.ftl)"
        for key, message in sorted(reference.items())
        if key not in used
    ]


def page_files(root: Path) -> Iterable[Path]:
    """Return the sources of the page that are written by hand."""
    generated = {root / "frontend/src/i18n/messages.ts"}
    for folder in PAGE_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".ts", ".svelte"} and path not in generated and "gql" not in path.parts:
                yield path


def server_files(root: Path) -> Iterable[Path]:
    """Return the modules of the server that are written by hand."""
    generated = root / "app/localisation/messages.py"
    for folder in SERVER_FOLDERS:
        yield from (path for path in sorted((root / folder).rglob("*.py")) if path != generated)


def _used_by_page(root: Path, reference: Mapping[str, Message]) -> set[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in page_files(root))
    page = {key for key, message in reference.items() if is_read_by_page(message)}
    used = {match[2] for match in _LITERAL.finditer(text)} & page
    for match in _TEMPLATE.finditer(text):
        parts = [re.escape(part) for part in _PLACEHOLDER.split(match[1])]
        pattern = re.compile("[A-Za-z0-9_]+".join(parts))
        used |= {key for key in page if pattern.fullmatch(key)}
    return used


def _used_by_server(root: Path, catalogues: Mapping[str, Catalogue]) -> set[str]:
    attributes = {
        node.attr
        for path in server_files(root)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    return {
        message.key
        for name, messages in python_methods(catalogues).items()
        if name in attributes
        for message in messages
        if is_read_by_server(message)
    }
