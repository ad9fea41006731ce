"""A reader beside attackers that read the map as fast as they can, and many readers behind one address.

Every client is a local address of its own, so the server sees the networks that it would see on the Internet.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Any

import asyncpg
import orjson

from app.cli.engines import EngineUrls
from app.models.database import asyncpg_dsn
from app.settings import PAGE
from tests.bench.database import fresh_database
from tests.bench.process import Measured, server
from tests.bench.servers.ours import COUNTS

SECONDS = 8.0
PAUSE_SECONDS = 0.05
ATTACKERS = (0, 2, 6, 20)
READERS = 200
TILE = 360 / 2**12
"""Degrees of a tile at the zoom of the maps."""
READERS_SECONDS = 30.0
BYSTANDER, ATTACKER, CARRIER = "127.0.0.7", "127.0.0.66", "127.0.0.99"
LIST = "{ serviceRequests(first: 5) { edges { node { id number status category { id } } } } }"
_MAP = "map(bbox: {west: %f, south: 42.9, east: 77.5, north: 43.6}, zoom: 12)"
OPENED = ("Start", "LogCursor", "CityMap", "CityCounters", "RequestList")
"""The page's own documents that a reader sends when the page opens."""
_FILL = """
    INSERT INTO service_request (id, number, city_id, category_id, address, description, latitude, longitude, status,
        version, created_at, updated_at, promised_at, due_at, policy_id, policy_version, search_text, tile_x, tile_y)
    SELECT gen_random_uuid(), 'ALA-' || n, 'almaty', (ARRAY['pothole', 'garbage', 'water_leak', 'lighting'])[1 + n % 4],
        'Abai ' || n, 'A deep hole ' || n, lat, lon, (ARRAY['ACCEPTED', 'DONE', 'CONFIRMED', 'REJECTED'])[1 + n % 4],
        1, now() - n * interval '4 minutes', now(), now(), now() + (n % 9 - 4) * interval '1 day', NULL, NULL,
        'ala-' || n || ' abai ' || n || ' a deep hole ' || n,
        ((lon + 180) / 360 * 16777216)::int, ((1 - (ln(tan(radians(lat)) + 1 / cos(radians(lat))) / pi())) / 2
        * 16777216)::int
    FROM (SELECT n, 43.15 + 0.0000031 * (n * 7919 % 60000) AS lat, 76.75 + 0.0000045 * (n * 104729 % 70000) AS lon
          FROM generate_series(1, $1::bigint) AS n) AS made
"""


