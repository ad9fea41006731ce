"""Completes values: turns what resolvers return into what JSON holds, as the type of the field demands.

It handles only the case without errors. A value that does not fit raises, and graphql-core then executes the whole
operation as the specification demands.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLLeafType, Undefined
from strawberry.schema.schema_converter import CustomGraphQLEnumType

from app.auth.viewer import Viewer
from app.live.eager import EagerCoroutine, start_eagerly
from schema.context import Context

_UNCHANGED_TYPES = {"String": str, "ID": str, "Boolean": bool}


class NotRepresentable(Exception):
    """A value does not fit its type; graphql-core decides on the errors and nulls of the result."""


@dataclass(slots=True)
class Execution:
    """One execution. Replaces ``info``, of which resolvers use only the context and ``sign_in``."""

    context: Context
    """That of the resolvers; a sign-in replaces it."""
    waiting: "list[tuple[EagerCoroutine, dict[str, Any], Field]]" = field(default_factory=list)
    """Resolvers that wait for a loader, which then reads for all of them at once; and the place of their values."""

    def sign_in(self, viewer: Viewer) -> Context:
        """Return a context in which this account asks; the fields that are resolved after this one get it too."""
        self.context = self.context.signed_in_as(viewer)
        return self.context

    async def finish(self) -> None:
        """Complete the waiting resolvers; their values may contain further waiting ones."""
        while self.waiting:
            waiting, self.waiting = self.waiting, []
            for coroutine, target, one in waiting:
                await one.put(target, await coroutine, self)


CompleteLeaf = Callable[[Any], Any]
CompleteObject = Callable[[Any, Execution], Awaitable[Any]]
Read = Callable[..., Any]
"""Takes the object, and the execution when it calls a resolver with ``info``."""


@dataclass(slots=True, frozen=True)
class Field:
    """One key of a result object: how its value is read, and how it is completed. Either completion is None."""

    key: str
    read: Read
    takes_execution: bool
    is_async: bool
    complete_leaf: CompleteLeaf | None
    complete_object: CompleteObject | None

    @property
    def is_plain(self) -> bool:
        """Whether the value comes from the object alone, without waiting."""
        return self.complete_leaf is not None and not self.takes_execution and not self.is_async

    async def put(self, target: dict[str, Any], value: Any, execution: Execution) -> None:
        """Complete a value and store it under its key."""
        if self.complete_object is not None:
            target[self.key] = await self.complete_object(value, execution)
        elif self.complete_leaf is not None:
            target[self.key] = self.complete_leaf(value)


def leaf_of(kind: GraphQLLeafType, *, required: bool) -> CompleteLeaf:
    """Return how scalars and enums of this type are completed."""
    if isinstance(kind, CustomGraphQLEnumType):
        # A dict, because the enum type compares with its values one after the other.
        names: dict[Any, Any] = {kind.wrapped_cls(value.value): name for name, value in kind.values.items()}
        return (names if required else {**names, None: None}).__getitem__
    coerce, unchanged_type = kind.coerce_output_value, _UNCHANGED_TYPES.get(kind.name)

    def leaf(value: Any) -> Any:
        if type(value) is unchanged_type:
            return value
        if value is None and not required:
            return None
        coerced = None if value is None else coerce(value)
        if coerced is None or coerced is Undefined:
            raise NotRepresentable
        return coerced

    return leaf


def leaves_of(leaf: CompleteLeaf, *, required: bool) -> CompleteLeaf:
    """Return how lists of such leaves are completed."""

    def leaves(values: Any) -> Any:
        if values is None and not required:
            return None
        return [leaf(value) for value in _listed(values)]

    return leaves


def _listed(values: Any) -> list[Any] | tuple[Any, ...]:
    if not isinstance(values, list | tuple):
        raise NotRepresentable
    return values


def plain_object_of(fields: list[Field], *, required: bool) -> CompleteLeaf:
    """Return how objects are completed of which only plain fields are selected: like a leaf, without a coroutine."""
    parts = [(one.key, one.read, one.complete_leaf) for one in fields if one.complete_leaf is not None]

    def complete(source: Any) -> dict[str, Any] | None:
        if source is None:
            if required:
                raise NotRepresentable
            return None
        return {key: leaf(read(source)) for key, read, leaf in parts}

    return complete


def object_of(fields: list[Field], *, required: bool) -> CompleteObject:
    """Return how objects are completed, of which these fields are selected."""
    parts = [
        (one, one.key, one.read, one.takes_execution, one.is_async, one.complete_leaf, one.complete_object)
        for one in fields
    ]

    async def complete(source: Any, execution: Execution) -> dict[str, Any] | None:
        if source is None:
            if required:
                raise NotRepresentable
            return None
        target: dict[str, Any] = {}
        for one, key, read, takes_execution, is_async, leaf, complete_object in parts:
            value = read(source, execution) if takes_execution else read(source)
            if is_async:
                value = start_eagerly(value)
                if isinstance(value, EagerCoroutine):
                    if value.may_move:
                        target[key] = None  # reserves the place of the key
                        execution.waiting.append((value, target, one))
                        continue
                    # Awaited at once: a timeout inside the coroutine cancels this task, which must then be running it.
                    value = await value
            if leaf is not None:
                target[key] = leaf(value)
            elif complete_object is not None:
                target[key] = await complete_object(value, execution)
        return target

    return complete


def objects_of(complete_object: CompleteObject, *, required: bool) -> CompleteObject:
    """Return how lists of such objects are completed."""

    async def complete(sources: Any, execution: Execution) -> list[Any] | None:
        if sources is None and not required:
            return None
        return [await complete_object(source, execution) for source in _listed(sources)]

    return complete
