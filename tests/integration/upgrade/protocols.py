"""Clients of the three ways to ask: a query by HTTP, a subscription by WebSocket and by server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx2
from websockets.asyncio.client import connect

from tests.waiting import PATIENCE_SECONDS

QUIET_SECONDS = 0.3


@dataclass(frozen=True)
class Asked:
    """One subscription, and the session token that it is asked with."""

    query: str
    variables: dict[str, Any]
    token: str | None


def _headers(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


async def post(
    client: httpx2.AsyncClient, query: str, variables: dict[str, Any] | None = None, token: str | None = None
) -> str:
    """Return the body of the answer to one document, as it came."""
    body = {"query": query, "variables": variables or {}}
    answer = await client.post("/graphql", json=body, headers=_headers(token))
    return answer.text


async def by_websocket(port: int, asked: Asked, count: int) -> list[str]:
    """Return the first ``count`` messages of one subscription, as they came, and those that follow at once."""
    async with connect(
        f"ws://127.0.0.1:{port}/graphql",
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item] # a NewType of the library
        additional_headers=_headers(asked.token),
        proxy=None,
        max_size=None,
    ) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert json.loads(await socket.recv())["type"] == "connection_ack"
        payload = {"query": asked.query, "variables": asked.variables}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        return await _first(aiter(socket), count)


async def by_stream(client: httpx2.AsyncClient, asked: Asked, count: int) -> list[str]:
    """Return the first ``count`` lines of one subscription's event stream and those that follow at once.

    Left out are empty lines, comments, and ``retry``, which is random.
    """
    headers = {"accept": "text/event-stream", **_headers(asked.token)}
    body = {"query": asked.query, "variables": asked.variables}
    async with client.stream("POST", "/graphql/stream", json=body, headers=headers) as answer:
        assert answer.status_code == 200
        lines = (line async for line in answer.aiter_lines() if line and not line.startswith((":", "retry:")))
        return await _first(aiter(lines), count)


async def _first(coming: AsyncIterator[str | bytes], count: int) -> list[str]:
    found: list[str] = []
    try:
        while True:
            # A busy machine may take its time for what must come; what must not come is waited for briefly.
            seconds = PATIENCE_SECONDS if len(found) < count else QUIET_SECONDS
            found.append(str(await asyncio.wait_for(anext(coming), seconds)))
    except (TimeoutError, StopAsyncIteration):
        return found
