"""What every rule receives and returns."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_SKIP = re.compile(r"(?:#|//|<!--)\s*rule:\s*(?P<codes>QC\d+(?:,\s*QC\d+)*)\s+(?P<reason>\S.*)")


@dataclass(frozen=True)
class SourceFile:
    """One committed text file: its path from the root of the repository, with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of a Python file."""
        return ast.parse(self.text, self.path)

    @property
    def is_python(self) -> bool:
        """Whether the file is a Python module."""
        return self.path.endswith(".py")

    def is_in(self, *folders: str) -> bool:
        """Return whether the file is one of these files or lies below one of these folders."""
        return any(self.path == folder or self.path.startswith(f"{folder}/") for folder in folders)

    def skips(self, code: str, line: int) -> bool:
        """Return whether this line, or the line above it, skips the rule with ``rule: CODE reason``."""
        near = self.lines[max(line - 2, 0) : line]
        return any(code in found["codes"] for text in near if (found := _SKIP.search(text)))


@dataclass(frozen=True, slots=True)
class Violation:
    """One place that breaks a rule. ``line`` counts from 1."""

    path: str
    line: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.code} {self.message}"


Finding = tuple[int, str]
"""A line, from 1, and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the repository. ``applies`` chooses files, ``find`` returns the faults of one file."""

    code: str
    name: str
    """Names the page ``docs/rules/<code>-<name>.md``, in lower case."""
    applies: Callable[[SourceFile], bool]
    find: Callable[[SourceFile], Iterable[Finding]]

    @property
    def page(self) -> str:
        """The page that explains the rule."""
        return f"docs/rules/{self.code.lower()}-{self.name}.md"

    def violations(self, file: SourceFile) -> Iterator[Violation]:
        """Yield the faults of the file that no comment skips."""
        if not self.applies(file):
            return
        for line, message in self.find(file):
            if not file.skips(self.code, line):
                yield Violation(file.path, line, self.code, message)


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each string constant of the module with its line, without docstrings; f-strings by their constant parts."""
    docstrings = {id(node) for node in _docstrings(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if not isinstance(body, list):
                continue
            for statement in body:
                # A string that stands alone documents the module, class, function or the field before it.
                if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                    yield statement.value
