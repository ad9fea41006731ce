"""Protocol clients that show a test every message: graphql-transport-ws over a WebSocket, and server-sent events.

They do no more than a test asks for, so that a test can also break the protocol. They are not the load generators of
``tests/bench/load.py`` and ``tests/faults/client_pool.py``, which must be light enough to run by the hundred.
"""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.waiting import PATIENCE_SECONDS

PROTOCOL = Subprotocol("graphql-transport-ws")
BROKEN_OFF = 1006
"""The code of a connection that ended without a close frame (RFC 6455, 7.4.1)."""


class WebSocketClient:
    """One socket. Messages of each operation wait in a queue of their own until the test asks for them."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self._waiting: defaultdict[str | None, deque[dict[str, Any]]] = defaultdict(deque)

    async def send(self, **message: Any) -> None:
        """Send a message of the protocol."""
        await self.socket.send(json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        """Return the next message of any operation; the server's pings are answered, as any client does."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (message := json.loads(await self.socket.recv())) == {"type": "ping"}:
                await self.send(type="pong")
            return dict(message)

    async def init(self, **payload: Any) -> None:
        """Send the connection's first message; fail unless the server acknowledges it."""
        await self.send(type="connection_init", payload=payload)
        assert await self.receive() == {"type": "connection_ack"}

    async def subscribe(self, operation_id: str, query: str, name: str | None = None, **variables: Any) -> None:
        """Start an operation; ``name`` chooses it among several of a document."""
        payload = {"query": query, "variables": variables, "operationName": name}
        await self.send(type="subscribe", id=operation_id, payload=payload)

    async def message_of(self, operation_id: str | None) -> dict[str, Any]:
        """Return the next message of this operation; None = the next one of no operation."""
        while not self._waiting[operation_id]:
            message = await self.receive()
            self._waiting[message.get("id")].append(message)
        return self._waiting[operation_id].popleft()

    def waiting(self, operation_id: str) -> list[dict[str, Any]]:
        """The messages of this operation that have been read and not yet been returned."""
        return list(self._waiting[operation_id])

    async def next(self, operation_id: str = "1") -> dict[str, Any]:
        """Return the data of the next result, which must be without errors."""
        message = await self.message_of(operation_id)
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        data: dict[str, Any] = message["payload"]["data"]
        return data

    async def event(self, operation_id: str = "1") -> Any:
        """Return the only field of the next result."""
        (value,) = (await self.next(operation_id)).values()
        return value

    async def refusal(self, operation_id: str = "1") -> str:
        """Return the code, or else the text, of the error that ended the operation."""
        message = await self.message_of(operation_id)
        assert message["type"] == "error", message
        error = message["payload"][0]
        return str(error.get("extensions", {}).get("code") or error["message"])

    async def run(self, query: str, operation_id: str = "once", **variables: Any) -> dict[str, Any]:
        """Run a query or mutation to its end and return its data."""
        await self.subscribe(operation_id, query, **variables)
        data = await self.next(operation_id)
        assert await self.message_of(operation_id) == {"id": operation_id, "type": "complete"}
        return data

    async def synchronise(self, marker: str = "synchronise") -> None:
        """Wait until the server has read everything sent so far: it reads in order, so its pong proves it."""
        await self.send(type="ping", payload={"n": marker})
        while await self.message_of(None) != {"type": "pong", "payload": {"n": marker}}:
            pass

    async def ended(self) -> tuple[int, list[dict[str, Any]]]:
        """Read until the server closes; return the close code and the messages before it."""
        before: list[dict[str, Any]] = []
        try:
            while True:
                before.append(await self.receive())
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else BROKEN_OFF, before


@asynccontextmanager
async def open_websocket(url: str, token: str | None = None, **options: Any) -> AsyncIterator[WebSocketClient]:
    """Connect, with this session token, without sending any message of the protocol; close when the block ends."""
    given = {
        "subprotocols": [PROTOCOL],
        "additional_headers": {"Authorization": f"Bearer {token}"} if token else {},
        # The client's own heartbeat would close the socket of a machine that is busy with other tests.
        "ping_interval": None,
        "max_size": None,
        "proxy": None,
        "close_timeout": 2,
    }
    async with connect(url, **{**given, **options}) as socket:
        yield WebSocketClient(socket)


class SseStream:
    """The body of one answer of server-sent events; comments count as events without a name."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def event(self) -> dict[str, str] | None:
        """Return the next event as its fields; None at the end of the answer."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for line in self._lines:
                if not line:
                    return fields
                name, _, value = line.partition(":")
                fields[name] = value.removeprefix(" ")
        return None

    async def next(self) -> tuple[str | None, Any]:
        """Return the id and the payload of the next result."""
        event = await self.event()
        assert event is not None
        assert event["event"] == "next", event
        return event.get("id"), json.loads(event["data"])

    async def next_message(self) -> tuple[str, str, Any]:
        """Return the kind, the operation id and the payload of the next event of a stream of several operations."""
        event = await self.event()
        assert event is not None
        assert "id" not in event
        data = json.loads(event["data"])
        return event["event"], data["id"], data.get("payload")

    async def position(self) -> int:
        """Return the position in the log of the next event of a feed; its id must be the same cursor."""
        identity, payload = await self.next()
        (value,) = payload["data"].values()
        assert value["cursor"] == identity
        return int(value["cursor"].partition(":")[2])
