"""A client that subscribes many times and does not read, so that the server must close its connection.

It speaks WebSocket on a bare socket and does not use ``tests/graphql_client.py``: the library of that client reads the
socket into its own buffers in the background, and this one must not read.
"""

import asyncio
import json
import os
import socket

import orjson

OPERATIONS = 50
QUERY = """subscription {
  it: cityFeed(cityId: "almaty") { cursor serviceRequest { id version description } }
}"""
Held = tuple[int, str, int]


class SlowReader:
    """A WebSocket with many subscriptions."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._held: list[Held] = []

    @classmethod
    async def connect(cls, address: str) -> "SlowReader":
        """Connect, subscribe, and read until each operation has got its first event; nothing is read after that.

        An operation with a cursor would not do: its replay waits for the reader, and the send queue stays short.
        """
        host, _, port = address.rpartition(":")
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.setblocking(False)
        await asyncio.get_running_loop().sock_connect(narrow, (host, int(port)))
        client = cls(*await asyncio.open_connection(sock=narrow, limit=1024))
        client._writer.write(
            f"GET /graphql HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )
        head = await client._reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head
        client._say({"type": "connection_init"})
        acknowledged = await client._frame()
        assert acknowledged == (1, b'{"type":"connection_ack"}'), acknowledged
        for n in range(OPERATIONS):
            client._say({"id": f"{n}", "type": "subscribe", "payload": {"query": QUERY}})
        silent = {f"{n}" for n in range(OPERATIONS)}
        while silent:
            opcode, body = await client._frame()
            assert opcode == 1, body
            silent.discard(client._keep(body))
        return client

    async def read_all(self) -> tuple[list[Held], int]:
        """Read to the end; return the messages of the first operation, and the close code (1006 if there is none)."""
        code = 1006
        try:
            while True:
                opcode, body = await self._frame()
                if opcode == 8:
                    code = int.from_bytes(body[:2], "big")
                    break
                self._keep(body)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        self.leave()
        return self._held, code

    def leave(self) -> None:
        """Abort the connection."""
        self._writer.transport.abort()

    def _keep(self, body: bytes) -> str:
        """Keep an event of the first operation; return the id of the operation that the message belongs to."""
        message = orjson.loads(body)
        if message["id"] == "0":
            event = message["payload"]["data"]["it"]
            request = event["serviceRequest"]
            self._held.append((int(event["cursor"].partition(":")[2]), request["id"], request["version"]))
        return str(message["id"])

    def _say(self, message: object) -> None:
        body, mask = json.dumps(message).encode(), os.urandom(4)
        size = bytes((0x80 | len(body),)) if len(body) < 126 else bytes((0x80 | 126,)) + len(body).to_bytes(2, "big")
        self._writer.write(b"\x81" + size + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(body)))

    async def _frame(self) -> tuple[int, bytes]:
        first, size = await self._reader.readexactly(2)
        if size == 126:
            size = int.from_bytes(await self._reader.readexactly(2), "big")
        elif size == 127:
            size = int.from_bytes(await self._reader.readexactly(8), "big")
        return first & 15, await self._reader.readexactly(size)
