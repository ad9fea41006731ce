"""Refuses texts and numbers that no operation accepts: null characters, and numbers that are not finite.

One place for all operations, over HTTP, WebSocket and SSE. ``check_variables`` judges the variables of a request,
``PlainLiterals`` the values that are written in the document. PostgreSQL stores no null characters, and a number that
is not finite passes no comparison.
"""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from graphql import (
    ArgumentNode,
    FloatValueNode,
    IntValueNode,
    Node,
    ObjectFieldNode,
    StringValueNode,
    ValidationRule,
    VariableDefinitionNode,
)

from app.errors import InvalidInput
from schema.errors import refusal_error

INPUT = "input"
"""The argument that holds the fields of a form; the fields are named without it."""


def check_variables(variables: Mapping[str, Any] | None) -> None:
    """Accept variables without null characters and with finite numbers only.

    Raises:
        InvalidInput: names the variable, and the field inside it.
    """
    for path, value in _values(variables or {}):
        if (expected := _fault(value)) is not None:
            raise _refused(path, expected)


class PlainLiterals(ValidationRule):
    """Refuses a document in which such a text or number is written."""

    def enter_string_value(self, node: StringValueNode, *place: Any) -> None:
        """Refuse a text with a null character."""
        self._check(node, node.value, place)

    def enter_float_value(self, node: FloatValueNode, *place: Any) -> None:
        """Refuse a number that is larger than any double."""
        self._check(node, float(node.value), place)

    def enter_int_value(self, node: IntValueNode, *place: Any) -> None:
        """Refuse a whole number that is larger than any double."""
        self._check(node, float(node.value), place)

    def _check(self, node: Node, value: str | float, place: tuple[Any, ...]) -> None:
        if (expected := _fault(value)) is not None:
            _, parent, _, ancestors = place
            error = refusal_error(_refused(_path([*ancestors, parent]), expected))
            error.nodes = [node]
            self.report_error(error)


def _values(variables: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every value with its names; a loop, because JSON may be nested a thousand levels deep."""
    pending: list[tuple[tuple[str, ...], Any]] = [((), variables)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, Mapping):
            pending += [((*path, str(name)), inside) for name, inside in value.items()]
        elif isinstance(value, list):
            pending += [(path, inside) for inside in value]
        else:
            yield path, value


def _fault(value: object) -> str | None:
    """Return what was expected instead of this value; None where it is accepted."""
    if isinstance(value, str):
        return "text without the null character (U+0000)" if "\0" in value else None
    if isinstance(value, float):
        return None if isfinite(value) else "a finite number"
    return None


def _refused(path: tuple[str, ...], expected: str) -> InvalidInput:
    field = ".".join(path[1:] if path[0] == INPUT and len(path) > 1 else path)
    return InvalidInput(field, f"{field}: expected {expected}")


def _path(ancestors: list[Any]) -> tuple[str, ...]:
    """Return the names around a value of a document: of the argument or variable, and of the fields inside it."""
    names: list[str] = []
    for one in ancestors:
        if isinstance(one, VariableDefinitionNode):
            names = [one.variable.name.value]
        elif isinstance(one, ArgumentNode | ObjectFieldNode):
            names.append(one.name.value)
    return tuple(names) or ("query",)
