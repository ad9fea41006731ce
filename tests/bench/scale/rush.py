"""A minute of many commands a second, with watchers and an open dashboard: how late is what they show?

Every second a citizen reports a problem, and it is measured how long after that command the counters and the map have
it when they are asked, and when the subscriptions of the dashboard bring it.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx2

from app.application import open_application
from app.auth.viewer import sessionless_viewer
from app.cli.engines import EngineUrls
from app.commands.requests.submission import Submission, submit
from app.domain.accounts.roles import Role
from app.models.database import asyncpg_dsn, rows
from app.settings import Settings
from tests.bench.events import THE_CITY
from tests.bench.fanout import SETTLE_SECONDS, subscribing_to
from tests.bench.load import quantiles
from tests.bench.load_process import load_process
from tests.bench.process import CLIENT_CORE, ROOT
from tests.bench.scale.spread import FIRST_CITY
from tests.graphql_client import WebSocketClient, open_websocket

WATCHERS = 1000
SECONDS, A_SECOND = 60, 200
WARM_SECONDS = 10
LOOK_SECONDS = 0.1
"""The pause between two looks at what the server shows."""
LATE_SECONDS = 30.0
PLACE = (43.44, 76.71)
"""Within the box of the city, and far from its streets."""
_COUNTERS = f'{{ counters(cityId: "{FIRST_CITY}") {{ total }} }}'
_MAP = (
    f"{{ map(bbox: {{west: {PLACE[1] - 0.005}, south: {PLACE[0] - 0.005}, east: {PLACE[1] + 0.005},"
    f" north: {PLACE[0] + 0.005}}}, zoom: 16) }}"
)
_WAITING = "SELECT extract(epoch FROM clock_timestamp() - min(at))::float8 FROM event WHERE position IS NULL"


def rush_table(urls: EngineUrls, port: int, *, seconds: int = SECONDS, a_second: float = A_SECOND) -> str:
    """Measure it; return a table."""
    with _watchers(port), commands_beside(urls, a_second) as commands:
        shown = asyncio.run(_dashboard(urls, port, seconds, commands.begin))
        figures = commands.end()
    lines = [
        f"| {seconds} s of {a_second:g} commands a second, {WATCHERS:,} watchers | p50 ms | p95 | p99 | worst |",
        "|---|---:|---:|---:|---:|",
    ]
    rows_ = {"a command, from its due moment": figures}
    rows_ |= {name: quantiles([late * 1000 for late in lates]) for name, lates in shown.items()}
    for name, found in rows_.items():
        cells = [f"{found[key]:,.0f}" if key in found else "-" for key in ("p50", "p95", "p99", "p100")]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines.append(f"{figures['a_second']:.0f} commands a second were taken; refused: {figures['failed'] or 'none'}")
    return "\n".join(["", *lines])


@contextmanager
def _watchers(port: int) -> Iterator[None]:
    with load_process(port, subscribing_to([THE_CITY]), WATCHERS) as load:
        load.order("connect")
        time.sleep(SETTLE_SECONDS)
        yield


class Commands:
    """The process that takes steps."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def begin(self) -> None:
        """Begin."""
        assert self._process.stdin is not None
        self._process.stdin.write("begin\n")
        self._process.stdin.flush()

    def end(self) -> dict[str, Any]:
        """End, and return the figures."""
        written = self._process.communicate()[0].strip().splitlines()
        figures: dict[str, Any] = json.loads(written[-1])
        return figures


