"""One scenario: people, their requests, a pool of clients, a load of commands, and the audit at the end."""

import os
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2
from redis.asyncio import Redis

from app.auth.tokens import new_token, token_hash
from app.clock import SystemClock
from app.models.database import asyncpg_dsn, database
from app.queries.log.projections import verify_projections
from tests.faults.client_pool import CITY, PERSON, REQUEST, ClientPool, Held, SseWatcher, Watcher, WebSocketWatcher
from tests.faults.command_load import REFUSED, CommandLoad
from tests.faults.service import Service, until

SUBMIT = "mutation ($input: SubmitServiceRequestInput!) { submitServiceRequest(input: $input) { id } }"
MOST_ANONYMOUS_STREAMS = 40
"""Less than 50, the limit for one network address in a process: after a kill one process may get them all."""
_ACCOUNT = """
    INSERT INTO account (id, email, password_hash, name, role, city_id, locale, created_at, email_verified_at)
    VALUES ($1, $2, '-', 'Aruzhan', 'CITIZEN', 'almaty', 'KK', $3, $3)
"""
_SESSION = """
    INSERT INTO session (id, token_hash, account_id, created_at, expires_at, user_agent) VALUES ($1, $2, $3, $4, $5, '')
"""


@dataclass(frozen=True, slots=True)
class Scale:
    """The sizes of a scenario."""

    subscribers: int
    commands: int
    """The number of commands that must succeed in each phase of a scenario."""
    rounds: int
    """How often a scenario injects its fault."""
    npm_watchers: int
    asleep_seconds: float


