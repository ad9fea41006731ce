"""Operations as server-sent events: graphql-sse, distinct connections mode; or several operations in one response.

Specification: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md. For networks that break WebSockets,
and for `curl`. Subscriptions are shared with the WebSockets. With one operation each event carries its cursor as its
id, so a client resumes with ``Last-Event-ID``. With several operations each event names its operation instead.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import structlog
from starlette.types import Receive, Scope, Send

from app.auth.viewer import Viewer
from app.domain.log.events import Cursor
from app.live.close_codes import CloseCode
from app.live.engine import Source
from app.live.operation_driver import OperationDriver
from app.live.send_queue import SendQueue
from app.live.shares import Holder
from app.live.sockets import Sockets
from app.live.subscriber import Subscriber
from app.live.subscription_registry import SubscriptionRegistry

log = structlog.get_logger()

MEDIA_TYPE = "text/event-stream"
COMPLETE = "event: complete\ndata:\n\n"
HEARTBEAT = ":\n\n"
_CLOSE_EVENT_SECONDS = 1.0
_HEADERS = [
    (b"content-type", f"{MEDIA_TYPE}; charset=utf-8".encode()),
    (b"cache-control", b"no-store, no-transform"),
    # Without this nginx holds events back until its buffer is full.
    (b"x-accel-buffering", b"no"),
]


@dataclass(frozen=True, slots=True)
class OpenedOperation:
    """One operation of a response: the source of a subscription, or the JSON result of a query or mutation."""

    opened: Source | bytes
    name: str | None = None
    """The operation's id from the client, as JSON, where the response has several operations."""

    def next(self, payload: bytes, cursor: Cursor | None = None) -> str:
        """Return one result as an event. JSON holds no line feed, so one line of data is enough."""
        if self.name is not None:
            # Without an id: the cursor of one operation says nothing about the position of the others.
            return f'event: next\ndata: {{"id":{self.name},"payload":{payload.decode()}}}\n\n'
        identity = f"id: {cursor}\n" if cursor else ""
        return f"{identity}event: next\ndata: {payload.decode()}\n\n"

    def complete(self) -> str:
        """Return the last event of this operation."""
        return f'event: complete\ndata: {{"id":{self.name}}}\n\n' if self.name is not None else COMPLETE


def close_event(code: CloseCode, reason: str) -> bytes:
    """Return the event that carries what a WebSocket close frame would."""
    return b"event: close\ndata: " + orjson.dumps({"code": code, "reason": reason}) + b"\n\n"


class SseSubscriber(Subscriber):
    """A subscriber that writes server-sent events."""

    def __init__(self, queue: SendQueue, epoch: str, operation: OpenedOperation) -> None:
        super().__init__(queue, b"")
        self._epoch = epoch
        self._operation = operation

    def put(self, batch: Sequence[tuple[int, bytes]]) -> None:
        """Write payloads, each with its cursor; the present value of a ``latest_only`` feed has none."""
        for position, payload in batch:
            self.writer.put(self._operation.next(payload, Cursor(self._epoch, position) if position else None))


class SseOutput:
    """Writes the results of one operation as events."""

    def __init__(self, queue: SendQueue, epoch: str, operation: OpenedOperation) -> None:
        self._queue = queue
        self._epoch = epoch
        self._operation = operation

    def subscriber(self) -> Subscriber:
        """Return a subscriber that writes the results of a subscription."""
        return SseSubscriber(self._queue, self._epoch, self._operation)

    def result(self, payload: bytes) -> None:
        """Write the only result, and complete the operation."""
        self._queue.put(self._operation.next(payload))
        self._queue.put(self._operation.complete())

    def refuse(self, errors: list[dict[str, Any]]) -> None:
        """Write the errors as the result, and complete the operation."""
        self.result(orjson.dumps({"errors": errors}))


class SseConnection:
    """A streaming response; an ASGI application for one request."""

    def __init__(
        self,
        operations: Sequence[OpenedOperation],
        viewer: Viewer | None,
        *,
        holder: Holder,
        subscriptions: SubscriptionRegistry,
        sockets: Sockets,
        epoch: str,
        retry_milliseconds: int,
    ) -> None:
        self._operations = operations
        self._driver = OperationDriver(subscriptions, holder)
        self._sockets = sockets
        self._epoch = epoch
        self._queue = SendQueue()
        self._queue.put(f"retry: {retry_milliseconds}\n\n")
        self._closed = asyncio.Event()
        self._close_event = b""
        self._receive: Receive
        self._send: Send
        self.session_id: UUID | None = viewer.session_id if viewer else None
        self.expires_at: datetime | None = viewer.expires_at if viewer else None
        self.rights: str | None = viewer.rights if viewer else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request; the connection is among ``sockets`` until the response ends."""
        self._receive, self._send = receive, send
        await self._sockets.serve(self)

    async def serve(self) -> None:
        """Send events until every operation is complete, the client disconnects, or ``close`` is called."""
        await self._send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        tasks = [
            asyncio.create_task(step, name=name)
            for name, step in (
                ("stream writer", self._queue.deliver(self._send_text)),
                ("stream reader", self._wait_for_disconnect()),
                ("stream operations", self._run_operations()),
                ("stream end", self._closed.wait()),
            )
        ]
        writer, disconnect, operations, closed = tasks
        try:
            await asyncio.wait({writer, disconnect, closed}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if not disconnect.done() or disconnect.cancelled():
            await self._send_end()
        if not operations.cancelled() and operations.exception():
            log.error("stream_interrupted", exc_info=operations.exception())

    async def close(self, code: CloseCode, reason: str) -> None:
        """End the response without completing it: the client reconnects with the cursors it saw last."""
        log.debug("stream_closed", code=code, reason=reason)
        if self._operations[0].name is not None:
            # Clients of graphql-sse, which send one operation, do not know this event.
            self._close_event = close_event(code, reason)
        self._closed.set()

    def heartbeat(self) -> bool:
        """Send a comment, which keeps proxies from closing an idle response. The client cannot answer it."""
        self._queue.put(HEARTBEAT)
        return True

    async def _run_operations(self) -> None:
        try:
            for number, operation in enumerate(self._operations):
                await self._driver.start(number, operation.opened, SseOutput(self._queue, self._epoch, operation))
            if len(self._driver):
                # Live subscriptions need no task of this connection.
                await asyncio.Event().wait()
            self._queue.finish()
        except Exception:
            # The log could not be read: the client reconnects with its cursor and loses nothing.
            self._closed.set()
            raise
        finally:
            self._driver.leave_all()

    async def _wait_for_disconnect(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _send_text(self, text: str) -> None:
        await self._send({"type": "http.response.body", "body": text.encode(), "more_body": True})

    async def _send_end(self) -> None:
        try:
            async with asyncio.timeout(_CLOSE_EVENT_SECONDS):
                await self._send({"type": "http.response.body", "body": self._close_event, "more_body": False})
        except (TimeoutError, OSError, RuntimeError):
            pass  # the client no longer reads; the connection ends with the response
