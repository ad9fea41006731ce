"""Opens operations for ``app.live`` and executes requests over HTTP."""

from collections.abc import Iterable
from inspect import isawaitable
from typing import Any

import orjson
from graphql import ExecutionResult as GraphQLExecutionResult
from graphql import GraphQLError, create_source_event_stream
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from app.auth.viewer import Audience, Viewer, personal_audience
from app.live.engine import OperationRefused, OperationRequest, Source
from app.live.feed import Feed
from schema import Schema
from schema.context import Context, Operation
from schema.documents import read_document
from schema.errors import formatted
from schema.input_check import check_variables
from schema.loaders import Loaders
from schema.plan import Plan
from schema.renderer import Renderer, Selections, executor_of, raise_outage
from schema.trusted import TrustedDocuments


class GraphQLEngine:
    """The engine of ``app.live`` for our schema. The context of each operation is made from ``context``."""

    def __init__(self, schema: Schema, context: Context, documents: TrustedDocuments) -> None:
        self._documents = documents
        self._schema = schema
        self._selections = Selections(schema)
        self._loaders = Loaders(live=True)
        self._context = context

    async def open(self, request: OperationRequest, viewer: Viewer | None) -> Source | bytes:
        """See ``app.live.engine.Engine``."""
        query = self._query(request) or ""
        plan = read_document(self._schema._schema, query).plan(request.operation_name)
        if not isinstance(plan, Plan):
            raise OperationRefused(formatted(plan))
        context = self._context.of_viewer(viewer, client=request.client)
        if plan.is_mutation and not request.may_write:
            raise OperationRefused(formatted([GraphQLError("a mutation is sent alone, by POST")]))
        if not plan.is_subscription:
            return _json(await self._execute(query, request, context))
        feed = await self._feed(plan, request, context)
        audience = _audience(plan, feed, viewer)
        render = Renderer(self._schema, self._selections, plan, request, context.of_audience(audience, self._loaders))
        variables, audience_key = request.variables or {}, _audience_key(audience)
        return Source(
            key=plan.share_key(variables, audience_key),
            rendering=f"{audience_key}|{plan.selection_key(variables)}|{'|'.join(feed.topics)}",
            feed=feed,
            render=render,
        )

    async def execute(
        self, request: OperationRequest, context: Context, allowed: Iterable[OperationType]
    ) -> ExecutionResult:
        """Return the result of a request over HTTP; only these types of operation are allowed.

        Raises:
            InvalidInput: a variable holds what no operation accepts; see ``schema.input_check``.
            UnknownDocument, UntrustedDocument: see ``TrustedDocuments.text``.
            Strawberry's errors for a missing query, an unknown operation name or a type that is not allowed.
        """
        return await self._execute(self._query(request), request, context, allowed)

    def _query(self, request: OperationRequest) -> str | None:
        check_variables(request.variables)
        return self._documents.text(request.query, request.extensions)

    async def _execute(
        self,
        query: str | None,
        request: OperationRequest,
        context: Context,
        allowed: Iterable[OperationType] | None = None,
    ) -> ExecutionResult:
        return await self._schema.execute(
            query,
            request.variables,
            context_value=Operation(context),
            operation_name=request.operation_name,
            allowed_operation_types=allowed,
        )

    async def _feed(self, plan: Plan, request: OperationRequest, context: Context) -> Feed:
        """Return the feed of the subscription field, which grants or refuses permission to the viewer."""
        opened: Any = create_source_event_stream(executor_of(self._schema, plan, request, context))
        if isawaitable(opened):
            opened = await opened
        if isinstance(opened, GraphQLExecutionResult):
            raise_outage(opened.errors or [])
            raise OperationRefused(formatted(opened.errors or [GraphQLError("the subscription did not begin")]))
        if not isinstance(opened, Feed):
            raise TypeError(f"expected a Feed from the subscription field, got {type(opened).__name__}")
        return opened


def _json(result: ExecutionResult) -> bytes:
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = [error.formatted for error in result.errors]
    return orjson.dumps(body)


def _audience(plan: Plan, feed: Feed, viewer: Viewer | None) -> Audience:
    # A viewer-dependent field is never computed for a group.
    return personal_audience(viewer) if plan.viewer_dependent and viewer is not None else feed.audience


def _audience_key(audience: Audience) -> str:
    """Return the key that audiences with equal results share. A personal one includes the rights it opened with."""
    return audience.key if audience.viewer is None else f"{audience.key}/{audience.viewer.rights}"
