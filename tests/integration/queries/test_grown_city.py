"""Reads of staff and of citizens look at rows of their own, however many events, accounts and points there are."""

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

import app.queries.accounts.city_accounts
import app.queries.figures.leaderboard
import app.queries.figures.statistics
from app.domain.accounts.roles import Role
from app.events.projections.request_state import PASSED
from app.models.database import rows, transaction
from app.queries.accounts.account_filter import AccountFilter
from app.queries.accounts.city_accounts import accounts_of_city, is_of_city
from app.queries.figures.leaderboard import PLACES, month_board
from app.queries.figures.statistics import statistics
from tests.conftest import NOON
from tests.integration.queries.figures.test_figure_plans import scans

pytestmark = pytest.mark.new_database

ACCOUNTS, EXECUTORS, EVENTS = 8_000, 40, 30_000
FEW = 30
"""Events of the smallest city, each of another account."""
LEFT = 80
"""Accounts that have left the leaderboards."""
LAST = 300
"""An account with fewest points."""
PAGE = 20
DISPUTES_A_DAY = EVENTS * 8 // 10 // 2 // 100
_FILL = (
    f"""
    INSERT INTO account (id, email, password_hash, name, name_key, role, city_id, locale, created_at,
        approved_at)
    SELECT lpad(to_hex(n), 32, '0')::uuid, 'person' || n || '@example.kz', '', 'Айгүл ' || n, ' aigul ' || n || ' ',
        CASE WHEN n % {ACCOUNTS // EXECUTORS} = 0 THEN 'EXECUTOR' ELSE 'CITIZEN' END,
        CASE WHEN n % {ACCOUNTS // EXECUTORS} = 0 THEN 'almaty' END, 'KK',
        $1::timestamptz - n * interval '1 minute', $1
    FROM generate_series(1, {ACCOUNTS}) AS n
    """,
    f"""
    INSERT INTO event (position, request_id, version, kind, at, actor_id, city_id, topics, snapshot,
        salts, hash)
    SELECT n, gen_random_uuid(), 1, CASE WHEN n % 10 < 8 THEN 'WORK_DISPUTED' ELSE 'COMMENTED' END,
        $1::timestamptz - n * interval '100 days' / {EVENTS}, lpad(to_hex(1 + n % {ACCOUNTS}), 32, '0')::uuid,
        CASE WHEN n > {EVENTS - FEW} THEN 'aktau' WHEN n / {ACCOUNTS} % 2 = 0 THEN 'almaty' ELSE 'astana' END,
        '{{}}', '{{}}', sha512(''), sha256('')
    FROM generate_series(1, {EVENTS}) AS n
    """,
    """
    INSERT INTO points_entry (account_id, position, rule, amount, at, day, request_id, city_id)
    SELECT actor_id, position, 'CONFIRMED', 5, at, at::date, request_id, 'almaty' FROM event
    """,
    f"""
    INSERT INTO points_month (account_id, city_id, month, points, requests, last)
    SELECT lpad(to_hex(n), 32, '0')::uuid, 'almaty', month, 5 * (1 + n * 7919 % 300), 3 + n % 5, n
    FROM generate_series(1, {ACCOUNTS}) AS n,
        unnest(ARRAY['{NOON:%Y-%m}-01', '2026-09-01', '2026-10-01']::date[]) AS month
    """,
    """
    INSERT INTO city_account (city_id, account_id, created_at)
    SELECT DISTINCT e.city_id, a.id, a.created_at FROM event e JOIN account a ON a.id = e.actor_id
    """,
    "UPDATE projection SET position = (SELECT max(position) FROM event) WHERE name = 'city_accounts'",
    "INSERT INTO city_counter (city_id, status, count) SELECT city_id, 'DONE', count(*) FROM event GROUP BY 1",
    f"""
    INSERT INTO leaderboard_leave (account_id, left_at)
    SELECT lpad(to_hex(n), 32, '0')::uuid, $1 FROM generate_series(1, {ACCOUNTS}, {ACCOUNTS // LEFT}) AS n
    """,
)
_STATES = f"""
    INSERT INTO request_state (request_id, city_id, category_id, status, longitude, latitude, tile_x, tile_y,
        created_at, due_at, older_at, overdue)
    SELECT gen_random_uuid(), 'almaty', 'pothole', CASE WHEN n % 200 = 0 THEN 'ACCEPTED' ELSE 'CONFIRMED' END, 0, 0, 0,
        0, $1::timestamptz - n * interval '1 minute', $1::timestamptz + n * interval '1 hour',
        CASE WHEN n % 3 = 0 THEN $1::timestamptz + n * interval '1 day' END, false
    FROM generate_series(1, {EVENTS}) AS n
"""


async def _fill():
    async with transaction():
        # The requests of the events are of no concern.
        await rows("SET LOCAL session_replication_role = replica")
        await rows("SET LOCAL statement_timeout = 0")
        for statement in _FILL:
            await rows(statement, *([NOON] if "$1" in statement else []))
    await rows("ANALYZE account, city_account, event, points_entry, points_month, leaderboard_leave")


@pytest.fixture
async def plans(test_app, monkeypatch):
    """The plans of the statements that these reads send, with what each did."""
    await _fill()
    found = []

    async def explained(sql, *values):
        explanation = await rows(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *values)
        found.append(json.loads(explanation[0]["QUERY PLAN"])[0]["Plan"])
        return await rows(sql, *values)

    modules = (app.queries.accounts.city_accounts, app.queries.figures.leaderboard, app.queries.figures.statistics)
    for module in modules:
        monkeypatch.setattr(module, "rows", explained)
    return found


