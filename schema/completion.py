"""Completes values: turns what resolvers return into what JSON holds, as the type of the field demands.

It handles only the case without errors. A value that does not fit raises, and graphql-core then executes the whole
operation as the specification demands.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import GraphQLLeafType, Undefined
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from schema.scalars import ALWAYS_TEXT

if TYPE_CHECKING:
    from schema.execution import Execution

_UNCHANGED = {
    "String": "type(value) is str",
    "ID": "type(value) is str",
    "Boolean": "type(value) is bool",
    "Int": "type(value) is int and -0x80000000 <= value <= 0x7fffffff",
    "Float": "type(value) is float and value - value == 0",
}
"""In Python: which values of a type are what JSON holds. An infinite number less itself is not zero."""


class NotRepresentable(Exception):
    """A value does not fit its type; graphql-core decides on the errors and nulls of the result."""


@dataclass(slots=True, frozen=True)
class Completion:
    """How the values of one field are completed."""

    call: Callable[..., Any]
    """Takes a value; and the execution, which objects need for their resolvers. Raises where the value does not fit."""
    takes_execution: bool = False
    unchanged: str | None = None
    """A condition in Python: values for which it holds are complete."""
    may_be_null: bool = False
    """Whether None is a complete value."""
    of_value: Callable[..., Any] | None = None
    """The same for what is not None, where that takes less; raises for None."""

    @property
    def with_execution(self) -> "Callable[[Any, Execution], Any]":
        """The same, called with a value and an execution, to which what waits in the value is left."""
        call = self.call
        return call if self.takes_execution else lambda value, _: call(value)


def leaf_of(kind: GraphQLLeafType, *, required: bool) -> Completion:
    """Return how scalars and enums of this type are completed."""
    if isinstance(kind, CustomGraphQLEnumType):
        # A dict, because the enum type compares with its values one after the other.
        names: dict[Any, Any] = {kind.wrapped_cls(value.value): name for name, value in kind.values.items()}
        return Completion((names if required else {**names, None: None}).__getitem__, may_be_null=not required)
    coerce = kind.coerce_output_value
    of_value = coerce if kind.name in ALWAYS_TEXT else None

    def leaf(value: Any) -> Any:
        if value is None and not required:
            return None
        coerced = None if value is None else coerce(value)
        if coerced is None or coerced is Undefined:
            raise NotRepresentable
        return coerced

    return Completion(leaf, unchanged=_UNCHANGED.get(kind.name), may_be_null=not required, of_value=of_value)


def list_of(items: Completion, *, required: bool) -> Completion:
    """Return how lists of such values are completed."""
    complete, takes_execution = items.call, items.takes_execution

    def values_of(values: Any, execution: "Execution | None" = None) -> list[Any] | None:
        if values is None and not required:
            return None
        if not isinstance(values, (list, tuple)):  # a union takes three times as long
            raise NotRepresentable
        if takes_execution:
            return [complete(value, execution) for value in values]
        return [complete(value) for value in values]

    return Completion(values_of, takes_execution, may_be_null=not required)
