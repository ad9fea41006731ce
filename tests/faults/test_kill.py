"""kill -9 at every step from append to delivery: each committed event is delivered exactly once, no other is."""

import asyncio
import contextlib
import signal
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from typing import Any
from uuid import UUID, uuid4

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from app.auth.tokens import new_token, token_hash
from app.domain.accounts.roles import Role
from app.events.log import log_head
from app.models import Account, Session
from app.models.database import database, rows
from tests.faults import crash_points
from tests.faults.crash_points import BATCH, NOTE, POINTS
from tests.forked import fork, wait_for_exit
from tests.graphql_client import PROTOCOL, WebSocketClient
from tests.ports import free_port
from tests.waiting import PATIENCE_SECONDS, until

pytestmark = pytest.mark.faults

GONE = (OSError, WebSocketException, TimeoutError)
FEED = """
subscription ($after: Cursor) {
  cityFeed(cityId: "almaty", after: $after) { cursor note serviceRequest { id version } }
}
"""
SUBMIT = "mutation ($input: SubmitServiceRequestInput!) { submitServiceRequest(input: $input) { id } }"
COMMENT = "mutation ($id: ID!, $text: String!) { addComment(id: $id, text: $text) { version } }"


@dataclass
class Server:
    """A server process on a fixed port."""

    urls: Any
    port: int
    process: ForkServerProcess | None = None

    def start(self, point: str = "none") -> None:
        """Start the server; it kills itself at ``point``."""
        self.process = fork(crash_points.run, point, self.port, self.urls.database_url, self.urls.redis_url)

    async def died(self) -> int:
        """Wait for its exit; return the exit code."""
        assert self.process is not None
        return await wait_for_exit(self.process)

    def stop(self) -> None:
        """Kill the server if it still runs."""
        if self.process is not None:
            self.process.kill()
            self.process.join()

    @contextlib.asynccontextmanager
    async def connect(self, token: str | None = None):
        """Connect as soon as the server accepts connections."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                with contextlib.suppress(OSError):
                    connection = await connect(
                        f"ws://127.0.0.1:{self.port}/graphql",
                        subprotocols=[PROTOCOL],
                        additional_headers=headers,
                        proxy=None,
                        close_timeout=1,
                    )
                    break
                await asyncio.sleep(0.05)
        async with connection:
            client = WebSocketClient(connection)
            await client.init()
            yield client


@dataclass
class Reader:
    """A client that reconnects with its last cursor until it is cancelled."""

    server: Server
    epoch: str
    events: list[tuple[int, UUID, int, str | None]] = field(default_factory=list)

    async def read(self) -> None:
        """Read until cancelled."""
        while True:
            with contextlib.suppress(*GONE):
                async with self.server.connect() as client:
                    await client.subscribe("1", FEED, after=f"{self.epoch}:{self.events[-1][0] if self.events else 0}")
                    while True:
                        self.take(await client.event())

    def take(self, event: dict[str, Any]) -> None:
        """Store the event of a message."""
        request = event["serviceRequest"]
        at = int(event["cursor"].partition(":")[2])
        self.events.append((at, UUID(request["id"]), request["version"], event["note"]))


@pytest.fixture
async def server(urls):
    """A server that the test kills; its engines keep running."""
    async with database(urls.database_url):
        server = Server(urls, free_port())
        yield server
        server.stop()


@pytest.fixture
async def token(server):
    """A citizen with a session that is valid after a restart of the server."""
    now, token = datetime.now(UTC), new_token()
    account = await Account.create(
        email="a@example.kz", password_hash="-", name="Aruzhan", role=Role.CITIZEN, city_id="almaty", created_at=now
    )
    await Session.create(
        token_hash=token_hash(token), account_id=account.id, created_at=now, expires_at=now + timedelta(days=1)
    )
    return token


async def say(server, token, request_id, *texts):
    """Send comments concurrently; a server that dies meanwhile is no error here."""
    with contextlib.suppress(*GONE):
        async with server.connect(token) as client:
            for n, text in enumerate(texts):
                await client.subscribe(f"{n}", COMMENT, id=str(request_id), text=text)
            for n in range(len(texts)):
                await client.next(f"{n}")


@pytest.mark.parametrize("point", POINTS)
async def test_every_committed_event_arrives_exactly_once(server, token, point):
    """After a restart: positions without gaps, versions in order, and each event once at the client."""
    request_id = uuid4()
    given = {
        "id": str(request_id),
        "cityId": "almaty",
        "categoryId": "pothole",
        "address": "Абай 10",
        "description": "Шұңқыр",
        "location": {"latitude": 43.24, "longitude": 76.91},
    }
    epoch, _ = await log_head()
    reader = Reader(server, epoch)
    reading = asyncio.create_task(reader.read())

    server.start(point)
    async with server.connect(token) as client:
        await client.run(SUBMIT, input=given)
    await say(server, token, request_id, "before")
    await arrived(reader, 2)
    killing = [f"{NOTE}ed with it"] * (BATCH - 1) if point == "amid_publishing" else []
    await say(server, token, request_id, *killing, NOTE)
    assert await server.died() == -signal.SIGKILL
    known = len(reader.events)
    server.start()
    await say(server, token, request_id, "after", "and after")
    await arrived(reader, 2 + len(killing) + (point != "before_commit") + 2)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)

    log = await rows("SELECT position, request_id, version, note FROM event ORDER BY position")
    assert [tuple(found.values()) for found in log] == reader.events
    assert [found["position"] for found in log] == list(range(1, len(log) + 1))
    assert [found["version"] for found in log] == list(range(1, len(log) + 1))
    assert sum(found["note"] == NOTE for found in log) == (point != "before_commit")
    # The subscribers of the process that stamps have a committed event before the stream has it.
    assert known <= 2 + len(killing) + (point == "amid_publishing")
    (row,) = await rows("SELECT version FROM service_request")
    assert row["version"] == len(log)


async def arrived(reader, count):
    """Wait until the client has so many events."""
    await until(lambda: len(reader.events) >= count, f"{count} events have arrived")
