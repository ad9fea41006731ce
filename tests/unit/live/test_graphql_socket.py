"""A socket tells the server when to read it, and ends its subscriptions in its turn."""

import asyncio
import itertools
from typing import Any

import pytest
from starlette.websockets import WebSocket

from app.live.graphql_socket import GraphQLSocket
from app.live.history import History
from app.live.hub import Hub
from app.live.live_limits import LiveLimits
from app.live.messages import PROTOCOL
from app.live.read_turn import READ_TURN
from app.live.recent_events import RecentEvents
from app.live.socket_limits import SocketLimits
from app.live.subscription_registry import SubscriptionRegistry
from app.live.time_slices import TimeSlices
from tests.unit.live.test_delivery import HastyClock

NETWORK = "network:192.0.2.1"


class Client:
    """A socket without a network below it."""

    def __init__(self, subscriptions: SubscriptionRegistry, network: str = NETWORK) -> None:
        self.scope: dict[str, Any] = {"type": "websocket", "subprotocols": [PROTOCOL], "extensions": {}, "headers": []}
        self.sends: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sends.put_nowait({"type": "websocket.connect"})
        with subscriptions.limits.connections.held(network) as share:
            self.socket = GraphQLSocket(
                WebSocket(self.scope, self.sends.get, self._drop),
                None,  # type: ignore[arg-type] # nothing is opened
                subscriptions,
                None,  # type: ignore[arg-type] # no one is looked for
                token=None,
                share=share,
                limits=SocketLimits(),
            )

    async def _drop(self, message: Any) -> None:
        pass


@pytest.fixture
async def subscriptions() -> SubscriptionRegistry:
    """Return subscriptions whose slices end with each look at the clock."""
    return SubscriptionRegistry(Hub(TimeSlices(HastyClock())), History(RecentEvents(), epoch="e", replay_limit=10))


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_frames_of_a_socket_are_read_in_slices_with_those_of_its_network(subscriptions):
    """The server is given the turn, and a flood of one network delays no other."""
    clients = [Client(subscriptions) for _ in range(60)]
    serving = [asyncio.create_task(client.socket.serve()) for client in clients]
    await settle()
    log = []

    async def read(client: Client, name: str) -> None:
        await client.scope["extensions"][READ_TURN]()
        log.append(name)

    flood = [asyncio.create_task(read(client, "flood")) for client in clients for _ in range(5)]
    await settle()
    before = len(log)
    honest = Client(subscriptions, "network:198.51.100.7")
    serving.append(asyncio.create_task(honest.socket.serve()))
    await settle()
    await read(honest, "honest")
    at = log.index("honest")
    await asyncio.gather(*flood)
    for task in serving:
        task.cancel()
    await asyncio.gather(*serving, return_exceptions=True)

    assert before < 300
    assert at < 300


async def test_sockets_that_go_at_once_end_in_turns(subscriptions):
    """The subscriptions of thousands would end in one turn of the event loop."""
    subscriptions.limits = LiveLimits()
    clients = [Client(subscriptions) for _ in range(100)]
    serving = [asyncio.create_task(client.socket.serve()) for client in clients]
    await settle()

    for client in clients:
        client.sends.put_nowait({"type": "websocket.disconnect"})
    ended = [0]
    while ended[-1] < 100:
        await asyncio.sleep(0)
        ended.append(sum(task.done() for task in serving))

    assert max(later - earlier for earlier, later in itertools.pairwise(ended)) <= 8