def _read(plans, table):
    return sum(count for plan in plans for _, name, count in scans(plan) if name == table)


def _loops(node):
    """Yield each part of a plan with how often it ran."""
    yield node["Node Type"], node["Actual Loops"]
    for below in node.get("Plans", ()):
        yield from _loops(below)


LISTS: tuple[tuple[dict[str, Any], int, bool], ...] = (
    ({}, 10 * PAGE, True),
    ({"role": Role.EXECUTOR, "approved": True, "blocked": False}, EXECUTORS, True),
    ({"approved": False}, EXECUTORS, False),
    ({"blocked": True}, 0, False),
    ({"search": "айгүл 777"}, 20, True),
    ({"search": "person777@"}, 20, True),
    ({"search": "zzyzx"}, 0, False),
)
"""What an Akimat looks for among the accounts, the most that are read for a page, and whether there are any."""


async def test_accounts_of_a_city(plans):
    """A page looks at about a page of accounts, and at an event for each."""
    for narrowed, most, is_found in LISTS:
        plans.clear()
        page = await accounts_of_city("almaty", AccountFilter(**narrowed), first=PAGE)

        assert bool(page.items) is is_found, narrowed
        assert _read(plans, "account") <= most, narrowed
        assert _read(plans, "event") <= most, narrowed
    for city, expected in (("almaty", True), ("shymkent", False)):
        assert await is_of_city(UUID(int=1), city) is expected


SMALL_LISTS: tuple[tuple[dict[str, Any], int, bool], ...] = (
    ({}, FEW, True),
    ({"search": "айгүл"}, FEW, True),
    ({"search": "a"}, FEW, True),
    ({"search": "ж"}, FEW, False),
    ({"search": "q"}, FEW, False),
    ({"search": "person"}, FEW, True),
    ({"search": "zzyzx"}, FEW, False),
    ({"role": Role.CITIZEN}, FEW, True),
    ({"blocked": False}, FEW, True),
)
"""The same of the smallest city."""


async def test_accounts_of_a_small_city(plans):
    """It looks at its own, however many others there are, whatever is typed."""
    for narrowed, most, is_found in SMALL_LISTS:
        plans.clear()
        page = await accounts_of_city("aktau", AccountFilter(**narrowed), first=PAGE)

        assert len(page.items) == (PAGE if is_found else 0), narrowed
        assert _read(plans, "account") <= most, narrowed
        assert _read(plans, "city_account") <= 2 * FEW, narrowed
        assert _read(plans, "event") <= 2 * FEW, narrowed


async def test_statistics_of_a_part_of_a_day(plans, monkeypatch):
    monkeypatch.setattr(app.queries.figures.statistics, "FEW", -1)
    end = NOON - timedelta(hours=1)

    await statistics("almaty", end - timedelta(days=3), end, ZoneInfo("Asia/Almaty"), NOON)

    assert 0 < _read(plans, "event") <= 2 * DISPUTES_A_DAY + 2


async def test_leaderboard(plans):
    """The first are the beginning of an index, and so is who stands above a viewer that is not one of them."""
    month = date(NOON.year, NOON.month, 1)
    first = (await month_board("almaty", month, None))[0].account_id
    assert _read(plans, "points_month") <= 2 * PLACES

    for viewer, most in ((first, 2 * PLACES), (UUID(int=LAST), ACCOUNTS + 2 * PLACES)):
        plans.clear()
        board = await month_board("almaty", month, viewer)

        assert _read(plans, "points_month") <= most
        assert _read(plans, "points_entry") == 0
        # The accounts that are shown are looked up by their keys among the first, and found once for those above.
        assert max(loops for node, loops in _loops(plans[0]) if "Scan" in node) <= 2 * PLACES
        assert len(board) == PLACES + (viewer != first)
    above = [n for n in range(1, ACCOUNTS + 1) if n % 300 and n % (ACCOUNTS // LEFT) != 1]
    assert board[-1].place == 1 + len(above)


async def test_leaderboard_of_a_month_that_is_not_summed(plans):
    """Accounts are ranked once, not for each of them."""
    month = date(NOON.year, NOON.month, 1)
    await rows("INSERT INTO points_month_due VALUES ('almaty', $1)", month)

    await month_board("almaty", month, None)

    assert _read(plans, "points_entry") <= EVENTS
    # Each account is looked up by its key.
    assert sum(1 for _, loops in _loops(plans[-1]) if loops > 1) <= 1


async def test_look_for_time_that_has_passed(plans):
    """Of requests whose time has not come the sequencer reads the first one of each index, twice a second."""
    await rows(_STATES, NOON)
    await rows("ANALYZE request_state")

    async with transaction():
        # After a few rounds the plan is one for any time.
        await rows("SET LOCAL plan_cache_mode = force_generic_plan")
        await rows(f"PREPARE look (timestamptz) AS {PASSED}")
        (found,) = await rows(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE look ('{NOON.isoformat()}')")
        await rows("DEALLOCATE look")

    assert sum(count for *_, count in scans(json.loads(found["QUERY PLAN"])[0]["Plan"])) <= 2
