"""The reads of the screens, and how long each takes over HTTP."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from app.domain.text.folding import fold
from app.models.database import asyncpg_dsn
from app.queries.requests.order import Key, Order
from app.queries.requests.page import encode_key
from tests.bench.hostile import Client
from tests.bench.scale.signed_in import screens, signed_in
from tests.bench.scale.spread import DAYS, FIRST_CITY

REPEATS = 30
WARM = 3
MOST_SECONDS, FEWEST = 6.0, 8
"""A slow read is repeated for so long, or so often."""
_CARD = "id number status address dueAt category { id icon } photos { id }"
_PAGE = f"{{ pageInfo {{ hasNextPage endCursor }} edges {{ node {{ {_CARD} }} }} }}"
_LIST = (
    "query ($filter: ServiceRequestFilter, $order: ServiceRequestOrder! = NEWEST, $after: String)"
    f" {{ serviceRequests(first: 20, filter: $filter, orderBy: $order, after: $after) {_PAGE} }}"
)
_TOTAL = (
    "query ($filter: ServiceRequestFilter) { serviceRequests(first: 20, filter: $filter)"
    f" {{ totalCount isPart edges {{ node {{ {_CARD} }} }} }} }}"
)
_MAP = (
    "query ($bbox: BoundingBoxInput!, $zoom: Int!, $filter: ServiceRequestFilter)"
    " { map(bbox: $bbox, zoom: $zoom, filter: $filter) }"
)
_COUNTERS = "query ($cityId: ID!) { counters(cityId: $cityId) { total open overdue } }"
_STATISTICS = (
    "query ($cityId: ID!, $from: DateTime!, $to: DateTime!) { statistics(cityId: $cityId, from: $from, to: $to)"
    " { created completed confirmed onTimeShare medianHoursToDone byCategory { category { id } count } } }"
)
_EXECUTORS = "query ($cityId: ID!) { executors(cityId: $cityId) { executor { id } assigned done onTimeShare } }"
_ZONES = (
    "query ($cityId: ID!, $period: ZonePeriod!, $order: ZoneOrder! = REQUESTS)"
    " { problemZones(cityId: $cityId, period: $period, orderBy: $order, first: 20)"
    " { requests zones { id names center { latitude longitude } requests { ratio atLeast } late { ratio } trend } } }"
)
_RECORDS = (
    "query ($cityId: ID!) { executors(cityId: $cityId) { executor { id name } assigned active done confirmed disputed"
    " averageRating answeredShare onTimeShare record { done onTimeLow medianHoursOfWork reopenRate rank } } }"
)
_NEARBY = (
    "query ($location: GeoPointInput!, $categoryId: ID!) { nearby(location: $location, categoryId: $categoryId)"
    " { distanceMetres serviceRequest { id number } } }"
)
_OPEN = ["ACCEPTED", "IN_PROGRESS", "ON_HOLD"]
_COUNTRY = {"west": 46, "south": 40, "east": 88, "north": 56}
_CITY_BOX = {"west": 76.6, "south": 43, "east": 77.2, "north": 43.5}
_QUARTER = {"west": 76.9, "south": 43.22, "east": 77.0, "north": 43.26}
_BLOCK = {"west": 76.94, "south": 43.235, "east": 76.965, "north": 43.245}
_CENTRE = {"latitude": 43.24, "longitude": 76.94}
ABSENT_WORD, TWO_LETTERS, TWO_ABSENT = "щщоцъэ", "ба", "йщ"


@dataclass(frozen=True)
class Read:
    """One operation of the API with its variables."""

    query: str
    variables: Mapping[str, Any]
    role: str = ""
    """Who sends it, as ``signed_in`` names them; a visitor without one."""


def _list(order: str = "NEWEST", after: str | None = None, **narrowed: Any) -> Read:
    return Read(_LIST, {"filter": narrowed, "order": order, "after": after})


def _map(bbox: Mapping[str, float], zoom: int, **narrowed: Any) -> Read:
    return Read(_MAP, {"bbox": bbox, "zoom": zoom, "filter": narrowed or None})


@dataclass(frozen=True)
class Samples:
    """What is looked for: taken from the database, so that it is there."""

    executor_id: str
    rare: str
    common: str
    deep: str
    """The cursor in the middle of the list of the first city."""
    quiet: str
    """The id of the city with the fewest requests."""


async def samples(database_url: str) -> Samples:
    """Return what the reads look for."""
    connection = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        texts = await connection.fetch(
            "SELECT description FROM service_request WHERE city_id = $1"
            " ORDER BY hashtextextended(number, 0) LIMIT 4000",
            FIRST_CITY,
        )
        count = await connection.fetchval("SELECT count(*) FROM service_request WHERE city_id = $1", FIRST_CITY)
        middle = await connection.fetchrow(
            "SELECT created_at, id FROM service_request WHERE city_id = $1 ORDER BY created_at DESC, id DESC"
            " OFFSET $2 LIMIT 1",
            FIRST_CITY,
            count // 2,
        )
        executor = await connection.fetchval(
            "SELECT executor_id FROM service_request WHERE city_id = $1 AND executor_id IS NOT NULL"
            " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
            FIRST_CITY,
        )
        quiet = await connection.fetchval("SELECT city_id FROM service_request GROUP BY 1 ORDER BY count(*) LIMIT 1")
    finally:
        await connection.close()
    assert middle is not None
    counted = _counted(row["description"] for row in texts)
    deep = encode_key(Key(Order.NEWEST, middle["created_at"], middle["id"]).parts)
    return Samples(str(executor), counted[-1], counted[0], deep, quiet)


def _counted(texts: Iterable[str]) -> Sequence[str]:
    """Return the words of at least five letters, the most frequent first."""
    times: dict[str, int] = {}
    for text in texts:
        for word in set(fold(text).split()):
            if len(word) >= 5:
                times[word] = times.get(word, 0) + 1
    return sorted(times, key=lambda word: (-times[word], word))


def reads(found: Samples, now: datetime) -> dict[str, Read]:
    """Return the reads by name, in the order of the table."""
    city = {"cityId": FIRST_CITY}
    month = {"from": (now - timedelta(days=30)).isoformat(), "to": now.isoformat()}
    years = {"from": (now - timedelta(days=DAYS)).isoformat(), "to": now.isoformat()}
    window = {
        "createdFrom": (now - timedelta(days=900)).isoformat(),
        "createdTo": (now - timedelta(days=600)).isoformat(),
    }
    quiet = {"cityId": found.quiet}
    texts = {
        "rare": found.rare, "common": found.common, "absent": ABSENT_WORD,
        "two letters": TWO_LETTERS, "two letters, absent": TWO_ABSENT,
    }  # fmt: skip
    return {
        "map, country, zoom 5": _map(_COUNTRY, 5),
        "map, city, zoom 11": _map(_CITY_BOX, 11),
        "map, city, zoom 11, of the city": _map(_CITY_BOX, 11, **city),
        "map, city, zoom 11, open": _map(_CITY_BOX, 11, statuses=_OPEN),
        "map, city, zoom 11, one category": _map(_CITY_BOX, 11, categoryIds=["pothole"]),
        "map, zoom 14": _map(_QUARTER, 14),
        "map, zoom 14, of the city": _map(_QUARTER, 14, **city),
        "map, zoom 16": _map(_BLOCK, 16),
        "counters": Read(_COUNTERS, city),
        "statistics, 30 days": Read(_STATISTICS, {**city, **month}),
        "statistics, 4 years": Read(_STATISTICS, {**city, **years}),
        "executors": Read(_EXECUTORS, city),
        "executors, with records": Read(_RECORDS, city),
        "zones, 4 weeks": Read(_ZONES, {**city, "period": "FOUR_WEEKS"}),
        "zones, 13 weeks": Read(_ZONES, {**city, "period": "THIRTEEN_WEEKS"}),
        "zones, 52 weeks, late": Read(_ZONES, {**city, "period": "FIFTY_TWO_WEEKS", "order": "LATE"}),
        "list, newest": _list(**city),
        "list, newest, all cities": _list(),
        "list, newest, small city": _list(**quiet),
        "list, due first": _list("DUE_FIRST", **city),
        "list, due first, open": _list("DUE_FIRST", statuses=_OPEN, **city),
        "list, overdue": _list(overdue=True, **city),
        "list, updated": _list("UPDATED", **city),
        "list, one category, rejected": _list(categoryIds=["pothole"], statuses=["REJECTED"], **city),
        "list of an executor": _list(executorId=found.executor_id),
        "list, created window": _list(**window, **city),
        "list, created window, due first": _list("DUE_FIRST", **window, **city),
        "list, created window, updated": _list("UPDATED", **window, **city),
        "list, box, newest": _list(bbox=_BLOCK, **city),
        "list, box, due first": _list("DUE_FIRST", bbox=_BLOCK, **city),
        "page in the middle": _list(after=found.deep, **city),
        "page with totalCount, city": Read(_TOTAL, {"filter": city}),
        "page with totalCount, all": Read(_TOTAL, {"filter": {}}),
        "page with totalCount, open of a category": Read(
            _TOTAL, {"filter": {**city, "statuses": _OPEN, "categoryIds": ["pothole"]}}
        ),
        "page with totalCount, window": Read(_TOTAL, {"filter": {**city, **window}}),
        **{name: Read(query, variables, role) for name, (role, query, variables) in screens(found.quiet).items()},
        "nearby": Read(_NEARBY, {"location": _CENTRE, "categoryId": "pothole"}),
        **{f"text, {name}": _list(text=text, **city) for name, text in texts.items()},
        **{f"text, {name}, all cities": _list(text=text) for name, text in texts.items()},
        **{f"text, {name}, due first": _list("DUE_FIRST", text=text, **city) for name, text in texts.items()},
        **{f"text, {name}, best match": _list("BEST_MATCH", text=text, **city) for name, text in texts.items()},
        **{
            f"text, {name}, totalCount": Read(_TOTAL, {"filter": {"text": text, **city}})
            for name, text in texts.items()
        },
    }


@dataclass(frozen=True)
class Taken:
    """Milliseconds of one read."""

    p50: float
    p95: float
    refused: str
    """The code of the refusal, with which measuring ended; empty without one."""
    answer_bytes: int
    """The length of the answer: a part of it grows with the city, as a list of overdue requests that is no page."""


async def measure_reads(
    port: int, chosen: Mapping[str, Read], tokens: Mapping[str, str], say: Callable[[str], None]
) -> dict[str, Taken]:
    """Return how long each read takes, one after another from one client; ``tokens`` are of sessions by role."""
    taken = {}
    for name, read in chosen.items():
        client, begun = Client(port, "127.0.0.1", tokens.get(read.role, "")), time.perf_counter()
        while len(client.taken) < REPEATS + WARM and not client.refused:
            await client.post(read.query, dict(read.variables))
            if len(client.taken) > FEWEST and time.perf_counter() - begun > MOST_SECONDS:
                break
        client.close()
        times = sorted(client.taken[WARM:]) or client.taken
        p50, p95 = (round(times[int(len(times) * share)], 2) for share in (0.5, 0.95))
        taken[name] = Taken(p50, p95, ", ".join(client.refused), client.answer_bytes)
        say(f"  {name}: {p50:.1f}/{p95:.1f} {taken[name].refused}")
    return taken


def measured(port: int, database_url: str, say: Callable[[str], None], only: str = "") -> dict[str, Taken]:
    """Return how long the reads take whose name has ``only`` in it."""

    async def run() -> dict[str, Taken]:
        chosen = reads(await samples(database_url), datetime.now(UTC))
        chosen = {name: read for name, read in chosen.items() if only in name}
        return await measure_reads(port, chosen, await signed_in(database_url), say)

    return asyncio.run(run())
