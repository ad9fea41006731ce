"""A server for each test that asks for one, and clients of its streams."""

import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import httpx2
import pytest

from app.web.graphql.refusal_pause import RefusalPause
from tests.conftest import TestServices
from tests.graphql_client import SseStream
from tests.integration.live.server import LiveServer, served
from tests.waiting import PATIENCE_SECONDS


@pytest.fixture(autouse=True)
def held_refusals(monkeypatch) -> list[float]:
    """Return how long refusals by limits were held back; no test waits for it."""
    held: list[float] = []

    async def sleep(seconds: float) -> None:
        held.append(seconds)

    monkeypatch.setattr(RefusalPause.__init__, "__defaults__", (sleep,))
    return held


@pytest.fixture
async def live(urls: TestServices) -> AsyncIterator[LiveServer]:
    """A running server on an empty database."""
    async with served(urls) as live:
        yield live


@pytest.fixture
async def http(live):
    """A client of the server, whose connections end with the test."""
    limits = httpx2.Limits(max_connections=200)
    async with httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{live.port}", trust_env=False, timeout=PATIENCE_SECONDS, limits=limits
    ) as client:
        yield client


@pytest.fixture
async def listen(live, http):
    """Open a stream as the npm client does, or by GET; or of several operations, as our page does."""

    async def opened(query, variables=None, *, get=False, path="/graphql/stream", **headers):
        body = query if isinstance(query, list) else {"query": query, "variables": variables or {}}
        headers = {"accept": "text/event-stream", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if get:
            address = f"{path}?{urlencode({**body, 'variables': json.dumps(body['variables'])})}"
            request = http.build_request("GET", address, headers=headers)
        else:
            request = http.build_request("POST", path, json=body, headers=headers)
        response = await http.send(request, stream=True)
        live.exits.push_async_callback(response.aclose)
        if response.status_code != 200:
            await response.aread()
            return response
        stream = SseStream(response)
        assert 1000 <= int((await stream.event())["retry"]) <= 5000
        return stream

    return opened


@pytest.fixture
def answer(live, http, listen):
    """Send an operation on one of the ways; return its payload."""

    async def first_event(query, **given):
        stream = await listen(query, **given)
        if hasattr(stream, "status_code"):
            return stream.json()
        return (
            json.loads((await stream.event())["data"]) if isinstance(query, str) else (await stream.next_message())[2]
        )

    async def sent(road, query, token=None):
        headers = {"authorization": f"Bearer {token}"} if token else {}
        match road:
            case "post":
                return (await http.post("/graphql", json={"query": query}, headers=headers)).json()
            case "get":
                return (await http.get(f"/graphql?{urlencode({'query': query})}", headers=headers)).json()
            case "multipart":
                form = {"operations": json.dumps({"query": query}), "map": "{}"}
                parts = {name: (None, value) for name, value in form.items()}
                headers |= {"X-Requested-With": "test"}
                return (await http.post("/graphql", files=parts, headers=headers)).json()
            case "socket":
                client = await live.socket(token)
                await client.init()
                await client.subscribe("1", query)
                message = await client.message_of("1")
                return {"errors": message["payload"]} if message["type"] == "error" else message["payload"]
            case "sse list":
                return await first_event([{"id": "1", "query": query}], **headers)
            case _:
                return await first_event(query, get=road == "sse get", **headers)

    return sent