@dataclass
class Client:
    """One HTTP/1.1 connection from one local address."""

    port: int
    address: str
    token: str = ""
    """Of a session; anonymous without one."""
    taken: list[float] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    answer_bytes: int = 0
    """How long the last answer was."""
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, query: str, variables: dict[str, Any] | None = None) -> None:
        """Send one operation and read its answer; note the milliseconds, or the code of the refusal."""
        body = orjson.dumps({"query": query, "variables": variables or {}})
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.address, 0))
        reader, writer = self._streams
        if reader.at_eof():
            # The server closes a connection after a thousand requests; clients open another one.
            self.close()
            self._streams = None
            await self.post(query, variables)
            return
        begun = time.perf_counter()
        head = f"POST /graphql HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
        if self.token:
            head += f"\r\nauthorization: Bearer {self.token}"
        writer.write(f"{head}\r\n\r\n".encode() + body)
        try:
            answer = await _body(reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.close()
            self._streams = None
            self.refused["closed"] += 1
            return
        self.taken.append((time.perf_counter() - begun) * 1000)
        self.answer_bytes = len(answer)
        # Only the beginning is looked at: decoding maps would slow down the clients.
        if b'"errors"' in answer[-2_000:] or b'"errors"' in answer[:200]:
            found = orjson.loads(answer)["errors"][0]
            self.refused[found.get("extensions", {}).get("code", found["message"])] += 1
        else:
            self.answered += 1

    def close(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()


async def _body(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
    return await reader.readexactly(length)


async def _repeat(client: Client, query: Callable[[], str], *, pause: float, until: float) -> None:
    while time.perf_counter() < until:
        await client.post(query())
        await asyncio.sleep(pause)


def _any_map() -> str:
    # Every map is another one, so that no result can be shared.
    return "{ %s }" % _MAP % random.uniform(76.0, 76.5)  # noqa: UP031 - spreads load; braces of GraphQL


async def attacked(port: int, attackers: int) -> str:
    """Return the row of one number of attackers."""
    until = time.perf_counter() + SECONDS
    bystander = Client(port, BYSTANDER)
    hostile = [Client(port, ATTACKER) for _ in range(attackers)]
    async with asyncio.TaskGroup() as group:
        for one in hostile:
            group.create_task(_repeat(one, _any_map, pause=0, until=until))
        group.create_task(_repeat(bystander, lambda: LIST, pause=PAUSE_SECONDS, until=until))
    for one in (bystander, *hostile):
        one.close()
    taken = sorted(bystander.taken)
    refused = sum((one.refused for one in hostile), Counter[str]())
    figures = (_share(taken, 0.5), _share(taken, 0.95), taken[-1], sum(bystander.refused.values()))
    row = " | ".join(f"{figure:.0f}" for figure in figures)
    return f"| {attackers} attackers | {row} | {sum(one.answered for one in hostile)} | {dict(refused) or '-'} |"


def _share(taken: list[float], share: float) -> float:
    return taken[min(len(taken) - 1, int(len(taken) * share))]


async def opened_by_many(port: int) -> str:
    """Let many readers behind one address open the page; return what they met."""
    documents = page_documents()
    readers = [Client(port, CARRIER) for _ in range(READERS)]
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, reader in enumerate(readers):
            group.create_task(_open_page(reader, documents, number))
    seconds = time.perf_counter() - begun
    taken = sorted(time for reader in readers for time in reader.taken)
    for reader in readers:
        reader.close()
    refused = sum((reader.refused for reader in readers), Counter[str]())
    answered = sum(reader.answered for reader in readers)
    return (
        f"{READERS} readers behind one address opened the page within {seconds:.0f} s: {answered} answers,"
        f" p50 {_share(taken, 0.5):.0f} ms, p95 {_share(taken, 0.95):.0f} ms, longest {taken[-1]:.0f} ms,"
        f" refused: {dict(refused) or 'none'}"
    )


async def _open_page(reader: Client, documents: dict[str, str], number: int) -> None:
    await asyncio.sleep(READERS_SECONDS * number / READERS)
    # The screens of phones differ; like the page, each asks for the whole tiles that it shows.
    width = 0.2 + 0.001 * (number % 40)
    bbox = {
        "west": floor((76.95 - width) / TILE) * TILE,
        "east": ceil((76.95 + width) / TILE) * TILE,
        "south": floor((43.25 - width) / TILE) * TILE,
        "north": ceil((43.25 + width) / TILE) * TILE,
    }
    almaty = {"cityId": "almaty"}
    variables: dict[str, Any] = {
        "CityMap": {"bbox": bbox, "zoom": 12, "filter": almaty},
        "CityCounters": almaty,
        "RequestList": {"filter": almaty, "orderBy": "NEWEST", "first": 20},
    }
    for name in OPENED:
        await reader.post(documents[name], variables.get(name))


def page_documents() -> dict[str, str]:
    texts = orjson.loads((PAGE / "documents.json").read_bytes()).values()
    return {text.split(maxsplit=1)[1].partition("{")[0].partition("(")[0].strip(): text for text in texts}


async def _measure(running: Measured, requests: int) -> str:
    await attacked(running.port, 0)  # warms caches and pools
    rows = [await attacked(running.port, attackers) for attackers in ATTACKERS]
    begun = running.cpu_seconds()
    many = await opened_by_many(running.port)
    head = f"| {requests:,} requests in the city; a bystander's list | p50 ms | p95 ms | longest ms | refused"
    return "\n".join(
        [
            f"{head} | maps of attackers | refused |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
            f"{many}; CPU of the server {running.cpu_seconds() - begun:.1f} s",
        ]
    )


async def _fill(database_url: str, requests: int) -> None:
    connection = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        await connection.execute(_FILL, requests)
        await connection.execute("VACUUM ANALYZE service_request")
    finally:
        await connection.close()


def report_hostile(urls: EngineUrls, requests: int) -> str:
    """Measure on a city of so many requests; return the tables."""
    with (
        fresh_database(urls) as database,
        tempfile.NamedTemporaryFile() as counts,
        tempfile.TemporaryDirectory() as home,
    ):
        counts.write(bytes(COUNTS.size))
        counts.flush()
        asyncio.run(_fill(database.urls.database_url, requests))
        environment = {
            "DATABASE_URL": database.urls.database_url,
            "REDIS_URL": urls.redis_url,
            "COUNTS": counts.name,
            "QALA_HOME": home,
            "ANONYMISE_AFTER_DAYS": "0",
        }
        with server([sys.executable, "-m", "tests.bench.servers.ours"], environment) as running:
            return asyncio.run(_measure(running, requests))
