"""One operation as server-sent events: graphql-sse, distinct connections.

Law: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md. For networks that break WebSockets, and for
`curl`. The same runs as for sockets; each event carries its cursor as its id, so whoever comes back with
``Last-Event-ID`` resumes there.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import orjson
import structlog
from starlette.types import Receive, Scope, Send

from app.auth.viewer import Viewer
from app.domain.events import Cursor
from app.errors import QalaError
from app.live.closing import CloseCode
from app.live.engine import Source
from app.live.mailbox import Mailbox
from app.live.run import Member, Runs
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


def next_event(payload: bytes, cursor: Cursor | None = None) -> str:
    """Return one result as an event. JSON holds no line feed, so one line of data is enough."""
    identity = f"id: {cursor}\n" if cursor else ""
    return f"{identity}event: next\ndata: {payload.decode()}\n\n"


class StreamMember(Member):
    """A member of a run whose results carry their cursors."""

    def __init__(self, mailbox: Mailbox, epoch: str) -> None:
        super().__init__(mailbox, b"")
        self._epoch = epoch

    def put(self, batch: Sequence[tuple[int, bytes]]) -> None:
        """Put payloads into the mailbox, each with the cursor to come back with; the present value has none."""
        for position, payload in batch:
            self.mailbox.put(next_event(payload, Cursor(self._epoch, position) if position else None))


class EventStream:
    """An answer that goes on; an ASGI application for one request."""

    def __init__(
        self,
        opened: Source | bytes,
        viewer: Viewer | None,
        *,
        runs: Runs,
        sockets: Sockets,
        epoch: str,
        retry_milliseconds: int,
    ) -> None:
        self._opened = opened
        self._runs = runs
        self._sockets = sockets
        self._epoch = epoch
        self._mailbox = Mailbox()
        self._mailbox.put(f"retry: {retry_milliseconds}\n\n")
        self._over = asyncio.Event()
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
        """Send events until the operation completes, the client leaves, or ``close`` is called."""
        await self._transmit({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        tasks = [
            asyncio.create_task(step, name=name)
            for name, step in (
                ("stream writer", self._mailbox.deliver(self._write)),
                ("stream reader", self._until_gone()),
                ("stream operation", self._operate()),
                ("stream end", self._over.wait()),
            )
        ]
        writer, gone, operation, over = tasks
        try:
            # The operation ends when it has gone live; from then on the run does the work.
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
        """End the answer without completing it: the client comes back with the id it saw last."""
        log.debug("stream closed", code=code, reason=reason)
        self._over.set()

    def beat(self) -> bool:
        """Send a comment, which keeps proxies from closing a silent answer. A stream hears nothing of its reader."""
        self._mailbox.put(SIGN_OF_LIFE)
        return True

    async def _operate(self) -> None:
        if isinstance(self._opened, bytes):
            self._mailbox.put(next_event(self._opened))
            self._complete()
            return
        source, member = self._opened, StreamMember(self._mailbox, self._epoch)
        run = self._runs.join(source.key, source.feed, source.render, member)
        try:
            await self._runs.catch_up(run, source.feed, member)
            await asyncio.Event().wait()
        except QalaError as refused:
            error = {"message": refused.message, "extensions": refused.extensions}
            self._mailbox.put(next_event(orjson.dumps({"errors": [error]})))
            self._complete()
        except Exception:
            # The log could not be read: the client comes back with its cursor, and nothing is lost.
            self._over.set()
            raise
        finally:
            self._runs.leave(source.key, member)

    def _complete(self) -> None:
        self._mailbox.put(COMPLETE)
        self._mailbox.finish()

    async def _until_gone(self) -> None:
        assert self._receive is not None  # noqa: S101 - served only through __call__
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _write(self, text: str) -> None:
        await self._transmit({"type": "http.response.body", "body": text.encode(), "more_body": True})

    async def _farewell(self) -> None:
        try:
            async with asyncio.timeout(1):
                await self._transmit({"type": "http.response.body", "body": b"", "more_body": False})
        except (TimeoutError, OSError, RuntimeError):
            pass  # the peer reads no more; the connection ends with the answer

    async def _transmit(self, message: dict[str, object]) -> None:
        assert self._send is not None  # noqa: S101 - served only through __call__
        await self._send(message)
