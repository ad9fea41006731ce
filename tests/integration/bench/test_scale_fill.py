"""The database of the scale benchmark is one that the product could have written."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from app.clock import SystemClock
from app.domain.figures.points import PointsRule
from app.domain.log.events import LoggedEvent
from app.domain.requests.lifecycle import Status
from app.domain.requests.service_request import ServiceRequest
from app.events.log import logged_event
from app.events.rebuild import rebuild_projections
from app.models.database import asyncpg_dsn, database, rows
from app.queries.accounts.people import people
from app.queries.log.projections import projection_states, verify_projections
from app.queries.requests.order import Order
from app.storage.keys import is_public
from tests.bench.scale.fill import fill
from tests.bench.scale.plans import conditions, plan_report
from tests.bench.scale.refill import PartOfTheLog, refill
from tests.unit.bench.test_plans import SOME

SIZE = 1200
_INDEXES = "SELECT tablename || ' ' || indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
_CONSTRAINTS = "SELECT conrelid::regclass || ' ' || conname FROM pg_constraint WHERE contype <> 'n' ORDER BY 1"
COMMON = (Status.ACCEPTED, Status.CONFIRMED, Status.UNANSWERED, Status.REJECTED)
_UNCHECKED = "SELECT conrelid::regclass::text AS table, conname AS name FROM pg_constraint WHERE NOT convalidated"
_PHOTOS_OF_STEPS = """
    SELECT count(*) FILTER (WHERE e.photo_digests = ARRAY[p.digest]) AS found, count(*) AS photos
    FROM photo p JOIN event e USING (request_id, version)
"""
_FROM_THE_LOG = "SELECT sum(disputed), sum(breached) FROM day_figure WHERE kind = 'city'"
_FROM_THE_REST = """
    SELECT (SELECT count(*) FROM verdict WHERE answer = 'dispute'),
        (SELECT count(*) FROM service_request WHERE fired_breached_at IS NOT NULL)
"""
_ENTRIES = """
    SELECT account_id, position, rule, amount, at, day, request_id, city_id FROM points_entry
    ORDER BY position, rule, account_id
"""
LOG_FREE = ("request_counters", "map_cells", "zone_figures")
"""Read models that are counted from tables other than the log."""
FILLED_RULES = {PointsRule.SUBMITTED, PointsRule.VERDICT_GIVEN, PointsRule.CONFIRMED_FIX}
"""And ``JOINED``, for which the requests of so small a database lie too far apart."""
_SAME = ("number", "status", "version", "address", "description", "executor_id", "done_at", "closed_at", "held_at")


async def definitions(database_url: str) -> list[str]:
    """Return all indexes and constraints."""
    connection = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        found = [*await connection.fetch(_INDEXES), *await connection.fetch(_CONSTRAINTS)]
        return [row[0] for row in found]
    finally:
        await connection.close()


def by_request(events: Sequence[LoggedEvent]) -> dict[str, list[LoggedEvent]]:
    """Return the events of each request, in their order."""
    grouped: dict[str, list[LoggedEvent]] = {}
    for logged in events:
        grouped.setdefault(str(logged.event.request.id), []).append(logged)
    return grouped


async def check_references(database_url: str) -> None:
    """Check the foreign keys, which the fill leaves out to save time."""
    connection = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        unchecked = await connection.fetch(_UNCHECKED)
        assert unchecked
        for row in unchecked:
            await connection.execute(f'ALTER TABLE {row["table"]} VALIDATE CONSTRAINT "{row["name"]}"')
    finally:
        await connection.close()


async def test_filled_database_is_consistent(urls):
    """Also after newer code has emptied a read model of a database that was kept."""
    before = await definitions(urls.database_url)
    filled = await fill(urls.database_url, SIZE, lambda _: None)
    assert await definitions(urls.database_url) == before
    await check_references(urls.database_url)
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    await connection.execute("UPDATE projection SET position = NULL WHERE name = 'map_cells'; TRUNCATE map_cell")
    await connection.close()
    assert await refill(urls.database_url) == ["map_cells"]

    report = await asyncio.to_thread(plan_report, urls.database_url)
    lists = len(list(conditions(SOME, SystemClock().now()))) * 3 * len(Order)
    assert report.startswith(f"{lists} lists: ")
    async with database(urls.database_url):
        requests = {str(row["id"]): row for row in await rows("SELECT * FROM service_request")}
        events = [logged_event(row) for row in await rows("SELECT * FROM event ORDER BY position")]
        proofs = [proof async for proof in verify_projections((), SystemClock())]
        states = await projection_states()
        accounts = [row["id"] for row in await rows("SELECT id FROM account")]
        assert len(await people(accounts)) == len(accounts)
        photos = (await rows(_PHOTOS_OF_STEPS))[0]

    assert (filled.requests, len(requests)) == (SIZE, SIZE)
    assert [logged.position for logged in events] == list(range(1, filled.events + 1))
    assert [logged.event.at for logged in events] == sorted(logged.event.at for logged in events)
    for request_id, history in by_request(events).items():
        last, row = history[-1].event.request, ServiceRequest.from_columns(requests[request_id])
        assert [logged.event.request.version for logged in history] == list(range(1, row.version + 1))
        assert {name: getattr(last, name) for name in _SAME} == {name: getattr(row, name) for name in _SAME}
    assert {proof.name: proof.differences for proof in proofs} == {proof.name: [] for proof in proofs}
    assert all(state.is_current for state in states)
    assert {row["status"] for row in requests.values()} >= {status.value for status in COMMON}
    assert photos["found"] == photos["photos"] > SIZE


async def test_points_are_those_the_log_pays(urls):
    """A rebuild, which folds the log, writes the same entries."""
    await fill(urls.database_url, SIZE, lambda _: None)
    async with database(urls.database_url):
        filled = await rows(_ENTRIES)
        await rebuild_projections(urls.database_url, ["points"])
        rebuilt = await rows(_ENTRIES)
    assert [dict(row) for row in filled] == [dict(row) for row in rebuilt]
    assert {row["rule"] for row in filled} >= FILLED_RULES


async def test_part_of_the_log_leaves_all_else_complete(urls):
    filled = await fill(urls.database_url, SIZE, lambda _: None, log_months=3)
    async with database(urls.database_url):
        events = await rows("SELECT position, at FROM event ORDER BY position")
        (counts,) = await rows("SELECT count(*) AS photos FROM photo")
        renditions = await rows("SELECT DISTINCT small_key, medium_key, large_key FROM photo")
        (stored,), (counted,) = await rows(_FROM_THE_LOG), await rows(_FROM_THE_REST)
        proofs = [proof async for proof in verify_projections(LOG_FREE, SystemClock())]
        states = await projection_states()
    assert [row["position"] for row in events] == list(range(1, filled.events + 1))
    assert 0 < filled.events < SIZE
    assert datetime.now(UTC) - events[0]["at"] < timedelta(days=92)
    assert counts["photos"] > SIZE
    assert all(is_public(key) for found in renditions for key in found.values())
    assert tuple(stored.values()) == tuple(counted.values())
    assert {proof.name: proof.differences for proof in proofs} == {name: [] for name in LOG_FREE}
    assert all(state.is_current for state in states)

    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    await connection.execute("UPDATE projection SET position = NULL WHERE name = 'day_figures'")
    await connection.close()
    with pytest.raises(PartOfTheLog, match="day_figures"):
        await refill(urls.database_url, filled.log_months)
