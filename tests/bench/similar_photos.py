"""Finding similar photos among millions: the search as the product makes it, beside reading all rows."""

import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from uuid import UUID

from app.cli.engines import EngineUrls
from app.domain.photos.evidence import HASH_BITS, SIMILAR_BITS, hash_distance
from app.models.database import database, rows
from app.queries.photos.similar_photos import find_similar_photos

SEARCHES = 100
SCANS = 5
NO_REQUEST = UUID(int=0)
CLUSTERS = 2_000
# Half of the hashes are uniform; half are near one of a few hashes, as photos of similar yards are.
_FILL = """
    INSERT INTO bench.photo (look)
    SELECT CASE WHEN n % 2 = 0 THEN own ELSE scene # (own & thin & thinner) END
    FROM (SELECT n, ('x' || md5(n::text))::bit(64)::bigint AS own, ('x' || md5('b' || n))::bit(64)::bigint AS thin,
          ('x' || md5('c' || n))::bit(64)::bigint AS thinner,
          ('x' || md5('s' || n % $3))::bit(64)::bigint AS scene FROM generate_series($1::int, $2::int) AS n) AS made
"""
_TABLES = (
    "CREATE SCHEMA bench",
    "CREATE TABLE bench.service_request (id uuid PRIMARY KEY, number text NOT NULL)",
    "INSERT INTO bench.service_request VALUES (gen_random_uuid(), 'BENCH-1')",
    "CREATE TABLE bench.photo (id uuid DEFAULT gen_random_uuid(), request_id uuid, kind text DEFAULT 'AFTER',"
    " look bigint, created_at timestamptz DEFAULT '2026-11-20')",
)
_SCAN = f"""
    SELECT p.id FROM bench.photo p WHERE p.kind = 'AFTER' AND p.look IS NOT NULL AND (
        SELECT min(bit_count((p.look # q)::bit(64))) FROM unnest($1::bigint[]) AS q) <= {SIMILAR_BITS}
"""


async def _fill(count: int) -> tuple[float, str]:
    """Make a table of so many hashes with the indexes of the migration; return the seconds and the index size."""
    for statement in _TABLES:
        await rows(statement)
    request = (await rows("SELECT id FROM bench.service_request"))[0]["id"]
    await rows(f"ALTER TABLE bench.photo ALTER COLUMN request_id SET DEFAULT '{request}'")
    begun = time.perf_counter()
    for first in range(1, count + 1, 500_000):
        await rows(_FILL, first, min(count, first + 499_999), CLUSTERS)
    for index in await rows(
        "SELECT indexdef FROM pg_indexes WHERE tablename = 'photo' AND indexname LIKE 'photo_look%'"
    ):
        await rows(index["indexdef"].replace(" public.photo ", " bench.photo "))
    await rows("VACUUM ANALYZE bench.photo")
    size = await rows("SELECT pg_size_pretty(pg_indexes_size('bench.photo')) AS size")
    return time.perf_counter() - begun, size[0]["size"]


def _eight(look: int, chance: random.Random) -> list[int]:
    """Return a hash with some bits changed, and seven random ones for the other orientations of a picture."""
    for bit in chance.sample(range(HASH_BITS), chance.randint(0, SIMILAR_BITS)):
        look ^= 1 << bit
    masked = look & (1 << HASH_BITS) - 1
    upright = masked - (1 << HASH_BITS) if masked >> (HASH_BITS - 1) else masked
    return [upright, *(chance.randrange(-(1 << 63), 1 << 63) for _ in range(7))]


async def _timed(search: Callable[[list[int]], Awaitable[object]], queries: list[list[int]]) -> list[float]:
    taken = []
    for looks in queries:
        begun = time.perf_counter()
        await search(looks)
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)


async def measure_similar_photos(urls: EngineUrls, count: int) -> str:
    """Fill, search, and return a table."""
    chance = random.Random(7)
    async with database(urls.database_url):
        seconds, size = await _fill(count)
        name = (await rows("SELECT current_database() AS name"))[0]["name"]
        await rows(f'ALTER DATABASE "{name}" SET search_path = bench, public')
    lines = [
        f"| {count} hashes ({seconds:.0f} s to fill, indexes {size}) | median ms | p95 ms |",
        "|---|---|---|",
    ]
    async with database(urls.database_url):
        sample = f"SELECT look FROM bench.photo TABLESAMPLE SYSTEM ({min(100, 2_000_000 / count)})"
        known = [row["look"] for row in await rows(sample)]
        queries = [_eight(look, chance) for look in chance.sample(known, SEARCHES)]
        await _check(queries[:SCANS])
        taken = await _timed(lambda hashes: find_similar_photos(hashes, except_request_id=NO_REQUEST), queries)
        lines.append(f"| by index, 8 orientations | {_middle(taken)} | {taken[94]:.1f} |")
        upright = [query[:1] for query in queries]
        taken = await _timed(lambda hashes: find_similar_photos(hashes, except_request_id=NO_REQUEST), upright)
        lines.append(f"| by index, upright only | {_middle(taken)} | {taken[94]:.1f} |")
        taken = await _timed(lambda looks: rows(_SCAN, looks), queries[:SCANS])
        lines.append(f"| reading all rows, 8 orientations | {_middle(taken)} | {taken[-1]:.1f} |")
    return "\n".join(lines) + "\n"


def _middle(taken: list[float]) -> str:
    return f"{statistics.median(taken):.1f}"


async def _check(queries: list[list[int]]) -> None:
    """Assert that the search by index finds a photo as near as the nearest of all rows."""
    for looks in queries:
        near = await find_similar_photos(looks, except_request_id=NO_REQUEST)
        all_near = await rows(_SCAN.replace("SELECT p.id", "SELECT p.look"), looks)
        nearest = min(hash_distance(looks, found["look"]) for found in all_near)
        assert near, "the index found nothing"
        assert near[0].bits == nearest, f"the index found {near[0].bits} bits, reading all {nearest}"


def report_similar_photos(urls: EngineUrls, count: int) -> str:
    """Measure and return a table."""
    return asyncio.run(measure_similar_photos(urls, count))
