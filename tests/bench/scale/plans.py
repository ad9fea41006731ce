"""The plans of lists at this size: every condition of the API and the pairs that screens have, in every order.

A list that a screen shows may not read a table from its beginning to its end, nor sort more than its span has.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import asyncpg

from app.clock import SystemClock
from app.domain.figures.period import Period
from app.domain.places.geo import box_around
from app.domain.places.hexagons import hexagon_at
from app.domain.requests.lifecycle import DROPPED, OPEN, Status
from app.domain.requests.report_source import ReportSource
from app.models.database import asyncpg_dsn
from app.queries.requests.filter import Filter
from app.queries.requests.lists import page_statement
from app.queries.requests.order import Order

PAGE = 20
SHOWN = 12
"""How many of the slowest stand in the table."""
SLOW_MS = 50
MOST_MS = 10_000
_FEW_ROWS = frozenset({"city", "category", "district"})
"""Tables of which a plan may read every row."""
_LARGEST = "SELECT city_id FROM service_request GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
_SMALL = "SELECT city_id FROM service_request GROUP BY 1 ORDER BY count(*) OFFSET 3 LIMIT 1"
_ONE = "SELECT latitude, longitude, category_id, executor_id, author_id FROM service_request WHERE city_id = $1"
_SOME = f"{_ONE} AND executor_id IS NOT NULL AND author_id IS NOT NULL ORDER BY created_at DESC LIMIT 1"
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Planned:
    """What one page of a list has taken."""

    name: str
    milliseconds: float
    read: int
    """Rows of tables and indexes."""
    sorted: int
    """Rows that one node has sorted at most."""
    scanned: tuple[str, ...]
    """Large tables that were read from the beginning to the end, and are not empty."""


def plan_report(database_url: str) -> str:
    """Execute a page of each list; return how many there are, and a table of the slowest."""
    found = asyncio.run(_planned(database_url))
    slowest = sorted(found, key=lambda one: -one.milliseconds)[:SHOWN]
    lines = [
        f"{len(found)} lists: {sum(bool(one.scanned) for one in found)} scan a table,"
        f" {sum(one.milliseconds > SLOW_MS for one in found)} take more than {SLOW_MS} ms,"
        f" {sum(one.sorted > PAGE + 1 for one in found)} sort more than a page, {max(one.sorted for one in found):,}"
        " rows at most",
        "",
        "| list | ms | rows read | sorted |",
        "|---|---:|---:|---:|",
        *(f"| {one.name} | {one.milliseconds:.1f} | {one.read:,} | {one.sorted:,} |" for one in slowest),
    ]
    lines += [f"{one.name} scans {', '.join(one.scanned)}" for one in found if one.scanned]
    return "\n".join(lines)


def conditions(some: Fields, now: datetime) -> Iterator[tuple[str, Fields]]:
    """Yield filters by name: each condition alone, and those that screens combine; ``some`` is one of the requests."""
    category, executor = {"category_ids": frozenset({some["category_id"]})}, {"executor_id": some["executor_id"]}
    zone = {"zone": hexagon_at(some["latitude"], some["longitude"])}
    window = {"created_from": now - timedelta(days=900), "created_to": now - timedelta(days=890)}
    counted = frozenset(Status) - DROPPED
    yield "all", {}
    yield "category", category
    yield "categories", {"category_ids": frozenset({some["category_id"], "pothole"})}
    yield "district", {"district_ids": frozenset({"almaty_medeu"})}
    yield "executor", executor
    yield "author", {"author_id": some["author_id"]}
    yield "followed", {"follower_id": some["author_id"]}
    yield "box", {"box": box_around(some["latitude"], some["longitude"], 1_000)}
    yield "zone", zone
    yield "phone", {"report_sources": frozenset({ReportSource.PHONE})}
    for name, value in product(
        ("overdue", "unassigned", "at_risk", "late", "done", "disputed", "marked"), (True, False)
    ):
        yield f"{name.replace('_', ' ')}: {value}", {name: value}
    yield from ((f"status {status}", {"statuses": frozenset({status})}) for status in Status)
    yield from ((f"period {period}", {"period": period}) for period in Period)
    yield "open", {"statuses": OPEN}
    yield "open of a category", {**category, "statuses": OPEN}
    yield "overdue of a category", {**category, "overdue": True}
    yield "free", {"unassigned": True, "statuses": frozenset({Status.ACCEPTED})}
    yield "window", window
    yield "since", {"created_from": now - timedelta(days=900)}
    yield "until", {"created_to": now - timedelta(days=900)}
    yield "late in a window", {**window, "late": True}
    yield "disputed in a window", {**window, "disputed": True}
    yield "figures of a zone", {**zone, "statuses": counted, "created_from": now - timedelta(weeks=13)}
    yield "late of a period", {"late": True, "period": Period.DAYS_30}
    yield "category of a period", {**category, "period": Period.DAYS_90}
    done = {"done_from": now - timedelta(days=200), "done_to": now - timedelta(days=190)}
    yield "executor's days", {**executor, **done}
    for name in ("late", "disputed", "marked"):
        yield f"executor's {name}", {**executor, name: True}


async def _planned(database_url: str) -> list[Planned]:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(
        asyncpg_dsn(database_url), server_settings={"statement_timeout": str(MOST_MS)}
    )
    try:
        now, largest = SystemClock().now(), await connection.fetchval(_LARGEST)
        small, (some,) = await connection.fetchval(_SMALL), await connection.fetch(_SOME, largest)
        cities: dict[str, Fields] = {
            "all cities": {},
            "largest city": {"city_id": largest},
            "small": {"city_id": small},
        }
        return [
            await _plan(connection, f"{name}, {where}, {order}", Filter(**fields, **city), order, now)
            for (name, fields), (where, city), order in product(conditions(some, now), cities.items(), Order)
        ]
    finally:
        await connection.close()


async def _plan(
    connection: "asyncpg.Connection[Any]", name: str, filter_: Filter, order: Order, now: datetime
) -> Planned:
    sql, values = page_statement(filter_, order, now, first=PAGE)
    try:
        (found,) = json.loads(await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {sql}", *values))
    except asyncpg.QueryCanceledError:
        return Planned(name, MOST_MS, 0, 0, ())
    nodes = list(_nodes(found["Plan"]))
    tables = [node for node in nodes if "Relation Name" in node]
    return Planned(
        name,
        found["Execution Time"],
        read=sum(map(_read, tables)),
        sorted=max((_rows(node["Plans"][0]) for node in nodes if node["Node Type"] == "Sort"), default=0),
        scanned=tuple(
            node["Relation Name"]
            for node in tables
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] not in _FEW_ROWS and _read(node)
        ),
    )


def _nodes(node: Fields) -> Iterator[Fields]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _read(node: Fields) -> int:
    passed_over = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int(_rows(node) + passed_over * node["Actual Loops"])


def _rows(node: Fields) -> int:
    return int(node["Actual Rows"] * node["Actual Loops"])
