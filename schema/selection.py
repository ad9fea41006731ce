"""The selection of a subscription, compiled once, so that an event costs no walk through the document.

It knows the road on which all goes well. Wherever an event leaves that road (a resolver raises, a value is missing
that may not be) it raises, and whoever asked lets graphql-core execute the event, which knows what the specification
wants then. A document that has more to it than fields of objects is not compiled at all.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import Any

from graphql import (
    Executor,
    GraphQLField,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    Undefined,
    is_leaf_type,
)
from graphql.execution.collect_fields import CollectedFields, FieldDetailsList, collect_fields, collect_subfields
from graphql.execution.values import get_argument_values
from strawberry import Schema
from strawberry.schema.schema_converter import CustomGraphQLEnumType
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from schema.context import Context
from schema.eager import EagerCoroutine, start_eagerly

_TYPES_AS_THEY_ARE = {"String": str, "ID": str, "Boolean": bool}


class NotCompiled(Exception):
    """The document has something that only graphql-core understands."""


class Unusual(Exception):
    """The event has something that graphql-core has to judge."""


@dataclass(slots=True)
class Event:
    """One execution. Stands for ``info``, of which the resolvers of live objects ask nothing but the context."""

    context: Context
    later: "list[tuple[EagerCoroutine, dict[str, Any], Field]]" = field(default_factory=list)
    """What waits for a loader, which then reads for all of it at once; and where its value belongs."""

    async def finish(self) -> None:
        """Wait for what was put aside; what comes of it may put more aside."""
        while self.later:
            waiting, self.later = self.later, []
            for begun, target, one in waiting:
                await one.put(target, await begun, self)


Leaf = Callable[[Any], Any]
Deep = Callable[[Any, Event], Awaitable[Any]]
Read = Callable[..., Any]
"""Takes the object; the event, too, if it is of a resolver."""


@dataclass(slots=True, frozen=True)
class Field:
    """One key of an object's answer: where its value comes from, and what becomes of it."""

    key: str
    read: Read
    resolves: bool
    is_async: bool
    leaf: Leaf | None
    deep: Deep | None

    async def put(self, target: dict[str, Any], value: Any, event: Event) -> None:
        """Complete a value, and answer with it."""
        target[self.key] = await self.deep(value, event) if self.leaf is None else self.leaf(value)  # type: ignore[misc]


class Selection:
    """What one subscription selects of each event."""

    def __init__(self, schema: Schema, executor: "Executor[Any]") -> None:
        """Compile the operation of an executor.

        Raises:
            NotCompiled: this document is graphql-core's.
        """
        root = executor.schema.subscription_type
        if root is None:
            raise NotCompiled("nothing can be subscribed to")
        asked = (executor.schema, executor.fragments, executor.variable_values)
        ((key, details),) = _grouped(collect_fields(*asked, root, executor.operation)).items()
        field_type = root.fields[details[0].node.name.value].type
        leaf, deep = _Compiler(schema, executor).answer(field_type, details)
        self._root = Field(key, _itself, False, False, leaf, deep)

    async def data(self, value: Any, context: Context) -> dict[str, Any]:
        """Return the data of the result for a value of the feed.

        Raises:
            Exception: whatever stands in its way; graphql-core knows what to answer then.
        """
        event, data = Event(context), dict[str, Any]()
        await self._root.put(data, value, event)
        await event.finish()
        return data


