"""Verifying read models finds any value that was changed, and holds no more rows where there are more requests."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Status
from app.events.projections import request_states, zone_figures
from app.events.projections.comparison import MOST_LINES
from app.models.database import rows
from app.queries.log import projections
from app.queries.log.projections import verify_projections
from tests.integration.projections.conftest import new_request
from tests.integration.projections.test_read_models import executors

TABLES = (
    *("request_counter", "map_cell", "day_figure", "request_cohort", "request_part", "executor_total"),
    *("zone_figure", "zone_period", "disputed_total", "city_counter"),
)
_COLUMNS = """
    SELECT column_name AS name, data_type = 'ARRAY' AS is_array FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = $1
        AND data_type IN ('integer', 'bigint', 'smallint', 'numeric', 'ARRAY')
        AND column_name NOT IN (SELECT attname FROM pg_index, pg_attribute WHERE indrelid = $1::text::regclass
            AND indisunique AND attrelid = indrelid AND attnum = ANY(indkey))
"""


async def history(log, count):
    """Write requests of one a week, each done after another time at another place, and one dispute."""
    people = await executors(log)
    for number in range(count):
        created = log.clock.at - timedelta(weeks=number, hours=5)
        done = {
            "started_at": created + timedelta(hours=1, minutes=number),
            "done_at": created + timedelta(hours=3, minutes=3 * number),
            "executor_id": people[number % 2],
            "status": Status.DONE,
        }
        place = {"latitude": 43.2 + number / 500, "longitude": 76.9}
        request = new_request(number, created, district_id=None, **place)
        await log.write(EventKind.SUBMITTED, None, request)
        request = await log.write(EventKind.WORK_COMPLETED, request, replace(request.evolve(created), **done))
        if number == 1:
            await log.write(EventKind.WORK_DISPUTED, request, request.evolve(created))
    await log.stamp()
    await log.pass_time(1)


@pytest.mark.parametrize("table", TABLES)
async def test_any_value_that_was_changed_is_found(log, table):
    """One more in one row, whatever the column; for a histogram, one more in its first bucket."""
    await log.empty()
    await history(log, 3)
    assert await log.differences() == []
    columns = await rows(_COLUMNS, table)
    assert columns
    for column in columns:
        name = column["name"]
        where, changed = "true", f"{name} = {name} {{}} 1"
        if column["is_array"]:
            where, changed = f"{name} <> '{{}}'::int[]", f"{name}[1] = {name}[1] {{}} 1"
        (row,) = await rows(f"SELECT ctid::text AS place FROM {table} WHERE {where} LIMIT 1")
        update = f"UPDATE {table} SET {changed} WHERE ctid = '{row['place']}' RETURNING ctid::text AS place"
        (moved,) = await rows(update.format("+"))
        found = await log.differences()
        assert {line.split()[0] for line in found} >= {table}, name
        await rows(update.format("-").replace(row["place"], moved["place"]))
    assert await log.differences() == []


@pytest.mark.parametrize("table", TABLES)
async def test_rows_of_no_city_and_missing_rows_are_found(log, table):
    """A row that is of another city is missing where it belongs, and too much where it is."""
    await log.empty()
    await history(log, 2)
    (row,) = await rows(f"SELECT ctid::text AS place FROM {table} LIMIT 1")

    await rows(f"UPDATE {table} SET city_id = 'nowhere' WHERE ctid = '{row['place']}'")

    found = [line for line in await log.differences() if line.startswith(f"{table} ")]
    assert {line.rpartition("counted ")[2] == "None" for line in found} == {False, True}


async def test_a_changed_state_is_found(log):
    """As are one without a request, and one that is missing."""
    await log.empty()
    await history(log, 3)
    await rows(
        "UPDATE request_state SET stars = 4 WHERE request_id = (SELECT min(id::text) FROM service_request)::uuid"
    )
    await rows("DELETE FROM request_state WHERE request_id = (SELECT max(id::text) FROM service_request)::uuid")

    found = await log.differences()

    assert [": stored" in line for line in found] == [True, True]


async def test_what_is_held_does_not_grow_with_the_requests(log, monkeypatch):
    """Three times as many requests, days, durations, squares and weeks are not read in larger pieces."""
    monkeypatch.setattr(zone_figures, "PAGE", 4)
    monkeypatch.setattr(request_states, "PAGE", 4)
    held: list[int] = []

    async def counted(sql, *values):
        found = await rows(sql, *values)
        held.append(0 if " city" in sql and "$" not in sql else len(found))
        return found

    monkeypatch.setattr(projections, "rows", counted)
    most, parts = [], []
    for count in (12, 36):
        await log.empty()
        await history(log, count)
        held.clear()
        seen: dict[str, list[tuple[int, int]]] = {}

        def show(name, part, seen=seen):
            seen.setdefault(name, []).append((part.done, part.parts))

        async for proof in verify_projections((), log.clock, show):
            assert proof.differences == [], proof.name
        most.append(max(held))
        parts.append(seen)
        (squares,) = await rows("SELECT count(*) AS n FROM map_cell")
        assert squares["n"] > 5 * max(held)

    assert most[1] <= most[0]
    assert all(seen == [(n + 1, len(seen)) for n in range(len(seen))] for found in parts for seen in found.values())
    assert len(parts[0]["request_states"]) == 4
    assert len(parts[1]["request_states"]) == 10


async def test_deadlines_that_pass_while_it_compares_are_no_differences(log):
    """The city goes on: what is compared first was true at another time than what comes last."""
    await log.empty()
    await log.write(
        EventKind.SUBMITTED, None, new_request(1, log.clock.at, due_at=log.clock.at + timedelta(minutes=30))
    )
    await log.stamp()
    found = []
    async for proof in verify_projections((), log.clock):
        found.append((proof.name, proof.differences))
        await log.pass_time(1)
    assert found == [(name, []) for name, _ in found]
    assert len(found) > 5
    (state,) = await rows("SELECT overdue FROM request_state")
    assert state["overdue"]


async def test_differences_beyond_those_described_are_counted(log, monkeypatch):
    """A table that was emptied does not fill the memory with lines."""
    monkeypatch.setattr(projections, "MOST_LINES", 3)
    await log.empty()
    await history(log, 4)
    (whole,) = await rows("SELECT count(*) AS n FROM map_cell WHERE n0 + n1 + n2 + n3 + n4 + n5 > 0")
    await rows("DELETE FROM map_cell")

    (proof,) = [proof async for proof in verify_projections(["map_cells"], log.clock)]

    assert (proof.number, len(proof.differences)) == (whole["n"], 3)
    assert whole["n"] < MOST_LINES
