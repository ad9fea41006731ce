"""The selection of a subscription or a query, compiled once, so that executing it costs no walk through the document.

It handles only the case without errors. When a resolver raises or a required value is missing it raises, and its caller
lets graphql-core execute the operation as the specification demands. A document with more than fields of objects is not
compiled at all.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

from graphql import (
    Executor,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    is_leaf_type,
)
from graphql.execution.collect_fields import CollectedFields, FieldDetailsList, collect_fields, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values
from strawberry import Schema
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from schema.attributes import path_of
from schema.completion import Completion, leaf_of, list_of
from schema.execution import Execution
from schema.limits import CACHED_DOCUMENTS
from schema.may_wait import beginning_of
from schema.object_completion import Field, object_of
from schema.plan import Plan

Compiled = TypeVar("Compiled")


EARLY = frozenset(
    {
        *(f"ServiceRequest.{name}" for name in ("city", "district", "category", "author", "executor", "photos")),
        *(
            f"ServiceRequest.{name}"
            for name in ("followerCount", "isFollowing", "hiddenParts", "hiddenTexts", "caller")
        ),
    }
)
"""The fields that read something, and read it from what commands have written with the event, or from the catalogue. An
event may be rendered with them before it is in the log; any other field waits for the commit of the sequencer."""


class NotCompiled(Exception):
    """The document uses a feature that only graphql-core supports."""


class Selection:
    """The compiled selection of one subscription."""

    def __init__(self, schema: Schema, executor: "Executor[Any]") -> None:
        """Compile the operation of an executor.

        Raises:
            NotCompiled: graphql-core must execute this document.
        """
        kind = executor.schema.subscription_type
        if kind is None:
            raise NotCompiled("the schema has no subscription type")
        ((key, details),) = root_fields(executor, kind).items()
        compiler = Compiler(schema, executor)
        self._key = key
        kind_of_value = kind.fields[details[0].node.name.value].type
        self._complete = compiler.completion(kind_of_value, details).with_execution
        self.is_early = compiler.is_early
        """Whether nothing that it reads depends on the log or on what is folded from it."""

    def begin(self, value: Any, execution: Execution) -> dict[str, Any]:
        """Return the data of the result for a value of the feed, complete once the execution is finished.

        Raises:
            Exception: any error of a resolver or a value; graphql-core must then execute the event.
        """
        return {self._key: self._complete(value, execution)}


class Selections(Generic[Compiled]):
    """Compiled operations of the newest documents."""

    def __init__(self, compile_operation: Callable[["Executor[Any]"], Compiled]) -> None:
        self._compile = compile_operation
        self._compiled: OrderedDict[str, Compiled | None] = OrderedDict()

    def of(self, plan: Plan, variables: dict[str, Any], executor: Callable[[], "Executor[Any]"]) -> Compiled | None:
        """Return a document compiled with these variables; None when graphql-core must execute it."""
        key = plan.selection_key(variables)
        if key not in self._compiled:
            try:
                self._compiled[key] = self._compile(executor())
            except (NotCompiled, GraphQLError):
                # GraphQLError: a null variable fits its own type, but not the argument with a default that takes it.
                self._compiled[key] = None
            if len(self._compiled) > CACHED_DOCUMENTS:
                self._compiled.popitem(last=False)
        return self._compiled[key]


class Compiler:
    """Compiles the fields of one operation, with the variables of its executor."""

    def __init__(self, schema: Schema, executor: "Executor[Any]") -> None:
        self._schema = schema
        self._executor = executor
        self.is_early = True
        """Whether each field that was compiled and reads something is one of ``EARLY``."""

    def completion(self, kind: GraphQLOutputType, details: FieldDetailsList) -> Completion:
        """Return how values of a type are completed."""
        required = isinstance(kind, GraphQLNonNull)
        inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if is_leaf_type(inner):
            return leaf_of(inner, required=required)
        if isinstance(inner, GraphQLObjectType) and inner.is_type_of is None:
            return object_of(self._fields(inner, details), required=required)
        if isinstance(inner, GraphQLList):
            return list_of(self.completion(inner.of_type, details), required=required)
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
            return Field(key, lambda _: name, False, False, Completion(_unchanged))
        field_, definition = strawberry_field(parent, node.name.value)
        self.is_early = self.is_early and (not field_.is_async or f"{parent.name}.{node.name.value}" in EARLY)
        completion = self.completion(definition.type, details)
        read, takes_execution = self._read(field_, definition, details)
        return Field(key, read, takes_execution, field_.is_async, completion)

    def _read(
        self, field_: StrawberryField, definition: GraphQLField, details: FieldDetailsList
    ) -> tuple[str | Callable[..., Any], bool]:
        """Return how a value is read, and whether the execution is needed for it."""
        resolver: Any = field_.base_resolver
        if resolver is None:
            return field_.python_name, False
        check_is_method(field_)
        if (path := path_of(resolver.wrapped_func)) is not None:
            return path, False
        arguments = converted_arguments(self._schema, field_, definition, details, self._executor.variable_values)
        method = beginning_of(resolver.wrapped_func)
        function = partial(method, **arguments) if arguments else method
        if resolver.info_parameter is None:
            return function, False
        name = resolver.info_parameter.name
        if list(resolver.signature.parameters).index(name) == 1:
            return function, True  # it is the second by its place
        return lambda source, execution: function(source, **{name: execution}), True


def root_fields(executor: "Executor[Any]", kind: GraphQLObjectType) -> dict[str, FieldDetailsList]:
    """Return the fields of the operation itself by the names of their results.

    Raises:
        NotCompiled: the document uses ``@defer``.
    """
    inputs = (executor.schema, executor.fragments, executor.variable_values, kind, executor.operation)
    return _grouped(collect_fields(*inputs))


def strawberry_field(parent: GraphQLObjectType, name: str) -> tuple[StrawberryField, GraphQLField]:
    """Return the definition of a field as Strawberry and as graphql-core have it.

    Raises:
        NotCompiled: it is a field of graphql-core (introspection), or has extensions.
    """
    definition = parent.fields.get(name)
    field_ = definition.extensions.get("strawberry-definition") if definition else None
    if definition is None or not isinstance(field_, StrawberryField) or field_.extensions:
        raise NotCompiled(f"{parent.name}.{name} has more than a resolver")
    return field_, definition


def check_is_method(field_: StrawberryField) -> None:
    """Accept a resolver that takes the object, its arguments and perhaps ``info``.

    Raises:
        NotCompiled: it takes something else.
    """
    resolver: Any = field_.base_resolver
    if resolver.parent_parameter or resolver.root_parameter or not resolver.self_parameter:
        raise NotCompiled(f"{field_.python_name} is not a method")


def converted_arguments(
    schema: Schema,
    field_: StrawberryField,
    definition: GraphQLField,
    details: FieldDetailsList,
    variables: VariableValues,
) -> dict[str, Any]:
    """Return the arguments as the resolver takes them.

    Raises:
        GraphQLError: a null variable fits its own type, but not the argument with a default that takes it.
    """
    given = get_argument_values(definition, details[0].node, variables, details[0].fragment_variable_values)
    return convert_arguments(given, field_.arguments, schema.schema_converter.scalar_registry, schema.config)


def _unchanged(value: Any) -> Any:
    return value


def _grouped(collected: CollectedFields) -> dict[str, FieldDetailsList]:
    if collected.new_defer_usages or collected.forbidden_directive_instances:
        raise NotCompiled("the document uses @defer")
    return collected.grouped_field_set