class _Compiler:
    def __init__(self, schema: Schema, executor: "Executor[Any]") -> None:
        self._schema = schema
        self._executor = executor

    def answer(self, kind: GraphQLOutputType, details: FieldDetailsList) -> tuple[Leaf | None, Deep | None]:
        """Return what becomes of values of a type: either is None."""
        required = isinstance(kind, GraphQLNonNull)
        inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if is_leaf_type(inner):
            return _leaf(inner, required=required), None
        if isinstance(inner, GraphQLObjectType) and inner.is_type_of is None:
            return None, _object(self._fields(inner, details), required=required)
        if isinstance(inner, GraphQLList):
            leaf, deep = self.answer(inner.of_type, details)
            if leaf is not None:
                return _leaves(leaf, required=required), None
            if deep is not None:
                return None, _objects(deep, required=required)
        raise NotCompiled(f"{inner} is abstract")

    def _fields(self, parent: GraphQLObjectType, details: FieldDetailsList) -> list[Field]:
        run = self._executor
        grouped = _grouped(
            collect_subfields(run.schema, run.fragments, run.variable_values, run.operation, parent, details)
        )
        return [self._field(key, parent, found) for key, found in grouped.items()]

    def _field(self, key: str, parent: GraphQLObjectType, details: FieldDetailsList) -> Field:
        node = details[0].node
        if node.name.value == "__typename":
            name = parent.name
            return Field(key, lambda _: name, False, False, _itself, None)
        definition = parent.fields[node.name.value]
        field_ = definition.extensions.get("strawberry-definition")
        if not isinstance(field_, StrawberryField) or field_.extensions:
            raise NotCompiled(f"{parent.name}.{node.name.value} has more to it than a resolver")
        leaf, deep = self.answer(definition.type, details)
        read = self._read(field_, definition, details)
        return Field(key, read, field_.base_resolver is not None, field_.is_async, leaf, deep)

    def _read(self, field_: StrawberryField, definition: GraphQLField, details: FieldDetailsList) -> Read:
        resolver: Any = field_.base_resolver
        if resolver is None:
            return attrgetter(field_.python_name)
        if resolver.parent_parameter or resolver.root_parameter or not resolver.self_parameter:
            raise NotCompiled(f"{field_.python_name} is not a method")
        function = self._with_arguments(field_, definition, details)
        if resolver.info_parameter is None:
            return lambda source, _: function(source)
        name = resolver.info_parameter.name
        return lambda source, event: function(source, **{name: event})

    def _with_arguments(
        self, field_: StrawberryField, definition: GraphQLField, details: FieldDetailsList
    ) -> Callable[..., Any]:
        resolver: Any = field_.base_resolver
        function: Callable[..., Any] = resolver.wrapped_func
        given = get_argument_values(
            definition, details[0].node, self._executor.variable_values, details[0].fragment_variable_values
        )
        converted = convert_arguments(
            given, field_.arguments, self._schema.schema_converter.scalar_registry, self._schema.config
        )
        return partial(function, **converted) if converted else function


def _itself(value: Any) -> Any:
    return value


def _grouped(collected: CollectedFields) -> dict[str, FieldDetailsList]:
    if collected.new_defer_usages or collected.forbidden_directive_instances:
        raise NotCompiled("parts of it come later")
    return collected.grouped_field_set


def _leaf(kind: GraphQLLeafType, *, required: bool) -> Leaf:
    if isinstance(kind, CustomGraphQLEnumType):
        # Its own way looks at the values one after the other.
        names: dict[Any, Any] = {kind.wrapped_cls(value.value): name for name, value in kind.values.items()}
        return (names if required else {**names, None: None}).__getitem__
    coerce, plain = kind.coerce_output_value, _TYPES_AS_THEY_ARE.get(kind.name)

    def leaf(value: Any) -> Any:
        if type(value) is plain:
            return value
        if value is None and not required:
            return None
        coerced = None if value is None else coerce(value)
        if coerced is None or coerced is Undefined:
            raise Unusual
        return coerced

    return leaf


def _leaves(leaf: Leaf, *, required: bool) -> Leaf:
    def leaves(values: Any) -> Any:
        if values is None and not required:
            return None
        return [leaf(value) for value in _listed(values)]

    return leaves


def _listed(values: Any) -> list[Any] | tuple[Any, ...]:
    if not isinstance(values, list | tuple):
        raise Unusual
    return values


def _object(fields: list[Field], *, required: bool) -> Deep:
    async def answer(source: Any, event: Event) -> dict[str, Any] | None:
        if source is None:
            if required:
                raise Unusual
            return None
        target: dict[str, Any] = {}
        for one in fields:
            value = one.read(source, event) if one.resolves else one.read(source)
            if one.is_async:
                value = start_eagerly(value)
                if isinstance(value, EagerCoroutine):
                    if value.awaited in event.context.loaders.waiting:
                        target[one.key] = None  # keeps its place
                        event.later.append((value, target, one))
                        continue
                    # Nothing else is begun meanwhile: a time limit inside it would cancel this task, and has to find
                    # its own coroutine there.
                    value = await value
            if one.leaf is not None:
                target[one.key] = one.leaf(value)
            else:
                await one.put(target, value, event)
        return target

    return answer


def _objects(deep: Deep, *, required: bool) -> Deep:
    async def answer(sources: Any, event: Event) -> list[Any] | None:
        if sources is None and not required:
            return None
        return [await deep(source, event) for source in _listed(sources)]

    return answer
