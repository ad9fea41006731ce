"""The selection of a subscription, compiled once, so that an event costs no walk through the document.

It handles only the case without errors. When a resolver raises or a required value is missing it raises, and the
renderer lets graphql-core execute the event as the specification demands. A document with more than fields of objects
is not compiled at all.
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

_UNCHANGED_TYPES = {"String": str, "ID": str, "Boolean": bool}


class NotCompiled(Exception):
    """The document uses a feature that only graphql-core supports."""


class NotRepresentable(Exception):
    """A value does not fit its type; graphql-core decides on the errors and nulls of the result."""


@dataclass(slots=True)
class Execution:
    """One execution. Replaces ``info``, of which the resolvers of live objects use only the context."""

    context: Context
    waiting: "list[tuple[EagerCoroutine, dict[str, Any], Field]]" = field(default_factory=list)
    """Resolvers that wait for a loader, which then reads for all of them at once; and the place of their values."""

    async def finish(self) -> None:
        """Complete the waiting resolvers; their values may contain further waiting ones."""
        while self.waiting:
            waiting, self.waiting = self.waiting, []
            for coroutine, target, one in waiting:
                await one.put(target, await coroutine, self)


CompleteLeaf = Callable[[Any], Any]
CompleteObject = Callable[[Any, Execution], Awaitable[Any]]
Read = Callable[..., Any]
"""Takes the object, and the execution when it calls a resolver."""


@dataclass(slots=True, frozen=True)
class Field:
    """One key of a result object: how its value is read, and how it is completed. Either completion is None."""

    key: str
    read: Read
    resolves: bool
    is_async: bool
    complete_leaf: CompleteLeaf | None
    complete_object: CompleteObject | None

    async def put(self, target: dict[str, Any], value: Any, execution: Execution) -> None:
        """Complete a value and store it under its key."""
        if self.complete_object is not None:
            target[self.key] = await self.complete_object(value, execution)
        elif self.complete_leaf is not None:
            target[self.key] = self.complete_leaf(value)


class Selection:
    """The compiled selection of one subscription."""

    def __init__(self, schema: Schema, executor: "Executor[Any]") -> None:
        """Compile the operation of an executor.

        Raises:
            NotCompiled: graphql-core must execute this document.
        """
        root = executor.schema.subscription_type
        if root is None:
            raise NotCompiled("the schema has no subscription type")
        inputs = (executor.schema, executor.fragments, executor.variable_values)
        ((key, details),) = _grouped(collect_fields(*inputs, root, executor.operation)).items()
        field_type = root.fields[details[0].node.name.value].type
        leaf, complete_object = _Compiler(schema, executor).completion(field_type, details)
        self._root = Field(key, _unchanged, False, False, leaf, complete_object)

    async def data(self, value: Any, context: Context) -> dict[str, Any]:
        """Return the data of the result for a value of the feed.

        Raises:
            Exception: any error of a resolver or a value; graphql-core must then execute the event.
        """
        execution, data = Execution(context), dict[str, Any]()
        await self._root.put(data, value, execution)
        await execution.finish()
        return data


class _Compiler:
    def __init__(self, schema: Schema, executor: "Executor[Any]") -> None:
        self._schema = schema
        self._executor = executor

    def completion(
        self, kind: GraphQLOutputType, details: FieldDetailsList
    ) -> tuple[CompleteLeaf | None, CompleteObject | None]:
        """Return how values of a type are completed: one of the two is None."""
        required = isinstance(kind, GraphQLNonNull)
        inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if is_leaf_type(inner):
            return _leaf(inner, required=required), None
        if isinstance(inner, GraphQLObjectType) and inner.is_type_of is None:
            return None, _object(self._fields(inner, details), required=required)
        if isinstance(inner, GraphQLList):
            leaf, complete_object = self.completion(inner.of_type, details)
            if leaf is not None:
                return _leaves(leaf, required=required), None
            if complete_object is not None:
                return None, _objects(complete_object, required=required)
        raise NotCompiled(f"{inner} is abstract")

    def _fields(self, parent: GraphQLObjectType, details: FieldDetailsList) -> list[Field]:
        executor = self._executor
        inputs = (executor.schema, executor.fragments, executor.variable_values, executor.operation)
        grouped = _grouped(collect_subfields(*inputs, parent, details))
        return [self._field(key, parent, found) for key, found in grouped.items()]

    def _field(self, key: str, parent: GraphQLObjectType, details: FieldDetailsList) -> Field:
        node = details[0].node
        if node.name.value == "__typename":
            name = parent.name
            return Field(key, lambda _: name, False, False, _unchanged, None)
        definition = parent.fields[node.name.value]
        field_ = definition.extensions.get("strawberry-definition")
        if not isinstance(field_, StrawberryField) or field_.extensions:
            raise NotCompiled(f"{parent.name}.{node.name.value} has more than a resolver")
        leaf, complete_object = self.completion(definition.type, details)
        read = self._read(field_, definition, details)
        return Field(key, read, field_.base_resolver is not None, field_.is_async, leaf, complete_object)

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
        return lambda source, execution: function(source, **{name: execution})

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


def _unchanged(value: Any) -> Any:
    return value


def _grouped(collected: CollectedFields) -> dict[str, FieldDetailsList]:
    if collected.new_defer_usages or collected.forbidden_directive_instances:
        raise NotCompiled("the document uses @defer")
    return collected.grouped_field_set


def _leaf(kind: GraphQLLeafType, *, required: bool) -> CompleteLeaf:
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


def _leaves(leaf: CompleteLeaf, *, required: bool) -> CompleteLeaf:
    def leaves(values: Any) -> Any:
        if values is None and not required:
            return None
        return [leaf(value) for value in _listed(values)]

    return leaves


def _listed(values: Any) -> list[Any] | tuple[Any, ...]:
    if not isinstance(values, list | tuple):
        raise NotRepresentable
    return values


def _object(fields: list[Field], *, required: bool) -> CompleteObject:
    async def complete(source: Any, execution: Execution) -> dict[str, Any] | None:
        if source is None:
            if required:
                raise NotRepresentable
            return None
        target: dict[str, Any] = {}
        for one in fields:
            value = one.read(source, execution) if one.resolves else one.read(source)
            if one.is_async:
                value = start_eagerly(value)
                if isinstance(value, EagerCoroutine):
                    if value.awaited in execution.context.loaders.waiting:
                        target[one.key] = None  # reserves the place of the key
                        execution.waiting.append((value, target, one))
                        continue
                    # Awaited at once: a timeout inside the coroutine cancels this task, which must then be running it.
                    value = await value
            if one.complete_leaf is not None:
                target[one.key] = one.complete_leaf(value)
            else:
                await one.put(target, value, execution)
        return target

    return complete


def _objects(complete_object: CompleteObject, *, required: bool) -> CompleteObject:
    async def complete(sources: Any, execution: Execution) -> list[Any] | None:
        if sources is None and not required:
            return None
        return [await complete_object(source, execution) for source in _listed(sources)]

    return complete
