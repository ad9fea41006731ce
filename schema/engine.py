"""Opens operations for ``app.live`` and executes requests over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from inspect import isawaitable
from math import ceil
from typing import Any

import orjson
from graphql import ExecutionResult as GraphQLExecutionResult
from graphql import GraphQLError, create_source_event_stream
from graphql import OperationType as GraphQLOperationType
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from app.auth.fair_queue import Payer
from app.auth.read_guard import TRUSTED_SHARE, ReadGuard
from app.auth.viewer import Audience, Viewer, personal_audience
from app.errors import InternalError, QalaError
from app.live.engine import OperationRefused, OperationRequest, Source
from app.live.feed import Feed
from app.queries.replica import ReplicaReads
from schema import Schema
from schema.context import Context
from schema.documents import DOCUMENTS, Document, Pause, read_document
from schema.errors import formatted
from schema.executors import Executors
from schema.input_check import check_variables
from schema.loaders import Loaders
from schema.open_sources import OpenSources
from schema.plan import Plan
from schema.pricing import CHARACTERS_A_POINT, OPERATION_POINTS
from schema.query_executor import QueryExecutor
from schema.renderer import Renderer, raise_outage
from schema.selection import Selection, Selections
from schema.trusted import TrustedDocuments

_LIVE = Payer(network="subscriptions")


@dataclass(frozen=True, slots=True)
class _Charged:
    """The price of an operation that was paid for; ``share`` returns the key that equal anonymous queries have."""

    points: int
    divisor: int
    """What the budget counts is the price divided by this."""
    kind: GraphQLOperationType | None
    """The type of the operation; None where the document has none to execute."""
    share: Callable[[], Hashable] | None


async def _next_turn_of_the_loop() -> None:
    await asyncio.sleep(0)


class GraphQLEngine:
    """The engine of ``app.live`` for our schema. The context of each operation is made from ``context``."""

    def __init__(
        self,
        schema: Schema,
        context: Context,
        documents: TrustedDocuments,
        reads: ReadGuard,
        replica: ReplicaReads | None = None,
        *,
        pause: Pause = _next_turn_of_the_loop,
    ) -> None:
        """``pause`` returns when the next step of reading a new document may follow."""
        self._replica = replica
        self._pause = pause
        self._documents = documents
        self._reads = reads
        self._schema = schema
        self._selections = Selections(partial(Selection, schema))
        self._executor = QueryExecutor(schema)
        self._executors = Executors(schema)
        self._open_sources = OpenSources()
        self.live_loaders = Loaders(live=True)
        """Those of all events."""
        self._context = context

    async def open(self, request: OperationRequest, viewer: Viewer | None) -> Source | bytes:
        """See ``app.live.engine.Engine``."""
        query = self._query(request) or ""
        context = self._context.of_viewer(viewer, client=request.client)
        charged = await self._charge(query, request, context)
        plan = self._document(query).plan(request.operation_name)
        if not isinstance(plan, Plan):
            raise OperationRefused(formatted(plan))
        if plan.is_mutation and not request.may_write:
            raise OperationRefused(formatted([GraphQLError("a mutation is sent alone, by POST")]))
        if not plan.is_subscription:
            return _json(await self._execute(query, request, context, charged))
        if viewer is not None:
            return await self._source(plan, request, context, charged)
        source = self._open_sources.find(plan, request)
        if source is None:
            source = await self._source(plan, request, context, charged)
            self._open_sources.keep(plan, request, source)
        return source

    async def _source(self, plan: Plan, request: OperationRequest, context: Context, charged: _Charged) -> Source:
        feed = await self._reads.run(context.payer, charged.points, partial(self._feed, plan, request, context))
        audience = _audience(plan, feed, context.viewer)
        # Without the text: a subscription keeps its renderer, and thousands may each have a text of their own.
        read = replace(request, query=None, extensions=None)
        render = Renderer(self._schema, self._selections, plan, read, context.of_audience(audience, self.live_loaders))
        variables, audience_key = request.variables or {}, _audience_key(audience)
        return Source(
            key=plan.share_key(variables, audience_key),
            rendering=f"{audience_key}|{plan.selection_key(variables)}|{'|'.join(feed.topics)}|{feed.value_key}",
            feed=feed,
            render=render,
            is_early=lambda: render.is_early,
            replay=None if feed.after is None else self._reads.replay(context.payer, charged.divisor),
            # Values that are read again and again have turns as queries do; together they are one network.
            admit=partial(self._reads.run, _LIVE, charged.points) if feed.latest_only else None,
        )

    async def execute(
        self, request: OperationRequest, context: Context, allowed: Iterable[OperationType]
    ) -> ExecutionResult:
        """Return the result of a request over HTTP; only these types of operation are allowed.

        Raises:
            InvalidInput: a variable holds what no operation accepts; see ``schema.input_check``.
            UnknownDocument, UntrustedDocument: see ``TrustedDocuments.text``.
            InvalidInput, RateLimited: the operation costs too much; see ``ReadGuard``.
            Strawberry's errors for a missing query, an unknown operation name or a type that is not allowed.
        """
        query = self._query(request)
        charged = await self._charge(query or "", request, context)
        return await self._execute(query, request, context, charged, allowed)

    async def may_stop(self, request: OperationRequest, payer: Payer) -> bool:
        """Whether the operation only reads, so that it may be cancelled when its client leaves.

        Raises:
            RateLimited: the budget of the payer is spent. The document was not parsed, which costs most of a refusal.
        """
        self._reads.check(payer)
        try:
            query = self._query(request) or ""
            await self._prepare(query)
            prices = self._document(query).prices(request.operation_name)
        except QalaError:
            return True
        return prices is None or prices.kind is not GraphQLOperationType.MUTATION

    def has_read(self, request: OperationRequest) -> bool:
        """See ``app.live.engine.Engine``."""
        return DOCUMENTS.has(self._schema.core, self._documents.text(request.query, request.extensions) or "")

    async def _prepare(self, query: str) -> None:
        """Read a document that is new, in steps: others have their turn in between."""
        await DOCUMENTS.prepare(self._schema.core, query, self._pause, is_trusted=self._documents.trusts(query))

    def _document(self, query: str) -> Document:
        return read_document(self._schema.core, query, is_trusted=self._documents.trusts(query))

    def _query(self, request: OperationRequest) -> str | None:
        check_variables(request.variables)
        return self._documents.text(request.query, request.extensions)

    async def _charge(self, query: str, request: OperationRequest, context: Context) -> _Charged:
        """Take the price of an operation from the budget of who asks.

        Raises:
            InvalidInput: one operation may not cost so much.
            RateLimited: the budget is spent.
        """
        payer = context.payer
        self._reads.check(payer)
        await self._prepare(query)
        prices = self._document(query).prices(request.operation_name)
        variables = request.variables if isinstance(request.variables, dict) else {}
        points = OPERATION_POINTS if prices is None else prices.price(variables)
        divisor = TRUSTED_SHARE if self._documents.trusts(query) else 1
        reading = 0 if divisor > 1 else len(query) // CHARACTERS_A_POINT
        await self._reads.charge(payer, points, ceil(points / divisor) + reading)
        # What a viewer gets may depend on the viewer, and a mutation is executed for each client.
        may_share = context.viewer is None and prices is not None and prices.kind is GraphQLOperationType.QUERY
        kind = None if prices is None else prices.kind
        return _Charged(points, divisor, kind, _share_key(query, request) if may_share else None)

    async def _execute(
        self,
        query: str | None,
        request: OperationRequest,
        context: Context,
        charged: _Charged,
        allowed: Iterable[OperationType] | None = None,
    ) -> ExecutionResult:
        payer, replica = context.payer, self._replica

        def execute() -> Awaitable[ExecutionResult]:
            # A query is executed again where the replica fails, and the loaders of the first time hold its errors.
            return self._executor.execute(query, request, context.fresh(), allowed)

        if replica is not None and charged.kind is GraphQLOperationType.QUERY:
            return await self._read(replica, payer, charged, execute)
        try:
            return await self._reads.run(payer, charged.points, execute, share=charged.share)
        finally:
            if replica is not None and charged.kind is GraphQLOperationType.MUTATION:
                await replica.wrote(payer.account_id, payer.network)

    async def _read(
        self,
        replica: ReplicaReads,
        payer: Payer,
        charged: _Charged,
        execute: Callable[[], Awaitable[ExecutionResult]],
    ) -> ExecutionResult:
        """Execute a query on the replica if that has what this client has written, else on the first server."""
        share = charged.share
        written = await replica.written_by(payer.account_id, payer.network)
        # One that waits for a write shares its result only with those that wait for the same.
        key = None if share is None else lambda: (share(), written)
        run = partial(replica.run, execute, written, failed=_went_wrong)
        return await self._reads.run(payer, charged.points, run, share=key)

    async def _feed(self, plan: Plan, request: OperationRequest, context: Context) -> Feed:
        """Return the feed of the subscription field, which grants or refuses permission to the viewer."""
        opened: Any = create_source_event_stream(self._executors.of(plan, request, context))
        if isawaitable(opened):
            opened = await opened
        if isinstance(opened, GraphQLExecutionResult):
            raise_outage(opened.errors or [])
            raise OperationRefused(formatted(opened.errors or [GraphQLError("the subscription did not begin")]))
        if not isinstance(opened, Feed):
            raise TypeError(f"expected a Feed from the subscription field, got {type(opened).__name__}")
        return opened


def _share_key(query: str, request: OperationRequest) -> Callable[[], Hashable]:
    def key() -> Hashable:
        return query, request.operation_name, orjson.dumps(request.variables, option=orjson.OPT_SORT_KEYS)

    return key


def _went_wrong(result: ExecutionResult) -> bool:
    """Whether something failed that is no refusal of ours."""
    return any((error.extensions or {}).get("code") == InternalError.code for error in result.errors or ())


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
