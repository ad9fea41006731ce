"""A socket tells the server when to read it, and ends its subscriptions in its turn."""

import asyncio
import itertools
import json
from typing import Any

import pytest
from starlette.websockets import WebSocket

from app.live.client_activity import ClientActivity
from app.live.graphql_socket import GraphQLSocket
from app.live.history import History
from app.live.hub import Hub
from app.live.live_limits import LiveLimits
from app.live.messages import PROTOCOL
from app.live.operation_driver import OperationDriver
from app.live.read_turn import READ_TURN
from app.live.recent_events import RecentEvents
from app.live.socket_limits import SocketLimits
from app.live.subscription_registry import SubscriptionRegistry
from app.live.time_slices import TimeSlices
from tests.unit.live.test_delivery import HastyClock
from tests.waiting import until

NETWORK = "network:192.0.2.1"


class Client:
    """A socket without a network below it."""

    def __init__(
        self, subscriptions: SubscriptionRegistry, network: str = NETWORK, limits: SocketLimits | None = None
    ) -> None:
        self.scope: dict[str, Any] = {"type": "websocket", "subprotocols": [PROTOCOL], "extensions": {}, "headers": []}
        self.sends: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sends.put_nowait({"type": "websocket.connect"})
        self.got: list[dict[str, Any]] = []
        with subscriptions.limits.connections.held(network) as share:
            self.socket = GraphQLSocket(
                WebSocket(self.scope, self.sends.get, self._take),
                None,  # type: ignore[arg-type] # nothing is opened
                subscriptions,
                _no_one,
                token=None,
                share=share,
                limits=limits or SocketLimits(),
            )

    async def _take(self, message: Any) -> None:
        self.got.append(message)

    def say(self, **message: Any) -> None:
        """Send a message of the protocol."""
        self.sends.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})


async def _no_one(_: str | None) -> None:
    return None


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Keep every turn back until this event is set."""
    given = asyncio.Event()

    async def turn(_: OperationDriver) -> None:
        await given.wait()

    monkeypatch.setattr(OperationDriver, "turn", turn)
    return given


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


async def test_client_whose_first_message_waits_for_its_turn_is_not_sent_away(subscriptions, turns, monkeypatch):
    """It came in time; after a deploy thousands wait, and all that were sent away would come again."""
    waited, real = [], ClientActivity.expect

    def noted(activity: ClientActivity, *given: Any) -> None:
        waited.append(activity)
        real(activity, *given)

    monkeypatch.setattr(ClientActivity, "expect", noted)
    client = Client(subscriptions, limits=SocketLimits(init_timeout_seconds=0.005))
    client.say(type="connection_init")
    serving = asyncio.create_task(client.socket.serve())
    await until(lambda: len(waited) >= 3, "the time is over twice")

    turns.set()
    await until(lambda: any("connection_ack" in message.get("text", "") for message in client.got))

    assert "websocket.close" not in {message["type"] for message in client.got}
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def test_what_waits_for_its_turn_is_a_sign_of_life(subscriptions, turns):
    """A busy worker would close the sockets of clients that have answered its ping."""
    client = Client(subscriptions)
    serving = asyncio.create_task(client.socket.serve())
    client.say(type="connection_init")
    turns.set()
    await until(lambda: len(client.got) == 2)
    turns.clear()

    assert client.socket.heartbeat()
    reading = asyncio.create_task(client.scope["extensions"][READ_TURN]())
    await settle()
    assert client.socket.heartbeat()

    turns.set()
    await reading
    assert not client.socket.heartbeat()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
