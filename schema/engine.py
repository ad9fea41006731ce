"""Opens operations for the live room: plans them, runs queries and mutations, and turns subscriptions into sources."""

from inspect import isawaitable
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, create_source_event_stream

from app.auth.viewer import Audience, Viewer, personal_audience
from app.live.engine import OperationRefused, OperationRequest, Source
from app.live.feed import Feed
from schema import Schema
from schema.context import Context, Operation
from schema.errors import formatted
from schema.loaders import Loaders
from schema.plan import Plan, make_plan
from schema.renderer import Renderer, Selections, executor_of, raise_outage
from schema.trusted import TrustedDocuments


class GraphQLEngine:
    """The engine of ``app.live`` over our schema. ``context`` is the pattern that each operation's own is made from."""

    def __init__(self, schema: Schema, context: Context, documents: TrustedDocuments) -> None:
        self.documents = documents
        self._schema = schema
        self._selections = Selections(schema)
        self._loaders = Loaders(live=True)
        self._context = context

    async def open(self, request: OperationRequest, viewer: Viewer | None) -> Source | bytes:
        """See ``app.live.engine.Engine``."""
        query = self.documents.text(request.query, request.extensions) or ""
        plan = make_plan(self._schema._schema, query, request.operation_name)
        if not isinstance(plan, Plan):
            raise OperationRefused(formatted(plan))
        context = self._context.of_viewer(viewer, client=request.client)
        if plan.is_mutation and not request.may_write:
            raise OperationRefused(formatted([GraphQLError("a mutation is sent alone, by POST")]))
        if not plan.is_subscription:
            return await self._once(query, request, context)
        variables = request.variables or {}
        feed = await self._feed(plan, request, context)
        audience = _audience(plan, feed, viewer)
        render = Renderer(self._schema, self._selections, plan, request, context.of_audience(audience, self._loaders))
        return Source(key=plan.share_key(variables, _eyes(audience)), feed=feed, render=render)

    async def _once(self, query: str, request: OperationRequest, context: Context) -> bytes:
        result = await self._schema.execute(
            query, request.variables, context_value=Operation(context), operation_name=request.operation_name
        )
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = [error.formatted for error in result.errors]
        return orjson.dumps(body)

    async def _feed(self, plan: Plan, request: OperationRequest, context: Context) -> Feed:
        """Ask the subscription field, as the viewer, what it would read: here permission is given or refused."""
        opened: Any = create_source_event_stream(executor_of(self._schema, plan, request, context))
        if isawaitable(opened):
            opened = await opened
        if isinstance(opened, ExecutionResult):
            raise_outage(opened.errors or [])
            raise OperationRefused(formatted(opened.errors or [GraphQLError("the subscription did not begin")]))
        if not isinstance(opened, Feed):
            raise TypeError(f"expected a Feed from the subscription field, got {type(opened).__name__}")
        return opened


def _audience(plan: Plan, feed: Feed, viewer: Viewer | None) -> Audience:
    # What depends on the viewer is never computed for a group.
    return personal_audience(viewer) if plan.viewer_dependent and viewer is not None else feed.audience


def _eyes(audience: Audience) -> str:
    """Return what audiences that see the same have in common: a run of one person keeps the rights it began with."""
    return audience.key if audience.viewer is None else f"{audience.key}/{audience.viewer.rights}"
