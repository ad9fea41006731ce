"""Operations as server-sent events: graphql-sse, distinct connections; or several operations in one answer.

Law: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md. For networks that break WebSockets, and for
`curl`. The same runs as for sockets. Where there is one operation, each event carries its cursor as its id, so whoever
comes back with ``Last-Event-ID`` resumes there. Where there are several, each event says which one it is of.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
import structlog
from starlette.types import Receive, Scope, Send

from app.auth.viewer import Viewer
from app.domain.events import Cursor
from app.errors import QalaError
from app.live.close_codes import CloseCode
from app.live.engine import Source
from app.live.send_queue import SendQueue
from app.live.shared_subscription import Subscriber, SubscriptionRegistry
from app.live.sockets import Sockets

log = structlog.get_logger()

MEDIA_TYPE = "text/event-stream"
COMPLETE = "event: complete\ndata:\n\n"
SIGN_OF_LIFE = ":\n\n"
_HEADERS = [
    (b"content-type", f"{MEDIA_TYPE}; charset=utf-8".encode()),
    (b"cache-control", b"no-cache, no-transform"),
    # nginx would keep events back until a buffer is full.
    (b"x-accel-buffering", b"no"),
]


@dataclass(frozen=True, slots=True)
class Opened:
    """One operation of an answer, opened: the source of a subscription, or the JSON result of anything else."""

    result: Source | bytes
    name: str | None = None
    """What the client calls it, as JSON, where the answer has several."""

    def next(self, payload: bytes, cursor: Cursor | None = None) -> str:
        """Return one result as an event. JSON holds no line feed, so one line of data is enough."""
        if self.name is not None:
            # No id: the cursor of one operation does not say where the others stand.
            return f'event: next\ndata: {{"id":{self.name},"payload":{payload.decode()}}}\n\n'
        identity = f"id: {cursor}\n" if cursor else ""
        return f"{identity}event: next\ndata: {payload.decode()}\n\n"

    def complete(self) -> str:
        """Return the event after which nothing comes of this operation."""
        return f'event: complete\ndata: {{"id":{self.name}}}\n\n' if self.name is not None else COMPLETE


def close_event(code: CloseCode, reason: str) -> bytes:
    """Return what a socket would be told by its close frame."""
    return b"event: close\ndata: " + orjson.dumps({"code": code, "reason": reason}) + b"\n\n"


class SseSubscriber(Subscriber):
    """A member of a run whose results are events."""

    def __init__(self, send_queue: SendQueue, epoch: str, opened: Opened) -> None:
        super().__init__(send_queue, b"")
        self._epoch = epoch
        self._opened = opened

    def put(self, batch: Sequence[tuple[int, bytes]]) -> None:
        """Put payloads into the mailbox, each with the cursor to come back with; the present value has none."""
        for position, payload in batch:
            self.send_queue.put(self._opened.next(payload, Cursor(self._epoch, position) if position else None))


class SseConnection:
    """An answer that goes on; an ASGI application for one request."""

    def __init__(
        self,
        opened: Sequence[Opened],
        viewer: Viewer | None,
        *,
        runs: SubscriptionRegistry,
        sockets: Sockets,
        epoch: str,
        retry_milliseconds: int,
    ) -> None:
        self._opened = opened
        self._runs = runs
        self._sockets = sockets
        self._epoch = epoch
        self._mailbox = SendQueue()
        self._mailbox.put(f"retry: {retry_milliseconds}\n\n")
        self._over = asyncio.Event()
        self._goodbye = b""
        self._joined: dict[SseSubscriber, str] = {}
        self._receive: Receive | None = None
        self._send: Send | None = None
        self.session_id: UUID | None = viewer.session_id if viewer else None
        self.expires_at: datetime | None = viewer.expires_at if viewer else None
        self.rights: str | None = viewer.rights if viewer else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request; known among the live connections for as long as it lasts."""
        self._receive, self._send = receive, send
        await self._sockets.serve(self)

    async def serve(self) -> None:
        """Send events until every operation is complete, the client leaves, or ``close`` is called."""
        await self._transmit({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        tasks = [
            asyncio.create_task(step, name=name)
            for name, step in (
                ("stream writer", self._mailbox.deliver(self._write)),
                ("stream reader", self._until_gone()),
                ("stream operations", self._operate()),
                ("stream end", self._over.wait()),
            )
        ]
        writer, gone, operation, over = tasks
        try:
            await asyncio.wait({writer, gone, over}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if not gone.done() or gone.cancelled():
            await self._farewell()
        if not operation.cancelled() and operation.exception():
            log.error("stream interrupted", exc_info=operation.exception())

    async def close(self, code: CloseCode, reason: str) -> None:
        """End the answer without completing it: the client comes back with the cursors it saw last."""
        log.debug("stream closed", code=code, reason=reason)
        if self._opened[0].name is not None:
            # Clients of graphql-sse, who ask for one operation, know no such event.
            self._goodbye = close_event(code, reason)
        self._over.set()

    def beat(self) -> bool:
        """Send a comment, which keeps proxies from closing a silent answer. A stream hears nothing of its reader."""
        self._mailbox.put(SIGN_OF_LIFE)
        return True

    async def _operate(self) -> None:
        try:
            for opened in self._opened:
                await self._begin(opened)
            if self._joined:
                # What has gone live is the work of its run.
                await asyncio.Event().wait()
            self._mailbox.finish()
        except Exception:
            # The log could not be read: the client comes back with its cursor, and nothing is lost.
            self._over.set()
            raise
        finally:
            for member, key in self._joined.items():
                self._runs.leave(key, member)

    async def _begin(self, opened: Opened) -> None:
        """Answer at once, or join the run and replay what was missed."""
        if isinstance(opened.result, bytes):
            self._end(opened, opened.result)
            return
        source, member = opened.result, SseSubscriber(self._mailbox, self._epoch, opened)
        self._joined[member] = source.key
        run = self._runs.join(source.key, source.feed, source.render, member)
        try:
            await self._runs.catch_up(run, source.feed, member)
        except QalaError as refused:
            self._runs.leave(self._joined.pop(member), member)
            error = {"message": refused.message, "extensions": refused.extensions}
            self._end(opened, orjson.dumps({"errors": [error]}))

    def _end(self, opened: Opened, payload: bytes) -> None:
        self._mailbox.put(opened.next(payload))
        self._mailbox.put(opened.complete())

    async def _until_gone(self) -> None:
        assert self._receive is not None  # noqa: S101 - served only through __call__
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _write(self, text: str) -> None:
        await self._transmit({"type": "http.response.body", "body": text.encode(), "more_body": True})

    async def _farewell(self) -> None:
        try:
            async with asyncio.timeout(1):
                await self._transmit({"type": "http.response.body", "body": self._goodbye, "more_body": False})
        except (TimeoutError, OSError, RuntimeError):
            pass  # the peer reads no more; the connection ends with the answer

    async def _transmit(self, message: dict[str, object]) -> None:
        assert self._send is not None  # noqa: S101 - served only through __call__
        await self._send(message)
