"""A query or mutation, compiled once: each request then resolves its root fields and completes what is selected.

Like ``schema.selection`` it covers only the case without errors. After an error graphql-core executes the operation
from the beginning, but is handed what the root fields returned or raised: nothing is read, counted, refused or done
twice, and the rules for errors and nulls exist only once.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from inspect import isawaitable, iscoroutine
from typing import Any

from graphql import Executor, GraphQLField, GraphQLResolveInfo, OperationType, VariableNode, Visitor, visit
from graphql.execution.collect_fields import FieldDetailsList
from graphql.execution.values import VariableValues
from strawberry import Schema
from strawberry.types.field import StrawberryField

from schema.context import Context
from schema.execution import Execution
from schema.selection import (
    Compiler,
    NotCompiled,
    check_is_method,
    converted_arguments,
    root_fields,
    strawberry_field,
)


@dataclass(frozen=True, slots=True)
class _Root:
    """One field of the operation itself."""

    key: str
    strawberry: StrawberryField
    definition: GraphQLField
    details: FieldDetailsList
    complete: Callable[[Any, Execution], Any]
    fixed: dict[str, Any] | None
    """The arguments as the resolver takes them, where no variable is in them."""

    def arguments(self, schema: Schema, variables: VariableValues) -> dict[str, Any]:
        """Return the arguments of one request as the resolver takes them.

        Raises:
            GraphQLError: see ``converted_arguments``.
        """
        if self.fixed is not None:
            return self.fixed
        return converted_arguments(schema, self.strawberry, self.definition, self.details, variables)

    def resolve(self, arguments: dict[str, Any] | Exception, execution: Execution) -> Any:
        """Call the resolver.

        Raises:
            Exception: the arguments could not be converted.
        """
        if isinstance(arguments, Exception):
            raise arguments
        resolver: Any = self.strawberry.base_resolver
        if resolver.info_parameter is not None:
            arguments = {**arguments, resolver.info_parameter.name: execution}
        return resolver.wrapped_func(None, **arguments)


Info = GraphQLResolveInfo[Any]


class RootOutcomes:
    """What the root fields of one request returned or raised, to be handed to graphql-core in the same order."""

    def __init__(self, context: Context) -> None:
        self.execution = Execution(context)
        """In which they were resolved."""
        self._outcomes: dict[str, asyncio.Future[Any]] = {}

    def begin(self, key: str, resolve: Callable[[], Any]) -> Any:
        """Call the resolver of a field; keep what it raises."""
        try:
            return resolve()
        except Exception as error:
            self._keep(key).set_exception(error)
            raise

    async def finish(self, key: str, begun: Any) -> Any:
        """Return the value of a field, and keep it or what the resolver raises."""
        try:
            value = await begun if isawaitable(begun) else begun
        except Exception as error:
            self._keep(key).set_exception(error)
            raise
        self._keep(key).set_result(value)
        return value

    def _keep(self, key: str) -> "asyncio.Future[Any]":
        outcome = self._outcomes[key] = asyncio.get_running_loop().create_future()
        # asyncio reports exceptions that are never retrieved.
        outcome.add_done_callback(lambda done: done.exception())
        return outcome

    def resolve(self, resolver: Callable[..., Any], source: Any, info: Info, /, **arguments: Any) -> Any:
        """Resolve a field for graphql-core: a root field as it was resolved before.

        By position alone, because fields have arguments of such names.
        """
        if info.path.prev is None and info.path.key in self._outcomes:
            return self._in_order(str(info.path.key))
        return resolver(source, info, **arguments)

    async def _in_order(self, key: str) -> Any:
        # The first error of a required field ends the operation, so errors have to come in the order they came in.
        for _ in range(list(self._outcomes).index(key)):
            await asyncio.sleep(0)
        return self._outcomes[key].result()


Prepared = tuple[dict[str, Any] | Exception, ...]
"""The arguments of each root field for one set of variables, or what their conversion has raised. Requests with equal
variables share them, so resolvers leave them as they are."""


class CompiledQuery:
    """One operation of a document, compiled for the variables that decide what is selected."""

    def __init__(self, schema: Schema, executor: "Executor[Any]") -> None:
        """Compile the operation of an executor.

        Raises:
            NotCompiled: graphql-core must execute this document.
        """
        self._schema = schema
        self._executor = executor
        operation = executor.operation.operation
        compiler, kind = Compiler(schema, executor), executor.schema.get_root_type(operation)
        if kind is None:
            raise NotCompiled(f"the schema has no {operation.value} type")
        self._roots = [
            self._root(compiler, key, details, *strawberry_field(kind, details[0].node.name.value))
            for key, details in root_fields(executor, kind).items()
        ]
        if operation is OperationType.MUTATION and len(self._roots) > 1:
            raise NotCompiled("mutations run one after the other")

    def _root(
        self, compiler: Compiler, key: str, details: FieldDetailsList, field_: StrawberryField, definition: GraphQLField
    ) -> _Root:
        if field_.base_resolver is None:
            raise NotCompiled(f"{field_.python_name} has no resolver")
        check_is_method(field_)
        complete = compiler.completion(definition.type, details).with_execution
        fixed = None
        if not _has_variables(details):
            fixed = converted_arguments(self._schema, field_, definition, details, self._executor.variable_values)
        return _Root(key, field_, definition, details, complete, fixed)

    def prepare(self, variables: VariableValues) -> Prepared:
        """Return the arguments of the root fields for these variables."""
        return tuple(self._arguments(root, variables) for root in self._roots)

    def _arguments(self, root: _Root, variables: VariableValues) -> dict[str, Any] | Exception:
        try:
            return root.arguments(self._schema, variables)
        except Exception as error:  # noqa: BLE001 - it is the outcome of this field
            return error

    async def data(self, prepared: Prepared, outcomes: RootOutcomes) -> dict[str, Any]:
        """Return the data of the result; ``outcomes`` are new.

        Raises:
            Exception: any error of a resolver or a value; graphql-core must then execute the operation.
        """
        execution = outcomes.execution
        values = await self._values(prepared, execution, outcomes)
        data = {root.key: root.complete(value, execution) for root, value in zip(self._roots, values, strict=True)}
        await execution.finish()
        return data

    async def _values(self, prepared: Prepared, execution: Execution, outcomes: RootOutcomes) -> list[Any]:
        begun: list[Any] = []
        try:
            for root, arguments in zip(self._roots, prepared, strict=True):
                begun.append(outcomes.begin(root.key, partial(root.resolve, arguments, execution)))
        except Exception:
            for one in begun:
                if iscoroutine(one):
                    one.close()
            raise
        resolving = [outcomes.finish(root.key, one) for root, one in zip(self._roots, begun, strict=True)]
        if len(resolving) == 1:
            return [await resolving[0]]
        # In tasks of their own, as graphql-core has them: a transaction belongs to the task that began it.
        found = await asyncio.gather(*resolving, return_exceptions=True)
        for one in found:
            if isinstance(one, BaseException):
                raise one
        return found


def _has_variables(details: FieldDetailsList) -> bool:
    found: list[VariableNode] = []

    class Finder(Visitor):
        def enter_variable(self, node: VariableNode, *_: Any) -> None:
            found.append(node)

    for argument in details[0].node.arguments or ():
        visit(argument, Finder())
    return bool(found)
