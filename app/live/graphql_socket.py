"""One WebSocket that speaks graphql-transport-ws.

Specification: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md. One task reads. Each operation has a
task only while it starts (opening, replaying); after that its shared subscription writes to the connection.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app.auth.viewer import Viewer
from app.errors import InternalError, RateLimited
from app.live.client_activity import ClientActivity
from app.live.close_codes import CloseCode
from app.live.direct_writer import DIRECT_WRITER, DirectWriter
from app.live.engine import Engine, OperationRefused, OperationRequest, Source
from app.live.message_writer import MessageWriter
from app.live.messages import PROTOCOL, BadMessage, Incoming, bearer_token, message, read_message, read_operation
from app.live.operation_driver import OperationDriver
from app.live.read_turn import READ_TURN
from app.live.send_queue import SendQueue
from app.live.shares import RETRY_AFTER_SECONDS, Share, holder_of
from app.live.socket_limits import SocketLimits
from app.live.socket_output import SocketOutput
from app.live.subscription_registry import SubscriptionRegistry
from app.models.database import OUTAGES

log = structlog.get_logger()

PING = message("ping")
FindViewer = Callable[[str | None], Awaitable[Viewer | None]]
"""Returns the viewer of a token from the tables, or None."""


class GraphQLSocket:
    """The state of one socket from handshake to close."""

    __slots__ = (
        "_acknowledged",
        "_activity",
        "_closed",
        "_driver",
        "_engine",
        "_find_viewer",
        "_initialised",
        "_limits",
        "_operations",
        "_reading",
        "_share",
        "_token",
        "_websocket",
        "_writer",
        "_writer_task",
        "expires_at",
        "rights",
        "session_id",
    )

    def __init__(
        self,
        websocket: WebSocket,
        engine: Engine,
        subscriptions: SubscriptionRegistry,
        find_viewer: FindViewer,
        *,
        token: str | None,
        share: Share,
        limits: SocketLimits,
    ) -> None:
        self._websocket = websocket
        self._engine = engine
        self._driver = OperationDriver(subscriptions, share.holder)
        self._find_viewer = find_viewer
        self._token = token
        self._share = share
        self._limits = limits
        self._writer: MessageWriter = SendQueue()
        self._writer_task: asyncio.Task[None] | None = None
        self._operations: dict[str, asyncio.Task[None] | None] = {}
        """Every open operation: its task while it starts, None once its shared subscription serves it."""
        self._initialised = False
        self._acknowledged = False
        self._closed = False
        self._reading: asyncio.Timeout | None = None
        self._activity = ClientActivity()
        self.session_id: UUID | None = None
        self.expires_at: datetime | None = None
        self.rights: str | None = None

    @property
    def unsent_bytes(self) -> int:
        """The bytes that wait for the reader."""
        return self._writer.unsent_bytes

    async def serve(self) -> None:
        """Serve until the socket closes; never raises for anything the client does."""
        if PROTOCOL not in self._websocket.scope.get("subprotocols", ()):
            await self._websocket.accept()
            await self.close(CloseCode.SUBPROTOCOL_NOT_ACCEPTABLE, "Subprotocol not acceptable")
            return
        await self._websocket.accept(subprotocol=PROTOCOL)
        self._websocket.scope.setdefault("extensions", {})[READ_TURN] = self._turn
        self._open_writer()
        self._activity.expect(self._limits.init_timeout_seconds, self._init_timed_out)
        try:
            async with asyncio.timeout(None) as self._reading:
                await self._read()
        except (WebSocketDisconnect, ConnectionError, TimeoutError):
            pass  # the client has disconnected, or does not answer our close frame
        finally:
            self._reading = None
            self._activity.end()
            self._closed = True
            await self._clean_up()

    async def close(self, code: CloseCode, reason: str) -> None:
        """Close once; a client that does not answer in time is left to the operating system."""
        if self._closed:
            return
        self._closed = True
        self._writer.stop()
        if self._reading is not None:
            self._reading.reschedule(asyncio.get_running_loop().time() + self._limits.close_timeout_seconds)
        if self._writer_task is not None and self._writer_task is not asyncio.current_task():
            # A writer task that waits for a slow reader would delay the close frame.
            self._writer_task.cancel()
        try:
            async with asyncio.timeout(self._limits.close_timeout_seconds):
                if self._websocket.application_state is not WebSocketState.DISCONNECTED:
                    await self._websocket.close(code, reason[:120])
        except (RuntimeError, ConnectionError, TimeoutError, WebSocketDisconnect) as error:
            log.debug("socket_close_failed", code=code, error=str(error))

    def heartbeat(self) -> bool:
        """Send a ping; return false when the client has sent nothing since the previous ping."""
        if self._activity.is_silent:
            return False
        if self._acknowledged and not self._closed:
            self._activity.ping()
            self._writer.put(PING)
        return True

    def _open_writer(self) -> None:
        """Write directly where the server offers it, else through a queue that a task empties."""
        stream_writer = self._websocket.scope.get("extensions", {}).get(DIRECT_WRITER)
        if stream_writer is not None:
            self._writer = DirectWriter(stream_writer, self._close_slow_reader)
        else:
            self._writer = queue = SendQueue()
            self._writer_task = asyncio.create_task(self._send_queued(queue), name="socket writer")

    def _close_slow_reader(self) -> None:
        closing = self.close(CloseCode.TRY_AGAIN_LATER, "Too slow; resume with your last cursor")
        self._writer_task = asyncio.create_task(closing, name="close of a slow reader")

    async def _clean_up(self) -> None:
        tasks = [task for task in (*self._operations.values(), self._writer_task) if task is not None]
        for task in tasks:
            task.cancel()
        self._driver.leave_all()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._writer.release()

    async def _send_queued(self, queue: SendQueue) -> None:
        try:
            await queue.deliver(self._websocket.send_text)
            await self.close(CloseCode.TRY_AGAIN_LATER, "Too slow; resume with your last cursor")
        except (RuntimeError, ConnectionError, WebSocketDisconnect):
            self._closed = True

    async def _read(self) -> None:
        while not self._closed:
            received = await self._websocket.receive()
            if received["type"] == "websocket.disconnect":
                # A thousand sockets that go at once would stop everything else while their subscriptions end.
                await self._driver.turn()
                return
            self._activity.receive()
            # Not read until it is this client's turn: what waits in the kernel costs the other clients nothing.
            await self._activity.wait(self._driver.wait_for_turn)
            try:
                await self._handle(read_message(received.get("text") or ""))
            except BadMessage as error:
                await self.close(CloseCode.BAD_REQUEST, str(error))
            except Exception:
                # For example the database is away. Hypercorn would close with 1011, after which clients give up.
                log.exception("message_failed")
                await self.close(CloseCode.TRY_AGAIN_LATER, "Try again later")
            # Otherwise the last message, often a long document, stays in memory until the next one arrives.
            del received

    async def _handle(self, incoming: Incoming) -> None:
        match incoming.type:
            case "connection_init":
                await self._initialise(incoming)
            case "ping":
                self._writer.put(message("pong", payload=incoming.payload))
            case "subscribe" if incoming.id is not None:
                await self._subscribe(incoming.id, incoming)
            case "complete" if incoming.id is not None:
                self._complete(incoming.id)

    async def _turn(self) -> None:
        await self._activity.wait(self._driver.turn)

    def _init_timed_out(self) -> None:
        if not self._initialised:
            closing = self.close(CloseCode.INITIALISATION_TIMEOUT, "Connection initialisation timeout")
            self._operations[""] = asyncio.create_task(closing, name="close after init timeout")

    async def _initialise(self, incoming: Incoming) -> None:
        if self._initialised:
            await self.close(CloseCode.TOO_MANY_INITIALISATIONS, "Too many initialisation requests")
            return
        self._initialised = True
        self._token = bearer_token(incoming.payload) or self._token
        viewer = await self._find_viewer(self._token)
        if self._token is not None and viewer is None and bearer_token(incoming.payload):
            await self.close(CloseCode.FORBIDDEN, "Forbidden")
            return
        if viewer is not None:
            try:
                self._share.move_to(holder_of(viewer, None))
            except RateLimited as refused:
                await self.close(CloseCode.TRY_AGAIN_LATER, refused.message)
                return
            self._driver.holder = self._share.holder
            self.session_id, self.expires_at, self.rights = viewer.session_id, viewer.expires_at, viewer.rights
        self._acknowledged = True
        self._writer.put(message("connection_ack"))

    async def _subscribe(self, operation_id: str, incoming: Incoming) -> None:
        if not self._acknowledged:
            await self.close(CloseCode.UNAUTHORIZED, "Unauthorized")
            return
        if len(operation_id) > self._limits.max_id_length:
            raise BadMessage(f"subscribe: expected an id of at most {self._limits.max_id_length} characters")
        if operation_id in self._operations:
            await self.close(CloseCode.SUBSCRIBER_EXISTS, f"Subscriber for {operation_id} already exists")
            return
        peer = self._websocket.client
        request = replace(read_operation(incoming.payload), client=peer.host if peer else None)
        limit = self._limits.max_operations
        if len(self._operations) >= limit:
            refused = RateLimited(f"at most {limit} operations on one socket", retry_after_seconds=RETRY_AFTER_SECONDS)
            self._output(operation_id).refuse([refused.as_json])
            return
        self._operations[operation_id] = asyncio.create_task(
            self._start(operation_id, request), name=f"operation {operation_id}"
        )

    def _complete(self, operation_id: str) -> None:
        task = self._operations.pop(operation_id, None)
        if task is not None:
            task.cancel()
        self._driver.leave(operation_id)

    async def _start(self, operation_id: str, request: OperationRequest) -> None:
        """Run the operation up to its result; a subscription then goes on until ``complete`` or the close."""
        output = self._output(operation_id)
        try:
            try:
                await self._driver.begin()
                viewer = await self._find_viewer(self._token)
                if self._session_ended(viewer):
                    await self.close(CloseCode.FORBIDDEN, "The session is over")
                    return
                opened = await self._open(request, viewer)
            finally:
                self._driver.began()
            goes_on = await self._driver.start(operation_id, opened, output)
            if goes_on and operation_id in self._operations:
                self._operations[operation_id] = None
        except OperationRefused as refused:
            self._driver.refuse(output, refused)
        except Exception:
            # Reading sessions or the log failed: the client reconnects with its cursor and loses nothing.
            log.exception("operation_interrupted", operation=request.operation_name)
            await self.close(CloseCode.TRY_AGAIN_LATER, "Try again later")

    async def _open(self, request: OperationRequest, viewer: Viewer | None) -> Source | bytes:
        try:
            return await self._driver.open(self._engine, request, viewer)
        except Exception as error:
            if isinstance(error, (OperationRefused, *OUTAGES)):
                raise  # after an outage an error message would end the operation for good
            log.exception("operation_failed", operation=request.operation_name)
            raise OperationRefused([InternalError().as_json]) from error

    def _output(self, operation_id: str) -> SocketOutput:
        return SocketOutput(self._writer, self._operations, operation_id)

    def _session_ended(self, viewer: Viewer | None) -> bool:
        return self.session_id is not None and (viewer is None or viewer.session_id != self.session_id)
