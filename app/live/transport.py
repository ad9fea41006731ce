"""One WebSocket that speaks graphql-transport-ws.

Law: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md. One task reads, one task writes from the
mailbox, and each operation has a task only while it begins (opening, replaying); after that the run does the work.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app.auth.viewer import Viewer
from app.errors import QalaError
from app.live.close_codes import CloseCode
from app.live.direct_writer import DIRECT_WRITER, DirectWriter
from app.live.engine import Engine, OperationRefused, OperationRequest, Source
from app.live.messages import PROTOCOL, BadMessage, Incoming, message, next_head, read_message, read_operation
from app.live.send_queue import SendQueue
from app.live.shared_subscription import Subscriber, SubscriptionRegistry
from app.models.database import OUTAGES

log = structlog.get_logger()

PING = message("ping")
FindViewer = Callable[[str | None], Awaitable[Viewer | None]]
"""Turns a token into a viewer, as the tables say it at this moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketLimits:
    """What one socket may ask for."""

    init_timeout_seconds: float = 10
    most_operations: int = 50
    longest_id: int = 128
    close_timeout_seconds: float = 5


class GraphQLSocket:
    """The state of one socket from handshake to close."""

    __slots__ = (
        "_acknowledged",
        "_asked",
        "_closed",
        "_engine",
        "_find_viewer",
        "_heard",
        "_initialised",
        "_joined",
        "_limits",
        "_mailbox",
        "_operations",
        "_reading",
        "_runs",
        "_token",
        "_websocket",
        "_writer",
        "expires_at",
        "rights",
        "session_id",
    )

    def __init__(
        self,
        websocket: WebSocket,
        engine: Engine,
        runs: SubscriptionRegistry,
        find_viewer: FindViewer,
        *,
        token: str | None,
        limits: SocketLimits,
    ) -> None:
        self._websocket = websocket
        self._engine = engine
        self._runs = runs
        self._find_viewer = find_viewer
        self._token = token
        self._limits = limits
        self._mailbox: SendQueue | DirectWriter = SendQueue()
        self._operations: dict[str, asyncio.Task[None] | None] = {}
        """Every operation under way; the task while it begins, None once it lives in its run."""
        self._joined: dict[str, tuple[str, Subscriber]] = {}
        self._initialised = False
        self._acknowledged = False
        self._closed = False
        self._writer: asyncio.Task[None] | None = None
        self._reading: asyncio.Timeout | None = None
        self._asked, self._heard = False, False
        self.session_id: UUID | None = None
        self.expires_at: datetime | None = None
        self.rights: str | None = None

    async def serve(self) -> None:
        """Serve until the socket closes; never raises for what the client does."""
        if PROTOCOL not in self._websocket.scope.get("subprotocols", ()):
            await self._websocket.accept()
            await self.close(CloseCode.SUBPROTOCOL_NOT_ACCEPTABLE, "Subprotocol not acceptable")
            return
        await self._websocket.accept(subprotocol=PROTOCOL)
        self._open_mailbox()
        init_timer = asyncio.get_running_loop().call_later(self._limits.init_timeout_seconds, self._init_overdue)
        try:
            async with asyncio.timeout(None) as self._reading:
                await self._read()
        except (WebSocketDisconnect, ConnectionError, TimeoutError):
            pass  # the client has left, or does not answer our close: what remains is tidying up
        finally:
            self._reading = None
            init_timer.cancel()
            self._closed = True
            await self._tidy()

    async def close(self, code: CloseCode, reason: str) -> None:
        """Close once; a peer that does not answer in time is left to the operating system."""
        if self._closed:
            return
        self._closed = True
        if isinstance(self._mailbox, DirectWriter):
            self._mailbox.end()
        if self._reading is not None:
            self._reading.reschedule(asyncio.get_running_loop().time() + self._limits.close_timeout_seconds)
        if self._writer is not None and self._writer is not asyncio.current_task():
            # A writer that waits for a slow reader would keep the close frame waiting, too.
            self._writer.cancel()
        try:
            async with asyncio.timeout(self._limits.close_timeout_seconds):
                if self._websocket.application_state is not WebSocketState.DISCONNECTED:
                    await self._websocket.close(code, reason[:120])
        except (RuntimeError, ConnectionError, TimeoutError, WebSocketDisconnect) as error:
            log.debug("socket was gone before it was closed", code=code, error=str(error))

    def beat(self) -> bool:
        """Ask for a sign of life; false when the last question has found no answer, nor anything else has come."""
        if self._asked and not self._heard:
            return False
        if self._acknowledged and not self._closed:
            self._asked, self._heard = True, False
            self._mailbox.put(PING)
        return True

    def _open_mailbox(self) -> None:
        """Take the lane where the server shows one, else a queue with a task that empties it."""
        lane = self._websocket.scope.get("extensions", {}).get(DIRECT_WRITER)
        if lane is not None:
            self._mailbox = DirectWriter(lane, self._too_slow)
        else:
            self._mailbox = queue = SendQueue()
            self._writer = asyncio.create_task(self._write(queue), name="socket writer")

    def _too_slow(self) -> None:
        closing = self.close(CloseCode.TRY_AGAIN_LATER, "Too slow; resume with your last cursor")
        self._writer = asyncio.create_task(closing, name="close of a slow reader")

    async def _tidy(self) -> None:
        tasks = [task for task in (*self._operations.values(), self._writer) if task is not None]
        for task in tasks:
            task.cancel()
        for key, member in self._joined.values():
            self._runs.leave(key, member)
        self._joined.clear()
        await asyncio.gather(*tasks, return_exceptions=True)
        if isinstance(self._mailbox, DirectWriter):
            self._mailbox.forget()

    async def _write(self, send_queue: SendQueue) -> None:
        try:
            await send_queue.deliver(self._websocket.send_text)
            await self.close(CloseCode.TRY_AGAIN_LATER, "Too slow; resume with your last cursor")
        except (RuntimeError, ConnectionError, WebSocketDisconnect):
            self._closed = True

    async def _read(self) -> None:
        while not self._closed:
            received = await self._websocket.receive()
            if received["type"] == "websocket.disconnect":
                return
            self._heard = True
            try:
                await self._take(read_message(received.get("text") or ""))
            except BadMessage as error:
                await self.close(CloseCode.BAD_REQUEST, str(error))
            except Exception:
                # The database is away, for example. Left to the server it would be 1011, after which clients give up.
                log.exception("message not taken")
                await self.close(CloseCode.TRY_AGAIN_LATER, "Try again later")
            # Or the last message, mostly a long document, would stay while the next one is waited for.
            del received

    async def _take(self, incoming: Incoming) -> None:
        match incoming.type:
            case "connection_init":
                await self._initialise(incoming)
            case "ping":
                self._mailbox.put(message("pong", payload=incoming.payload))
            case "subscribe" if incoming.id is not None:
                await self._subscribe(incoming.id, incoming)
            case "complete" if incoming.id is not None:
                self._complete(incoming.id)

    def _init_overdue(self) -> None:
        if not self._initialised:
            closing = self.close(CloseCode.INITIALISATION_TIMEOUT, "Connection initialisation timeout")
            self._operations[""] = asyncio.create_task(closing, name="close after init timeout")

    async def _initialise(self, incoming: Incoming) -> None:
        if self._initialised:
            await self.close(CloseCode.TOO_MANY_INITIALISATIONS, "Too many initialisation requests")
            return
        self._initialised = True
        self._token = _bearer(incoming.payload) or self._token
        viewer = await self._find_viewer(self._token)
        if self._token is not None and viewer is None and _bearer(incoming.payload):
            await self.close(CloseCode.FORBIDDEN, "Forbidden")
            return
        if viewer is not None:
            self.session_id, self.expires_at, self.rights = viewer.session_id, viewer.expires_at, viewer.rights
        self._acknowledged = True
        self._mailbox.put(message("connection_ack"))

    async def _subscribe(self, operation_id: str, incoming: Incoming) -> None:
        if not self._acknowledged:
            await self.close(CloseCode.UNAUTHORIZED, "Unauthorized")
            return
        if len(operation_id) > self._limits.longest_id:
            raise BadMessage(f"subscribe: expected an id of at most {self._limits.longest_id} characters")
        if operation_id in self._operations:
            await self.close(CloseCode.SUBSCRIBER_EXISTS, f"Subscriber for {operation_id} already exists")
            return
        peer = self._websocket.client
        request = replace(read_operation(incoming.payload), client=peer.host if peer else None)
        if len(self._operations) >= self._limits.most_operations:
            limit = self._limits.most_operations
            self._refuse(operation_id, [_error("RATE_LIMITED", f"at most {limit} operations on one socket")])
            return
        self._operations[operation_id] = asyncio.create_task(
            self._begin(operation_id, request), name=f"operation {operation_id}"
        )

    def _complete(self, operation_id: str) -> None:
        task = self._operations.pop(operation_id, None)
        if task is not None:
            task.cancel()
        self._leave(operation_id)

    def _leave(self, operation_id: str) -> None:
        joined = self._joined.pop(operation_id, None)
        if joined is not None:
            self._runs.leave(*joined)

    async def _begin(self, operation_id: str, request: OperationRequest) -> None:
        """Open the operation; a subscription then lives in its run, until ``complete`` or the end of the socket."""
        try:
            viewer = await self._find_viewer(self._token)
            if self._is_over(viewer):
                await self.close(CloseCode.FORBIDDEN, "The session is over")
                return
            opened = await self._open(operation_id, request, viewer)
            if isinstance(opened, Source):
                await self._join(operation_id, opened)
            elif opened is not None:
                self._mailbox.put_message(next_head(operation_id), opened)
                self._finish(operation_id)
        except QalaError as refused:
            self._refuse(operation_id, [_error(refused.code, refused.message)])
        except Exception:
            # Reading sessions or the log failed: the client comes back with its cursor, and nothing is lost.
            log.exception("operation interrupted", operation=request.operation_name)
            await self.close(CloseCode.TRY_AGAIN_LATER, "Try again later")

    def _is_over(self, viewer: Viewer | None) -> bool:
        return self.session_id is not None and (viewer is None or viewer.session_id != self.session_id)

    async def _open(self, operation_id: str, request: OperationRequest, viewer: Viewer | None) -> Source | bytes | None:
        """Return what the engine opened; None after the operation was refused."""
        try:
            return await self._engine.open(request, viewer)
        except OperationRefused as refused:
            self._refuse(operation_id, refused.errors)
        except QalaError as refused:
            self._refuse(operation_id, [_error(refused.code, refused.message)])
        except OUTAGES:
            raise  # an error would end the operation for good
        except Exception:
            log.exception("operation failed", operation=request.operation_name)
            self._refuse(operation_id, [_error("INTERNAL", "Something went wrong on our side.")])
        return None

    async def _join(self, operation_id: str, source: Source) -> None:
        member = Subscriber(self._mailbox, next_head(operation_id))
        run = self._runs.join(source.key, source.feed, source.render, member)
        self._joined[operation_id] = (run.key, member)
        await self._runs.catch_up(run, source.feed, member)
        if operation_id in self._operations:
            self._operations[operation_id] = None

    def _finish(self, operation_id: str) -> None:
        self._operations.pop(operation_id, None)
        self._mailbox.put(message("complete", operation_id))

    def _refuse(self, operation_id: str, errors: list[dict[str, object]]) -> None:
        self._leave(operation_id)
        self._operations.pop(operation_id, None)
        self._mailbox.put(message("error", operation_id, errors))


def _error(code: str, text: str) -> dict[str, object]:
    return {"message": text, "extensions": {"code": code}}


def _bearer(payload: dict[str, object] | None) -> str | None:
    given = (payload or {}).get("authorization") or (payload or {}).get("Authorization")
    if not isinstance(given, str):
        return None
    scheme, _, token = given.partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
