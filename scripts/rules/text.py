"""QC007 to QC010 and QC013: what holds for every text file of a kind."""

import re
from collections.abc import Iterator

from scripts.rules.base import Finding, Rule, SourceFile

LONGEST_LINE = 120
LONGEST_FILE = 300
LONGEST_COMPONENT = 200
_EXEMPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b(?P<rest>.*)")
_REASON = re.compile(r"^(?::\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*|\[[\w, -]+\])\s+(?:-|#)\s*\S+")
_HOMES = ("root", "work", r"home/\w+")
# Put together from parts, because this file must not name what it looks for either. Registries are known by the form
# of their addresses, so that no list names them, and one inside a company is found, too.
_REGISTRY = r"https?://(?:files|registry)\.[\w.-]+|https?://[\w.:-]+(?:/[\w-]+)*/simple\b"
_MACHINE = re.compile(rf"(?<![\w./])/(?:{'|'.join(_HOMES)})/|{_REGISTRY}")
_GENERATED = (
    "schema/schema.graphql",
    "app/localisation/messages.py",
    "frontend/src/i18n/messages.ts",
    "frontend/package-lock.json",
    "requirements.lock",
    "requirements-dev.lock",
)


def _is_lock(file: SourceFile) -> bool:
    return file.path.endswith((".lock", "package-lock.json"))


def _long_lines(file: SourceFile) -> Iterator[Finding]:
    for number, line in enumerate(file.lines, 1):
        if len(line) > LONGEST_LINE:
            yield number, f"{len(line)} characters; a line has at most {LONGEST_LINE}"


def _exemptions(file: SourceFile) -> Iterator[Finding]:
    for number, line in enumerate(file.lines, 1):
        if (found := _EXEMPTION.search(line)) and not _REASON.match(found["rest"].strip()):
            yield number, "an exemption names its rule and its reason: `noqa: RULE - reason`"


def _long_files(file: SourceFile) -> Iterator[Finding]:
    if len(file.lines) > LONGEST_FILE:
        yield 1, f"{len(file.lines)} lines; a file has at most {LONGEST_FILE}: find its two nouns"


def _long_components(file: SourceFile) -> Iterator[Finding]:
    if len(file.lines) > LONGEST_COMPONENT:
        yield 1, f"{len(file.lines)} lines; a component has at most {LONGEST_COMPONENT}: give a part of it a file"


def _machines(file: SourceFile) -> Iterator[Finding]:
    for number, line in enumerate(file.lines, 1):
        if found := _MACHINE.search(line):
            yield number, f"{found[0]!r} names one machine or one registry; committed files name none"


CONTRACT = "schema/schema.graphql"
"""Printed by graphql-core, which puts a field with all its arguments on one line; only descriptions are wrapped."""
SHORT_LINES = Rule("QC007", "short-lines", lambda file: not _is_lock(file) and file.path != CONTRACT, _long_lines)
EXEMPTIONS_HAVE_REASONS = Rule(
    "QC008",
    "exemptions-have-reasons",
    lambda file: file.is_python and not file.is_in("tests/unit/scripts/test_rules.py"),
    _exemptions,
)
SHORT_FILES = Rule(
    "QC009",
    "short-files",
    lambda file: file.is_in("app", "schema", "frontend/src", "scripts") and file.path not in _GENERATED,
    _long_files,
)
SHORT_COMPONENTS = Rule("QC013", "short-components", lambda file: file.path.endswith(".svelte"), _long_components)
NO_MACHINE_NAMES = Rule("QC010", "no-machine-names", lambda _: True, _machines)
