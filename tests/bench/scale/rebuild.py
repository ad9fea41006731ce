"""A rebuild of all projections while commands run and a client replays the log: how fast, and equal at the end?"""

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import asyncpg
import uvloop
from websockets.exceptions import ConnectionClosed

from app.application import open_application
from app.cli.engines import EngineUrls
from app.clock import SystemClock
from app.domain.log.events import Cursor
from app.events.projections import PROJECTIONS
from app.events.projections.compared_projection import ComparedProjection
from app.events.rebuild import rebuild_projections
from app.models.database import asyncpg_dsn
from app.queries.log.projections import verify_projections
from app.settings import Settings
from tests.bench.scale.rush import commands_beside
from tests.bench.scale.spread import FIRST_CITY
from tests.graphql_client import open_websocket

A_SECOND = 20
SAID_SECONDS = 30.0
REPLAYED_A_SECOND = 500
"""As many as a screen could show; a client without a pause takes half of the machine."""
SHOWN = 50
"""How many differences are printed."""
_FEED = (
    f'subscription ($after: Cursor) {{ cityFeed(cityId: "{FIRST_CITY}", after: $after)'
    " { cursor kind serviceRequest { number status } } }"
)
_COUNTERS = "city_counters"
_OTHERS = {
    _COUNTERS: """
        SELECT sum(abs(coalesce(stored.count, 0) - coalesce(counted.count, 0)))::bigint AS wrong
        FROM city_counter stored
        FULL JOIN (SELECT city_id, status, count(*) AS count FROM service_request GROUP BY 1, 2) AS counted
            USING (city_id, status)
    """,
    "notifications": """
        SELECT count(*), sum(hashtextextended(concat_ws(' ', account_id, position, read_at), 0)) FROM notification
        WHERE position <= $1
    """,
    "points": """
        SELECT count(*), sum(hashtextextended(concat_ws(' ', account_id, position, rule, amount, day, request_id), 0))
        FROM points_entry WHERE position <= $1
    """,
}
"""What is compared of the projections that are no read models: with the tables, or with what it was before. The months
of points are compared with the entries."""


def rebuild_report(urls: EngineUrls, port: int) -> str:
    """Rebuild all projections beside commands and a replay, and compare them; return what came of it."""
    head_before, stored = asyncio.run(_stored(urls, None))
    with commands_beside(urls, A_SECOND) as commands:
        commands.begin()
        begun = time.perf_counter()
        done = uvloop.run(_rebuild_beside_replay(urls, port))
        took = time.perf_counter() - begun
        figures = commands.end()
    time.sleep(2)
    found = asyncio.run(_differences(urls))
    _, after = asyncio.run(_stored(urls, head_before))
    # The counters move with the commands.
    wanted = {**stored, _COUNTERS: (0,)}
    found += [f"{name}: {after[name]}, expected {wanted[name]}" for name in wanted if after[name] != wanted[name]]
    folded = done.head - done.resumed_at
    lines = [
        f"{len(PROJECTIONS)} projections rebuilt from {folded:,} events in {took:.0f} s, {folded / took:,.0f} a second",
        f"beside {figures['a_second']:.0f} commands a second: p50 {figures['p50']:.0f} ms, p99 {figures['p99']:.0f} ms",
        f"and a client that replayed {done.replayed:,} events meanwhile",
        f"afterwards {len(found)} differences",
        *(f"  {difference}" for difference in found[:SHOWN]),
    ]
    return "\n".join(["", *lines])


@dataclass
class _Beside:
    """What happened while the projections were rebuilt."""

    head: int = 0
    resumed_at: int = 0
    """Where a rebuild that was stopped goes on."""
    replayed: int = 0
    """Events that a client was sent, from the beginning of the log."""


async def _rebuild_beside_replay(urls: EngineUrls, port: int) -> _Beside:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    epoch = await connection.fetchval("SELECT epoch FROM log_state")
    await connection.close()
    done, seen, said = _Beside(), list[int](), time.monotonic()

    async def progress(position: int, head: int) -> None:
        nonlocal said
        seen.append(position)
        if time.monotonic() - said > SAID_SECONDS:
            said = time.monotonic()
            print(f"  {position:,} of {head:,} events, {done.replayed:,} replayed", flush=True)

    replaying = asyncio.create_task(_replay(port, Cursor(epoch, 0), done))
    rebuilding = asyncio.create_task(rebuild_projections(urls.database_url, progress=progress))
    await asyncio.wait([replaying, rebuilding], return_when=asyncio.FIRST_COMPLETED)
    if replaying.done():
        rebuilding.cancel()
        replaying.result()
    replaying.cancel()
    with suppress(asyncio.CancelledError):
        await replaying
    done.head, done.resumed_at = rebuilding.result(), seen[0]
    return done


async def _replay(port: int, start: Cursor, done: _Beside) -> None:
    """Read the feed of the largest city from the beginning, again and again; a slow reader goes on where it was."""
    cursor, begun = str(start), time.monotonic()
    while True:
        with suppress(ConnectionClosed):
            async with open_websocket(f"ws://127.0.0.1:{port}/graphql", open_timeout=60) as socket:
                await socket.init()
                await socket.subscribe("feed", _FEED, after=cursor)
                with suppress(TimeoutError):
                    while True:
                        message = await socket.receive()
                        assert message["type"] == "next", json.dumps(message)
                        cursor = message["payload"]["data"]["cityFeed"]["cursor"]
                        done.replayed += 1
                        if done.replayed % REPLAYED_A_SECOND == 0:
                            await asyncio.sleep(max(0.0, begun + done.replayed / REPLAYED_A_SECOND - time.monotonic()))
                cursor = str(start)
        await asyncio.sleep(1)


async def _stored(urls: EngineUrls, head: int | None) -> tuple[int, dict[str, Any]]:
    """Return what the other projections hold up to this position; up to the head without one."""
    connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    try:
        if head is None:
            head = int(await connection.fetchval("SELECT head FROM log_state"))
        found = {}
        for name, sql in _OTHERS.items():
            found[name] = tuple(await connection.fetchrow(sql, *([head] if "$1" in sql else [])) or ())
        return head, found
    finally:
        await connection.close()


async def _differences(urls: EngineUrls) -> list[str]:
    names = [model.name for model in PROJECTIONS if isinstance(model, ComparedProjection)]
    opened = open_application(
        Settings(anonymise_after_days=0),
        database_url=urls.database_url,
        redis_url=urls.redis_url,
        public_url="http://bench",
        lead=False,
        follow=False,
    )
    async with opened:
        proofs = [proof async for proof in verify_projections(names, SystemClock())]
    stale = [f"{proof.name}: not up to date" for proof in proofs if proof.differences is None]
    return stale + [line for proof in proofs for line in proof.differences or ()]
