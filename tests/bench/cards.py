"""What a page of 20 cards costs the server: by its compiled query, by graphql-core, and by bare asyncpg and orjson."""

import asyncio
import sys
import tempfile
from contextlib import ExitStack
from statistics import median

import asyncpg

from app.cli.engines import EngineUrls
from app.models.database import asyncpg_dsn
from tests.bench.database import fresh_database
from tests.bench.hostile import Client
from tests.bench.process import Measured, server

CARDS = (
    "{ serviceRequests(first: 20) { edges { node { id number status address dueAt category { id icon }"
    " photos { id } } } pageInfo { hasNextPage endCursor } } }"
)
KINDS = {"bare": "bare asyncpg + orjson", "compiled": "QalaControl", "graphql-core": "the same through graphql-core"}
ROUNDS = 5
ANSWERS = 400
REQUESTS = 2_000
_PHOTOS = """
    INSERT INTO photo (id, request_id, version, kind, position, digest, width, height, small_key, medium_key,
        large_key, created_at)
    SELECT gen_random_uuid(), id, 1, 'REPORT', n, sha256(n::text::bytea), 1600, 1200, 's', 'm', 'l', created_at
    FROM service_request CROSS JOIN generate_series(0, 1) AS n
"""


def report_cards(urls: EngineUrls, _: bool) -> str:
    """Measure the three servers in turns; return a table of CPU microseconds of the server process an answer."""
    with fresh_database(urls) as made, tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        made.fill(REQUESTS)
        asyncio.run(_add_photos(made.urls.database_url))
        environment = {
            "QALA_HOME": home,
            "DATABASE_URL": made.urls.database_url,
            "REDIS_URL": made.urls.redis_url,
            "ANONYMISE_AFTER_DAYS": "0",
            "READ_POINTS_PER_NETWORK": "1000000000",
        }
        running = {
            kind: stack.enter_context(server([sys.executable, "-m", "tests.bench.servers.cards", kind], environment))
            for kind in KINDS
        }
        for one in running.values():
            _cost(one)  # fills caches
        taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
        for _round in range(ROUNDS):
            for kind, one in running.items():
                taken[kind].append(_cost(one))
    bare = median(taken["bare"])
    lines = ["| page of 20 cards | CPU us an answer | runs | / bare |", "|---|---|---|---|"]
    for kind, name in KINDS.items():
        middle = median(taken[kind])
        lines.append(f"| {name} | {middle:.0f} | {min(taken[kind]):.0f}-{max(taken[kind]):.0f} | {middle / bare:.2f} |")
    return "\n".join(lines)


async def _add_photos(database_url: str) -> None:
    connection = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        await connection.execute(_PHOTOS)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _cost(running: Measured) -> float:
    """Return microseconds of the server's CPU for each of many answers over one connection."""
    begun = running.cpu_seconds()
    asyncio.run(_ask(running.port))
    return (running.cpu_seconds() - begun) / ANSWERS * 1e6


async def _ask(port: int) -> None:
    client = Client(port, "127.0.0.1")
    for _ in range(ANSWERS):
        await client.post(CARDS)
    client.close()
    if client.refused:
        raise RuntimeError(f"refused: {dict(client.refused)}")
