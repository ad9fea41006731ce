"""How the reads of public screens grow with the number of requests: ``make bench-scale SIZE=10000``.

A log of so many requests is written by COPY, the read models are built from it by the online rebuild, and the server
answers over HTTP. The seal of such a log is not computed: it is for measuring only.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from app.cli.engines import EngineUrls
from app.domain.events import Event, EventKind
from app.domain.lifecycle import Status
from app.domain.service_request import ServiceRequest
from app.events.log import HASHED_COLUMNS, history_records
from app.events.rebuild import rebuild_projections
from app.models.database import asyncpg_dsn, database
from app.models.service_request_rows import ROW_COLUMNS, row_values
from tests.bench.database import fresh_database
from tests.bench.hostile import Client
from tests.bench.process import server
from tests.bench.servers.ours import COUNTS

CHUNK = 5000
REPEATS = 30
DAYS = 1500
CATEGORIES = ("pothole", "garbage", "lighting", "water_leak", "other")
READS = {
    "map, country, zoom 5": "{ map(bbox: {west: 46, south: 40, east: 88, north: 56}, zoom: 5) }",
    "map, city, zoom 11": "{ map(bbox: {west: 76.6, south: 43, east: 77.2, north: 43.5}, zoom: 11) }",
    "the same, open ones": "{ map(bbox: {west: 76.6, south: 43, east: 77.2, north: 43.5}, zoom: 11,"
    " filter: {statuses: [ACCEPTED, IN_PROGRESS, ON_HOLD]}) }",
    "map, zoom 14": "{ map(bbox: {west: 76.9, south: 43.22, east: 77.0, north: 43.26}, zoom: 14) }",
    "map, zoom 16": "{ map(bbox: {west: 76.94, south: 43.235, east: 76.965, north: 43.245}, zoom: 16) }",
    "counters": '{ counters(cityId: "almaty") { total overdue } }',
    "list, newest": '{ serviceRequests(first: 20, filter: {cityId: "almaty"})'
    " { edges { node { id number status } } } }",
}


@dataclass(frozen=True)
class City:
    """Where requests of a city lie."""

    id: str
    latitude: float
    longitude: float


def _history(number: int, city: City, chance: random.Random, now: datetime) -> list[Event]:
    """Return the one to three steps of a request."""
    spread = 0.03 if chance.random() < 0.5 else 0.12
    created = now - timedelta(seconds=chance.random() * DAYS * 86400)
    request = ServiceRequest(
        id=UUID(int=chance.getrandbits(128)),
        number=f"{city.id[:3].upper()}-{number:06d}",
        city_id=city.id,
        category_id=chance.choice(CATEGORIES),
        address="Abai 10",
        description="A deep hole in the road",
        latitude=city.latitude + chance.gauss(0, spread) / 2,
        longitude=city.longitude + chance.gauss(0, spread),
        status=Status.ACCEPTED,
        version=1,
        author_id=None,
        created_at=created,
        updated_at=created,
        promised_at=created + timedelta(days=3),
        due_at=created + timedelta(days=3),
    )
    events = [_event(EventKind.SUBMITTED, None, request)]
    if chance.random() < 0.95:
        closed = created + timedelta(hours=chance.expovariate(1 / 50))
        after = request.evolve(closed, status=Status.DONE, done_at=closed, closed_at=closed)
        events.append(_event(EventKind.WORK_COMPLETED, request, after))
    return events


def _event(kind: EventKind, before: ServiceRequest | None, after: ServiceRequest) -> Event:
    return Event(
        kind=kind,
        at=after.updated_at,
        actor_id=None,
        actor_role=None,
        from_status=before.status if before else None,
        topics=(),
        request=after,
    )


def _chunks(size: int, cities: list[City]) -> Iterator[list[list[Event]]]:
    chance, now = random.Random(3), datetime.now(UTC)
    for first in range(0, size, CHUNK):
        # Half of the requests are in one city.
        yield [
            _history(n, cities[0] if chance.random() < 0.5 else chance.choice(cities[1:]), chance, now)
            for n in range(first, min(size, first + CHUNK))
        ]


async def _fill(database_url: str, size: int) -> int:
    """Write requests and their events; return the number of events."""
    connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(database_url))
    found = await connection.fetch("SELECT id, latitude, longitude FROM city ORDER BY id <> 'almaty', id")
    cities = [City(row["id"], row["latitude"], row["longitude"]) for row in found]
    position = 0
    for histories in _chunks(size, cities):
        rows = [tuple(row_values(history[-1].request)) for history in histories]
        records = [record for history in histories for record in history_records(history)]
        numbered = [(*record, position + n + 1) for n, record in enumerate(records)]
        await connection.copy_records_to_table("service_request", records=rows, columns=ROW_COLUMNS)
        await connection.copy_records_to_table("event", records=numbered, columns=[*HASHED_COLUMNS, "position"])
        position += len(records)
    await connection.execute("UPDATE log_state SET head = $1", position)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    return position


async def _read(port: int) -> dict[str, list[float]]:
    taken = {}
    for name, query in READS.items():
        client = Client(port, "127.0.0.1")
        for _ in range(REPEATS + 3):
            await client.post(query)
        if client.refused:
            raise RuntimeError(f"{name}: refused, {dict(client.refused)}")
        taken[name] = sorted(client.taken[3:])
    return taken


async def _build(database_url: str) -> None:
    async with database(database_url):
        await rebuild_projections(database_url, ["request_states", "request_counters", "map_cells", "day_figures"])


def report_scale(urls: EngineUrls, size: int) -> str:
    """Measure and return a table."""
    with (
        fresh_database(urls) as made,
        tempfile.NamedTemporaryFile() as counts,
        tempfile.TemporaryDirectory() as home,
    ):
        counts.write(bytes(COUNTS.size))
        counts.flush()
        begun = time.perf_counter()
        events = asyncio.run(_fill(made.urls.database_url, size))
        filled = time.perf_counter()
        asyncio.run(_build(made.urls.database_url))
        built = time.perf_counter()
        environment = {
            "COUNTS": counts.name,
            "QALA_HOME": home,
            "ANONYMISE_AFTER_DAYS": "0",
            "DATABASE_URL": made.urls.database_url,
            "REDIS_URL": made.urls.redis_url,
            "READ_POINTS_PER_NETWORK": "100000000",
        }
        with server([sys.executable, "-m", "tests.bench.servers.ours"], environment) as running:
            taken = asyncio.run(_read(running.port))
    lines = [
        f"{size:,} requests, {events:,} events: written in {filled - begun:.0f} s, read models built in"
        f" {built - filled:.0f} s ({events / (built - filled):,.0f} events/s with all of them)",
        "",
        f"| read at {size:,} | p50 ms | p95 ms |",
        "|---|---|---|",
    ]
    for name, times in taken.items():
        lines.append(f"| {name} | {times[len(times) // 2]:.1f} | {times[int(len(times) * 0.95)]:.1f} |")
    return "\n".join(lines)
