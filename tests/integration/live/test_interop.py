"""Clients that we did not write: cut off again and again, they resume by cursor, miss nothing and double nothing."""

import asyncio
import json
import random
import sys
from pathlib import Path

import pytest
from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportError
from gql.transport.websockets import WebsocketsTransport

from app.commands.requests import comments
from app.commands.requests.submission import submit
from app.live.close_codes import CloseCode
from tests.graphql_client import PROTOCOL
from tests.tcp_proxy import TcpProxy, tcp_proxy
from tests.waiting import PATIENCE_SECONDS, until

ROOT = Path(__file__).parents[3]
EVENTS = 400
FEED = """
subscription ($after: Cursor) { cityFeed(cityId: "almaty", after: $after) { cursor kind serviceRequest { version } } }
"""


async def disturb(live, proxy):
    """Run hundreds of commands while connections are cut and the server closes all sockets for a while."""
    dice = random.Random(11)
    citizen = await live.test_app.person()
    requests = [await submit(live.test_app.context, citizen, live.test_app.submission()) for _ in range(4)]
    await until(lambda: len(live.application.sockets) > 0)
    for n in range(EVENTS - 4):
        await comments.comment(live.test_app.context, citizen, requests[n % 4].id, f"words {n}")
        if n % 60 == 30:
            await proxy.cut()
            await until(lambda: len(live.application.sockets) > 0)
        if n % 60 == 59:
            code = dice.choice([CloseCode.SERVICE_RESTART, CloseCode.TRY_AGAIN_LATER, CloseCode.FORBIDDEN])
            await asyncio.gather(*(one.close(code, "come back") for one in live.application.sockets))
            await until(lambda: len(live.application.sockets) > 0)


@pytest.mark.node
@pytest.mark.parametrize("library", ["graphql-ws", "graphql-sse"])
async def test_npm_clients_lose_no_event(live, library):
    """What browsers use, and what is left where networks break WebSockets."""
    async with tcp_proxy(TcpProxy(live.port)) as proxy:
        streamed = library == "graphql-sse"
        program = str(Path(__file__).with_name("follow_sse.mjs" if streamed else "follow.mjs"))
        address = f"{proxy.endpoint}/graphql/stream" if streamed else proxy.websocket_url
        arguments = ["--experimental-websocket", program, address, f"{live.application.epoch}:0", str(EVENTS)]
        client = await asyncio.create_subprocess_exec(
            str(ROOT / "scripts" / "node"),
            "node",
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        await disturb(live, proxy)
        async with asyncio.timeout(PATIENCE_SECONDS):
            said, complaints = await client.communicate()

    assert client.returncode == 0, complaints.decode()
    notified = json.loads(said)
    assert notified["positions"] == list(range(1, EVENTS + 1))
    assert notified["connections"] >= 10


async def test_python_gql_client_loses_no_event(live):
    """The client that other services use."""
    positions, connections = [], 0

    async def follow(url):
        nonlocal connections
        while not positions or positions[-1] < EVENTS:
            transport = WebsocketsTransport(
                url=url, subprotocols=[PROTOCOL], connect_args={"proxy": None}, close_timeout=1
            )
            after = f"{live.application.epoch}:{positions[-1] if positions else 0}"
            try:
                async with Client(transport=transport, fetch_schema_from_transport=False) as session:
                    connections += 1
                    async for result in session.subscribe(GraphQLRequest(FEED, variable_values={"after": after})):
                        positions.append(int(result["cityFeed"]["cursor"].partition(":")[2]))
                        if positions[-1] >= EVENTS:
                            break
            except (TransportError, OSError):
                print("cut off", file=sys.stderr)

    async with tcp_proxy(TcpProxy(live.port)) as proxy:
        following = asyncio.create_task(follow(proxy.websocket_url))
        await disturb(live, proxy)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await following

    assert positions == list(range(1, EVENTS + 1))
    assert connections >= 10