@contextmanager
def commands_beside(urls: EngineUrls, a_second: float) -> Iterator[Commands]:
    """Start a process that takes so many steps a second once it gets the order."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.scale.rush_commands", str(a_second)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url},
        preexec_fn=lambda: os.sched_setaffinity(0, {CLIENT_CORE}),  # noqa: PLW1509 - nothing here has threads yet
    )
    assert process.stdout is not None
    # Its own log goes to the same output.
    while (line := process.stdout.readline()) and line.strip() != "ready":
        pass
    try:
        yield Commands(process)
    finally:
        process.kill()
        process.wait()


async def _dashboard(urls: EngineUrls, port: int, seconds: int, begin: Callable[[], None]) -> dict[str, list[float]]:
    """Return how late each view had each report, in seconds, and how long events waited for the sequencer.

    ``begin`` is called once the dashboard is open.
    """
    settings = Settings(anonymise_after_days=0)
    opened = open_application(
        settings,
        database_url=urls.database_url,
        redis_url=urls.redis_url,
        public_url="http://bench",
        lead=False,
        follow=False,
    )
    late: dict[str, list[float]] = {
        "an event waits for the sequencer": [],
        **{f"{name} are asked and have a report": [] for name in ("counters", "the map's squares")},
        **{f"{name} are pushed with a report": [] for name in ("counters", "statistics")},
    }
    waits, asked_counters, asked_map, pushed_counters, pushed_figures = late.values()
    async with (
        opened as application,
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client,
        open_websocket(f"ws://127.0.0.1:{port}/graphql", open_timeout=60, ping_interval=None) as socket,
    ):
        pushed = _Pushed(socket)
        await pushed.begin()
        citizens = await rows("SELECT id FROM account WHERE role = 'CITIZEN' LIMIT $1", seconds)

        async def total() -> int:
            answer = (await client.post("/graphql", json={"query": _COUNTERS})).json()
            return int(answer["data"]["counters"]["total"])

        async def square() -> str:
            return (await client.post("/graphql", json={"query": _MAP})).text

        reading = asyncio.create_task(pushed.read())
        begin()
        # The first steps and reads of a server load code and fill caches.
        await asyncio.sleep(WARM_SECONDS)
        watching = [asyncio.create_task(_watch_sequencer(urls, waits)), reading]
        ends = time.monotonic() + seconds
        for citizen in citizens:
            if time.monotonic() > ends:
                break
            next_at = time.monotonic() + 1
            before, map_before, created = await total(), await square(), pushed.created
            author = sessionless_viewer(citizen["id"], Role.CITIZEN, None)
            place = Submission(
                city_id=FIRST_CITY,
                category_id="pothole",
                address="Достық 1",
                description="шұңқыр",
                latitude=PLACE[0],
                longitude=PLACE[1],
            )
            await submit(application.command_context, author, place)
            begun = time.monotonic()
            await asyncio.gather(
                _until(begun, _is(total, before + 1), asked_counters),
                _until(begun, _is_not(square, map_before), asked_map),
                _until(begun, pushed.has_total(before + 1), pushed_counters),
                _until(begun, pushed.has_created(created + 1), pushed_figures),
            )
            await asyncio.sleep(max(0.0, next_at - time.monotonic()))
        for task in watching:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    return late


class _Pushed:
    """The two subscriptions of a dashboard, and what they last said."""

    def __init__(self, socket: WebSocketClient) -> None:
        self._socket = socket
        self.total = self.created = -1

    async def begin(self) -> None:
        """Subscribe, and wait for the first values."""
        await self._socket.init()
        now = datetime.now(UTC)
        span = {"from": (now - timedelta(days=30)).isoformat(), "to": (now + timedelta(days=1)).isoformat()}
        await self._socket.subscribe("counters", f"subscription {_COUNTERS}")
        await self._socket.subscribe(
            "statistics",
            "subscription ($from: DateTime!, $to: DateTime!)"
            f' {{ statistics(cityId: "{FIRST_CITY}", from: $from, to: $to) {{ created }} }}',
            **span,
        )
        while self.total < 0 or self.created < 0:
            self._take(await self._socket.receive())

    async def read(self) -> None:
        """Read until cancelled."""
        while True:
            with suppress(TimeoutError):
                self._take(await self._socket.receive())

    def has_total(self, total: int) -> Callable[[], Awaitable[bool]]:
        """Return whether the counters have so many requests."""

        async def has() -> bool:
            return self.total >= total

        return has

    def has_created(self, created: int) -> Callable[[], Awaitable[bool]]:
        """Return whether the statistics have so many reports."""

        async def has() -> bool:
            return self.created >= created

        return has

    def _take(self, message: dict[str, Any]) -> None:
        data = message.get("payload", {}).get("data") or {}
        if "counters" in data:
            self.total = data["counters"]["total"]
        if "statistics" in data:
            self.created = data["statistics"]["created"]


def _is(read: Callable[[], Awaitable[Any]], wanted: Any) -> Callable[[], Awaitable[bool]]:
    async def holds() -> bool:
        return bool(await read() == wanted)

    return holds


def _is_not(read: Callable[[], Awaitable[Any]], unwanted: Any) -> Callable[[], Awaitable[bool]]:
    async def holds() -> bool:
        return bool(await read() != unwanted)

    return holds


async def _until(begun: float, holds: Callable[[], Awaitable[bool]], lates: list[float]) -> None:
    while not await holds():
        if time.monotonic() - begun > LATE_SECONDS:
            break
        await asyncio.sleep(LOOK_SECONDS)
    lates.append(time.monotonic() - begun)


async def _watch_sequencer(urls: EngineUrls, waits: list[float]) -> None:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    try:
        while True:
            waits.append(await connection.fetchval(_WAITING) or 0.0)
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        await connection.close()