SCALE = {
    "": Scale(100, 25, 1, 200, 3.0),
    "wide": Scale(500, 75, 1, 1000, 10.0),
    "full": Scale(500, 150, 3, 1000, 10.0),
}[os.environ.get("QALA_FAULTS", "")]
REPORTS: list[dict[str, Any]] = []


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account and a session."""

    id: UUID
    token: str


@dataclass
class FaultScenario:
    """The service, the clients and the command load of a running scenario."""

    name: str
    service: Service
    database_url: str
    redis_url: str
    address: str
    epoch: str
    begin: int
    authors: list[Person]
    requests: list[str]
    load: CommandLoad
    clients: ClientPool = field(default_factory=lambda: ClientPool([]))
    injected: Counter[str] = field(default_factory=Counter)
    dice: random.Random = field(default_factory=lambda: random.Random(3))

    async def run_commands(self) -> None:
        """Wait until the commands of one more phase have succeeded."""
        await self.load.more(SCALE.commands)

    async def wait_for_error(self) -> None:
        """Wait until a command has failed, which shows that the fault is in effect."""
        before = len(self.load.failed())
        await until(lambda: len(self.load.failed()) > before, "a command fails")

    def disconnect_a_fifth(self) -> None:
        """Abort the connections of a fifth of the clients; they reconnect with their cursors."""
        for watcher in self.dice.sample(self.clients.watchers, len(self.clients.watchers) // 5):
            watcher.leave()
            self.injected["connection cut"] += 1

    def watcher(self, kind: type[Watcher], topic: str, n: int) -> Watcher:
        """Return a client of one of the three topics; ``n`` selects the person and the request."""
        author = self.authors[n % len(self.authors)]
        request_id = self.requests[n % len(self.requests)]
        query, name, variables, token = {
            "city": (CITY, "city:almaty", {}, None),
            "request": (REQUEST, f"request:{request_id}", {"id": request_id}, None),
            "account": (PERSON, f"account:{author.id}", {}, author.token),
        }[topic]
        dice = random.Random(n)
        return kind(self.address, name, query, self.epoch, self.begin, variables, token, dice)

    def all_watchers(self, count: int) -> list[Watcher]:
        """Return clients: most watch the city, others a request or their account; some by server-sent events."""
        streams = min(count // 20, MOST_ANONYMOUS_STREAMS // 2)
        kinds = [
            *(
                (SseWatcher, "city", streams),
                (SseWatcher, "request", streams),
                (SseWatcher, "account", streams),
            ),
            *((WebSocketWatcher, "request", count // 5), (WebSocketWatcher, "account", count // 5)),
        ]
        rest = count - sum(number for _, _, number in kinds)
        return [
            self.watcher(kind, topic, n)
            for kind, topic, number in (*kinds, (WebSocketWatcher, "city", rest))
            for n in range(number)
        ]

    async def expected(self) -> dict[str, list[Held]]:
        """Wait until all events have positions; return the events of each topic since the scenario began."""
        connection = await asyncpg.connect(asyncpg_dsn(self.database_url))
        try:

            async def all_have_positions() -> bool:
                return not await connection.fetchval("SELECT EXISTS (SELECT FROM event WHERE position IS NULL)")

            await until(all_have_positions, "every committed event has its position")
            found = await connection.fetch(
                "SELECT position, request_id::text, version, topics FROM event WHERE position > $1 ORDER BY position",
                self.begin,
            )
        finally:
            await connection.close()
        expected: defaultdict[str, list[Held]] = defaultdict(list)
        for position, request_id, version, topics in found:
            for topic in topics:
                expected[topic].append((position, request_id, version))
        return expected

    async def check_deliveries(self) -> None:
        """Stop the load; wait until all clients have caught up; assert that each got every event once and in order."""
        await self.load.stop()
        expected = await self.expected()
        try:
            # A violation stays, and a client that has one may wait for ever.
            await until(
                lambda: self.clients.violations() or not self.clients.behind(expected),
                "all clients have the last event",
            )
        except AssertionError as error:
            late = self.clients.behind(expected)
            tell = [
                (type(w).__name__, w.topic, w.position, expected[w.topic][-1][0], w.violations[:2]) for w in late[:5]
            ]
            raise AssertionError(f"{error}: {len(late)} have not, such as {tell}; {self.service.log_end()}") from None
        violations = self.clients.violations()
        assert not violations, f"{violations.most_common(5)}; {self.service.log_end()}"
        for watcher in self.clients.watchers:
            assert watcher.held == expected[watcher.topic], f"{type(watcher).__name__} of {watcher.topic}"

    async def check_database(self) -> dict[str, int]:
        """Compare log, rows, projections, stream and responses with each other; return some counts."""
        connection = await asyncpg.connect(asyncpg_dsn(self.database_url))
        try:
            log = await connection.fetch(
                "SELECT position, request_id::text AS request_id, version, note, topics FROM event ORDER BY position"
            )
            head = await connection.fetchval("SELECT head FROM log_state")
            found = await connection.fetch("SELECT id::text AS id, version FROM service_request")
            versions = {row["id"]: row["version"] for row in found}
            notifications = await connection.fetch("SELECT position, account_id::text FROM notification ORDER BY 1, 2")
        finally:
            await connection.close()
        assert [event["position"] for event in log] == list(range(1, head + 1)), "positions are not dense"
        steps: defaultdict[str, list[int]] = defaultdict(list)
        for event in log:
            steps[event["request_id"]].append(event["version"])
        assert steps == {request_id: list(range(1, version + 1)) for request_id, version in versions.items()}
        topics = [(event["position"], topic) for event in log for topic in event["topics"]]
        people = sorted((at, topic.removeprefix("account:")) for at, topic in topics if topic.startswith("account:"))
        assert [tuple(found) for found in notifications] == people, "notifications are not what the log says"
        await self._check_read_models()
        await self._check_stream(head)
        return self._check_answers({event["note"]: (event["request_id"], event["version"]) for event in log}, log)

    async def _check_read_models(self) -> None:
        async with database(self.database_url):
            proofs = [proof async for proof in verify_projections((), SystemClock())]
        differences = {proof.name: proof.differences for proof in proofs if proof.differences != []}
        assert differences == {}, differences

    async def _check_stream(self, head: int) -> None:
        redis = Redis.from_url(self.redis_url)
        key = f"qala:{self.epoch}:events"

        async def newest() -> bool:
            found: Any = await redis.xrevrange(key, count=1)
            return bool(found) and found[0][0] == f"{head}-0".encode()

        try:
            await until(newest, "the stream ends where the log ends")
            entries: Any = await redis.xrange(key)
        finally:
            await redis.aclose()
        positions = [int(entry.partition(b"-")[0]) for entry, _ in entries]
        assert positions == list(range(positions[0], head + 1)), "the stream has a hole"

    def _check_answers(self, noted: dict[str, tuple[str, int]], log: list[Any]) -> dict[str, int]:
        notes = Counter(event["note"] for event in log)
        unknown = 0
        for command in self.load.commands:
            if command.version is not None:
                assert noted.get(command.note) == (command.request_id, command.version), f"answered, but {command}"
            elif command.error in REFUSED:
                assert command.note not in noted, f"refused, and happened: {command}"
            else:
                unknown += command.note in noted
            assert notes[command.note] <= 1, f"twice: {command}"
        return {"events": len(log) - self.begin, "unanswered": unknown}

    async def check_no_leftovers(self) -> None:
        """Assert that no socket, subscription, transaction or extra process is left after all clients have closed."""

        async def idle() -> bool:
            metrics = await self.service.get("/metrics")
            return "\nqala_sockets 0.0\n" in metrics and "\nqala_runs 0.0\n" in metrics

        if self.service.is_running:
            for _ in range(3 * self.service.count):
                await until(idle, "the workers have forgotten those who left")
            expected = {self.service.pid, *self.service.workers()}
            await until(lambda: self.service.remaining() == expected, "no process but supervisor and workers")
        else:
            assert self.service.remaining() == set()
            await until(self.service.port_is_free, "the port is free again")

    def report(self, **counts: int) -> None:
        """Record the figures of the scenario for the summary."""
        line = {
            "scenario": self.name,
            "clients": len(self.clients.watchers),
            "connections": self.clients.connections,
            "deliveries": sum(len(watcher.held) for watcher in self.clients.watchers),
            "injected": ", ".join(f"{count} x {what}" for what, count in self.injected.items()),
            "commands": ", ".join(f"{count} {what}" for what, count in self.load.outcomes().most_common()),
            **counts,
        }
        REPORTS.append(line)
        print(line)


async def _people(connection: "asyncpg.Connection[Any]", count: int) -> list[Person]:
    now, people = datetime.now(UTC), []
    for _ in range(count):
        person = Person(uuid4(), new_token())
        await connection.execute(_ACCOUNT, person.id, f"{person.id}@example.kz", now)
        await connection.execute(_SESSION, uuid4(), token_hash(person.token), person.id, now, now + timedelta(days=30))
        people.append(person)
    return people


async def _submit(address: str, authors: list[Person], description: str) -> list[str]:
    """Submit one request for each author, with a fixed id; repeat it until there is a response."""
    ids = []
    async with httpx2.AsyncClient(base_url=f"http://{address}", timeout=30) as http:
        for author in authors:
            given = {
                "id": str(uuid4()),
                "cityId": "almaty",
                "categoryId": "pothole",
                "address": "Абай 10",
                "description": description,
                "location": {"latitude": 43.24, "longitude": 76.91},
            }
            body = {"query": SUBMIT, "variables": {"input": given}}
            answer = (
                await http.post("/graphql", json=body, headers={"Authorization": f"Bearer {author.token}"})
            ).json()
            ids.append(answer["data"]["submitServiceRequest"]["id"])
    return ids


@asynccontextmanager
async def fault_scenario(
    name: str,
    service: Service,
    database_url: str,
    redis_url: str,
    *,
    address: str | None = None,
    subscribers: int = SCALE.subscribers,
    orderly: bool = False,
    description: str = "Шұңқыр",
) -> AsyncIterator[FaultScenario]:
    """Set up a scenario on a ready service, with all clients connected; audit everything when the block ends.

    ``orderly``: nothing is killed, so no command may happen without its answer.
    """
    address = address or service.address
    connection = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        authors = await _people(connection, max(5, SCALE.subscribers // 20))
        senders = await _people(connection, 60 if SCALE.subscribers > 100 else 20)
        ((epoch, begin),) = await connection.fetch("SELECT epoch, head FROM log_state")
    finally:
        await connection.close()
    requests = await _submit(address, authors, description)
    traffic = CommandLoad(address, [person.token for person in senders], requests)
    scenario = FaultScenario(name, service, database_url, redis_url, address, epoch, begin, authors, requests, traffic)
    scenario.clients = ClientPool(scenario.all_watchers(subscribers))
    said_before = service.log.stat().st_size
    async with scenario.clients, traffic:
        await until(scenario.clients.all_connected, f"all clients are connected; {service.log_end()}")
        await scenario.run_commands()
        yield scenario
        await scenario.check_deliveries()
        counts = await scenario.check_database()
        assert not (orderly and counts["unanswered"]), "commands have happened, and their senders got no response"
    await scenario.check_no_leftovers()
    with service.log.open("rb") as log:
        log.seek(said_before)
        assert b"job_ended" not in log.read(), "a worker had to go that could have stayed"
    scenario.report(**counts)
