"""Measure the CPU of one command over HTTP, with all that follows from it: the server, PostgreSQL and Valkey.

Executors claim and release a request of their own each, once one after the other and once sixteen at the same time.
What a command causes is counted in: its event is numbered, folded into the read models and published, and the author's
letters are written.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2
import orjson
from redis.asyncio import Redis

from app.application import open_application
from app.auth.tokens import new_token, token_hash
from app.cli.engines import EngineUrls
from app.commands.requests.submission import submit
from app.commands.staff.accounts import put_account
from app.domain.accounts.roles import Role
from app.models.database import asyncpg_dsn
from app.settings import Settings
from tests.bench.command_driver import PROBLEM
from tests.bench.contenders import CONTENDERS
from tests.bench.database import fresh_database
from tests.bench.events import CITY
from tests.bench.fanout import SETTLE_SECONDS, Running, running
from tests.bench.process import cpu_seconds_of_family

WARM, COMMANDS = 64, 960
AT_ONCE = 16
ROUNDS = 3
_CLAIM = "mutation ($id: ID!) { it: claimServiceRequest(id: $id) { id version status } }"
_RELEASE = 'mutation ($id: ID!) { it: releaseServiceRequest(id: $id, reason: "bench") { id version status } }'
_SESSION = """
    INSERT INTO session (id, token_hash, account_id, created_at, expires_at, user_agent) VALUES ($1, $2, $3, $4, $5, '')
"""
_WAITING = "SELECT EXISTS (SELECT FROM event WHERE position IS NULL)"


@dataclass(frozen=True)
class Executor:
    """An account with a session, and the request that it works on."""

    token: str
    request_id: UUID


@dataclass(frozen=True)
class Processes:
    """Whose CPU time is counted."""

    server: Running
    postgres: int
    valkey: int

    def seconds(self) -> tuple[float, float, float]:
        """Return the CPU seconds so far of the server, PostgreSQL and Valkey."""
        families = cpu_seconds_of_family(self.postgres), cpu_seconds_of_family(self.valkey)
        return self.server.cpu_seconds(), *families


def report_command_cost(urls: EngineUrls, _: bool) -> str:
    """Measure both paces in turns; return a table of CPU milliseconds a command."""
    with fresh_database(urls) as database:
        executors = asyncio.run(_executors(database.urls))
        with running(CONTENDERS[0], database, READ_POINTS_PER_NETWORK="1000000000") as server:
            return asyncio.run(_table(database.urls, server, executors))


async def _table(urls: EngineUrls, server: Running, executors: list[Executor]) -> str:
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    redis = Redis.from_url(urls.redis_url)
    backend = await connection.fetchval("SELECT pg_backend_pid()")
    processes = Processes(server, _parent(backend), (await redis.info("server"))["process_id"])
    await redis.aclose()
    lines = [
        "| one command over HTTP, CPU ms | server | PostgreSQL | Valkey | all | p50 ms |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    at_once = [[one] for one in executors]
    await _take(server.port, at_once, WARM)
    await _settled(connection)
    for round_ in range(ROUNDS):
        for name, clients in {"one after the other": [executors], f"{AT_ONCE} at once": at_once}.items():
            before = processes.seconds()
            taken = await _take(server.port, clients, COMMANDS)
            await _settled(connection)
            used = [(after - b) / COMMANDS * 1000 for after, b in zip(processes.seconds(), before, strict=True)]
            cells = " | ".join(f"{each:.2f}" for each in (*used, sum(used)))
            lines.append(f"| {name}, {round_ + 1} | {cells} | {sorted(taken)[len(taken) // 2]:.1f} |")
    await connection.close()
    return "\n".join(lines)


async def _take(port: int, clients: list[list[Executor]], count: int) -> list[float]:
    """Take so many steps, each client one after the other; return the milliseconds of each answer."""
    return [
        each
        for taken in await asyncio.gather(*(_steps(port, executors, count // len(clients)) for executors in clients))
        for each in taken
    ]


async def _steps(port: int, executors: list[Executor], count: int) -> list[float]:
    """Take steps by these executors in turn: each of them may take some hundreds an hour."""
    taken = []
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
        for step in range(count):
            turn, number = divmod(step, len(executors))
            executor = executors[number]
            query = (_CLAIM, _RELEASE)[turn % 2]
            body = orjson.dumps({"query": query, "variables": {"id": str(executor.request_id)}})
            headers = {"Authorization": f"Bearer {executor.token}", "Content-Type": "application/json"}
            begun = time.perf_counter()
            answer = (await http.post("/graphql", content=body, headers=headers)).json()
            taken.append((time.perf_counter() - begun) * 1000)
            assert "errors" not in answer, answer
    return taken


async def _settled(connection: "asyncpg.Connection[Any]") -> None:
    """Wait until all events are numbered, and what follows from them is done."""
    while await connection.fetchval(_WAITING):  # noqa: ASYNC110 - other processes number the events
        await asyncio.sleep(0.05)
    await asyncio.sleep(SETTLE_SECONDS)


async def _executors(urls: EngineUrls) -> list[Executor]:
    """Make a request and an executor with a session for each of those who act at the same time."""
    opened = open_application(
        Settings(),
        database_url=urls.database_url,
        redis_url=urls.redis_url,
        public_url="http://bench",
        lead=False,
        follow=False,
    )
    made = []
    async with opened as application:
        context = application.command_context
        connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
        for n in range(AT_ONCE):
            citizen, executor = [
                await put_account(
                    context, name="B", email=f"{role}{n}@bench.kz", password="long enough", role=role, city_id=CITY
                )
                for role in (Role.CITIZEN, Role.EXECUTOR)
            ]
            request = await submit(context, citizen, PROBLEM)
            token, now = new_token(), datetime.now(UTC)
            row = (uuid4(), token_hash(token), executor.account_id, now, now + timedelta(days=1))
            await connection.execute(_SESSION, *row)
            made.append(Executor(token, request.id))
        await connection.close()
    return made


def _parent(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[1])
