"""Renders the payload of a ``next`` message for an event: by the compiled selection, else by graphql-core."""

from collections.abc import Coroutine, Sequence
from functools import cached_property
from inspect import isawaitable
from typing import Any
from weakref import ref

import orjson
from graphql import Executor, GraphQLError, execute_subscription_event
from graphql.type.definition import GraphQLResolveInfoHelpers
from strawberry import Schema
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from app.live.compiled_failures import SUBSCRIPTION, note_failure
from app.live.engine import OperationRefused, OperationRequest
from app.live.execution import Rendered
from app.models.database import OUTAGES
from schema.context import Context, Operation
from schema.errors import formatted
from schema.execution import Execution
from schema.plan import Plan
from schema.selection import Selection, Selections


def executor_of(schema: Schema, plan: Plan, request: OperationRequest, context: Context) -> "Executor[Any]":
    """Return graphql-core's executor of an operation.

    Raises:
        OperationRefused: the variables are not what the document declares.
    """
    built = StrawberryGraphQLCoreExecutionContext.build(
        schema._schema,  # Strawberry offers no public access to it
        plan.document,
        context_value=Operation(context),
        raw_variable_values=request.variables,
        operation_name=request.operation_name,
    )
    if isinstance(built, list):
        raise OperationRefused(formatted(built))
    return without_cycle(built)


def without_cycle(executor: "Executor[Any]") -> "Executor[Any]":
    """Return the executor, whose helpers no longer keep it alive.

    Otherwise only the garbage collector frees it: a few thousand of them, of subscriptions that began together, are a
    pause of 0.1 s.
    """
    owner = ref(executor)
    gather, track = type(executor).gather_async_work, type(executor).track_async_work
    executor.async_helpers = GraphQLResolveInfoHelpers(
        gather=lambda works: gather(_alive(owner), works), track=lambda works: track(_alive(owner), works)
    )
    return executor


def _alive(owner: "ref[Executor[Any]]") -> "Executor[Any]":
    executor = owner()
    if executor is None:
        raise RuntimeError("asynchronous work outlived its executor")
    return executor


class Renderer:
    """Renders the events of one shared subscription.

    Its parts are built on first use: most subscribers join an existing subscription and never use their renderer.
    """

    def __init__(
        self, schema: Schema, selections: Selections[Selection], plan: Plan, request: OperationRequest, context: Context
    ) -> None:
        self._schema = schema
        self._selections = selections
        self._plan = plan
        self._request = request
        self.context = context

    @cached_property
    def _executor(self) -> "Executor[Any]":
        return executor_of(self._schema, self._plan, self._request, self.context)

    @cached_property
    def selection(self) -> Selection | None:
        """The compiled selection; None when this document has none."""
        return self._selections.of(self._plan, self._request.variables or {}, lambda: self._executor)

    @property
    def is_early(self) -> bool:
        """Whether an event may be rendered before it is committed, because no field reads what follows from it."""
        return self.selection is not None and self.selection.is_early

    def __call__(self, value: Any) -> Rendered:
        """Return the result for a value of the feed, as JSON, or a coroutine of it where something has to be read."""
        selection = self.selection
        if selection is None:
            return self.by_graphql_core(value)
        execution = Execution(self.context)
        try:
            data = selection.begin(value, execution)
            return _encode({"data": data}) if execution.is_finished else self._finish(value, data, execution)
        except OUTAGES:
            raise
        except Exception as error:  # noqa: BLE001 - graphql-core meets the same error and reports it as specified
            return self._after(error, value)

    async def _finish(self, value: Any, data: dict[str, Any], execution: Execution) -> bytes:
        try:
            await execution.finish()
            return _encode({"data": data})
        except OUTAGES:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            return await self._after(error, value)

    def _after(self, error: Exception, value: Any) -> Coroutine[Any, Any, bytes]:
        note_failure(SUBSCRIPTION, self._request.operation_name, error)
        return self.by_graphql_core(value)

    async def by_graphql_core(self, value: Any) -> bytes:
        """Return the result as graphql-core computes it, with its errors."""
        executor = self._executor.build_per_event_executor(value)
        # Own loaders, so that a failure here does not fail the events of other subscriptions.
        executor.context_value = Operation(self.context.fresh())
        result: Any = execute_subscription_event(executor)
        if isawaitable(result):
            result = await result
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            raise_outage(result.errors)
            body["errors"] = formatted(result.errors)
        return _encode(body)


def _encode(body: dict[str, Any]) -> bytes:
    # A copy of the exact size: orjson returns bytes with 4 to 16 KB of spare capacity, and payloads are cached.
    return bytes(memoryview(orjson.dumps(body)))


def raise_outage(errors: Sequence[GraphQLError]) -> None:
    """Raise the error that a resolver met while the database was away, if any.

    A shared subscription then retries instead of sending a partial event, and a new operation is not ended for good.
    """
    for error in errors:
        if isinstance(error.original_error, OUTAGES):
            raise error.original_error
