"""QC004 to QC006: texts, words and log events."""

import ast
import re
from collections.abc import Iterator

from scripts.rules.base import Finding, Rule, SourceFile, strings
from scripts.rules.dialect import DIALECT

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_EVENT = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_LOG_METHODS = {"debug", "info", "warning", "error", "critical", "exception"}
DATA = ("app/data", "app/demo")
"""Names of places and sentences of the demo city: data, and no text of the product."""


def _texts(file: SourceFile) -> Iterator[Finding]:
    for line, text in strings(file.tree):
        if _CYRILLIC.search(text):
            yield line, "text for people belongs into locales/, in three languages"


def _dialect(file: SourceFile) -> Iterator[Finding]:
    for number, line in enumerate(file.lines, 1):
        for pattern, instead in DIALECT:
            if found := pattern.search(line):
                yield number, f"{found[0]!r} is no word of the field; say {instead}"


def _log_events(file: SourceFile) -> Iterator[Finding]:
    for node in ast.walk(file.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        logger = node.func.value
        if node.func.attr not in _LOG_METHODS or not (isinstance(logger, ast.Name) and logger.id == "log"):
            continue
        event = node.args[0] if node.args else None
        if not (isinstance(event, ast.Constant) and isinstance(event.value, str) and _EVENT.fullmatch(event.value)):
            yield node.lineno, "a log event is a constant name such as job_failed; values are fields"


NO_TEXT_IN_CODE = Rule(
    code="QC004",
    name="no-text-in-code",
    applies=lambda file: file.is_python and file.is_in("app", "schema") and not file.is_in(*DATA),
    find=_texts,
)
NO_DIALECT = Rule(
    code="QC005",
    name="no-dialect",
    applies=lambda file: (
        file.is_in("app", "schema", "frontend/src", "frontend/tests", "tests", "docs", "README.md")
        and not file.is_in("docs/rules", "tests/unit/scripts/test_rules.py")
    ),
    find=_dialect,
)
LOG_EVENTS_HAVE_NAMES = Rule(
    code="QC006",
    name="log-events-have-names",
    applies=lambda file: file.is_python and file.is_in("app", "schema"),
    find=_log_events,
)
