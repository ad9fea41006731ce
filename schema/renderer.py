"""Makes the payload of a ``next`` message of an event: by the compiled selection, else by graphql-core."""

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from inspect import isawaitable
from typing import Any

import orjson
import structlog
from graphql import Executor, GraphQLError, execute_subscription_event
from strawberry import Schema
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from app.live.engine import OperationRefused, OperationRequest
from app.models.database import OUTAGES
from schema.context import Context, Operation
from schema.errors import formatted
from schema.limits import CACHED_DOCUMENTS
from schema.plan import Plan
from schema.selection import NotCompiled, Selection

log = structlog.get_logger()


class Selections:
    """Compiled selections of the newest documents."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._kept: OrderedDict[str, Selection | None] = OrderedDict()

    def of(self, plan: Plan, executor: "Executor[Any]", variables: dict[str, Any]) -> Selection | None:
        """Return the selection of a document with these variables; None if graphql-core has to execute it."""
        key = plan.selection_key(variables)
        if key not in self._kept:
            try:
                self._kept[key] = Selection(self._schema, executor)
            except (NotCompiled, GraphQLError):
                # The latter of arguments that fit their variables and not their places: a null with a default there.
                self._kept[key] = None
            if len(self._kept) > CACHED_DOCUMENTS:
                self._kept.popitem(last=False)
        return self._kept[key]


def executor_of(schema: Schema, plan: Plan, request: OperationRequest, context: Context) -> "Executor[Any]":
    """Return what executes an operation.

    Raises:
        OperationRefused: the variables are not what the document declares.
    """
    built = StrawberryGraphQLCoreExecutionContext.build(
        schema._schema,  # Strawberry names no public way to it
        plan.document,
        context_value=Operation(context),
        raw_variable_values=request.variables,
        operation_name=request.operation_name,
    )
    if isinstance(built, list):
        raise OperationRefused(formatted(built))
    return built


class Renderer:
    """Renders the events of one run. Most who subscribe join a run and never ask theirs: it builds nothing before."""

    def __init__(
        self, schema: Schema, selections: Selections, plan: Plan, request: OperationRequest, context: Context
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
        """The short way; None if this document has none."""
        return self._selections.of(self._plan, self._executor, self._request.variables or {})

    async def __call__(self, value: Any) -> bytes:
        """Return the result for a value of the feed, as JSON."""
        if self.selection is not None:
            try:
                return _text({"data": await self.selection.data(value, self.context)})
            except OUTAGES:
                raise
            except Exception as error:  # noqa: BLE001 - graphql-core finds the same, and knows how to put it
                log.info("event executed by graphql-core", error=repr(error)[:200])
        return await self.by_the_specification(value)

    async def by_the_specification(self, value: Any) -> bytes:
        """Return the same by graphql-core, with the errors that it finds."""
        run = self._executor.build_per_event_executor(value)
        # Loaders of its own: what fails here may not fail others.
        run.context_value = Operation(self.context.fresh())
        result: Any = execute_subscription_event(run)
        if isawaitable(result):
            result = await result
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            raise_outage(result.errors)
            body["errors"] = formatted(result.errors)
        return _text(body)


def _text(body: dict[str, Any]) -> bytes:
    # orjson hands out bytes with 4 to 16 KB of room behind them, and payloads are kept for those who come back.
    return bytes(memoryview(orjson.dumps(body)))


def raise_outage(errors: Sequence[GraphQLError]) -> None:
    """Raise what a resolver met while the database was away.

    A run tries again then, instead of sending half an event; whoever begins is told to come back, instead of for good.
    """
    for error in errors:
        if isinstance(error.original_error, OUTAGES):
            raise error.original_error
