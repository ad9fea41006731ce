"""A page of a list reads rows until it is full, and no more, whatever its filter and order: never the whole table."""

import json
from datetime import timedelta
from itertools import product

import pytest

import app.queries.requests.totals
from app.domain.figures.period import Period
from app.domain.places.geo import Box
from app.domain.places.hexagons import hexagon_at
from app.domain.requests.lifecycle import OPEN, Status
from app.models import City
from app.models.database import database, rows, transaction
from app.queries.requests.filter import Filter
from app.queries.requests.lists import page_statement
from app.queries.requests.order import Order
from app.queries.requests.totals import counted_rows, total
from app.queries.requests.window_pages import is_merged
from tests.conftest import NOON
from tests.databases import name_of

REQUESTS = 12_000
PAGE = 20
ZONE = hexagon_at(43.1, 76.6)
ALWAYS_FEW = 500
"""So many rows are few, whatever the number of requests."""
MERGED_DAYS = 4 * 250
"""The days of the four cities: a list that is merged from days reads one request of each."""
_FILL = """
    INSERT INTO service_request (id, number, city_id, category_id, address, description, latitude, longitude, status,
        version, created_at, updated_at, promised_at, due_at, executor_id, author_id, search_text, tile_x, tile_y)
    SELECT gen_random_uuid(), 'L-' || n, (ARRAY['almaty', 'astana', 'shymkent', 'aktau'])[1 + floor(4 * n % 7 / 3.0)],
        (ARRAY['pothole', 'garbage', 'lighting', 'tree', 'water_leak'])[1 + n % 37 % 5], 'Abai', 'A hole',
        43.0 + 0.00001 * (n * 7919 % 20000), 76.5 + 0.00001 * (n * 104729 % 20000), status, 1,
        at, at + n % 17 * interval '1 h', at + interval '3 days',
        CASE WHEN n % 11 > 0 THEN at + n % 13 * interval '1 day' END,
        CASE WHEN status <> 'ACCEPTED' THEN ($2::uuid[])[1 + n * 7919 / 13 % 40] END, ($2::uuid[])[41 + n % 500],
        'abai a hole', 0, 0
    FROM (SELECT n, $3::timestamptz - n * interval '30 minutes' AS at,
        (ARRAY['DONE', 'CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'REJECTED', 'WITHDRAWN'])[1 + n % 6] AS closed,
        CASE WHEN n % 50 = 0 THEN (ARRAY['ACCEPTED', 'IN_PROGRESS'])[1 + n / 50 % 2] END AS open
        FROM generate_series(1, $1::bigint) AS n) AS made, LATERAL (SELECT COALESCE(open, closed) AS status) AS chosen
"""
_ACCOUNTS = """
    INSERT INTO account (id, email, password_hash, name, role, locale, created_at)
    SELECT gen_random_uuid(), 'account' || n || '@example.kz', '-', '-', 'CITIZEN', 'ru', $2
    FROM generate_series(1, $1::bigint) AS n RETURNING id
"""
_DISTRICTS = """
    INSERT INTO district (id, city_id, name, outline, changed_at)
    SELECT 'almaty_' || n, 'almaty', '{}', '{}', $1 FROM generate_series(1, 8) AS n
"""
_PLACE = """
    UPDATE service_request SET district_id = 'almaty_' || 1 + (substr(number, 3)::int * 7919 % 997) % 8
    WHERE city_id = 'almaty'
"""
_DONE = """
    UPDATE service_request SET done_at = created_at + (1 + n % 90) * interval '1 hour',
        updated_at = greatest(updated_at, created_at + (1 + n % 90) * interval '1 hour')
    FROM (SELECT id, substr(number, 3)::int AS n FROM service_request) AS numbered
    WHERE numbered.id = service_request.id AND status IN ('DONE', 'CONFIRMED')
"""
_TIMERS = """
    UPDATE service_request SET fired_breached_at = CASE WHEN due_at < $1 THEN due_at END,
        next_moment_at = CASE WHEN due_at >= $1 THEN due_at END
    WHERE status IN ('ACCEPTED', 'IN_PROGRESS')
"""
_DISPUTES = """
    INSERT INTO event (request_id, version, city_id, kind, at, topics, snapshot, salts, hash)
    SELECT id, 2, city_id, CASE WHEN n % 10 = 0 THEN 'WORK_DISPUTED' ELSE 'WORK_STARTED' END, created_at, '{}',
        jsonb_build_object('executor_id', executor_id), repeat('0', 64)::bytea, repeat('0', 32)::bytea
    FROM (SELECT *, substr(number, 3)::int AS n FROM service_request) AS numbered WHERE executor_id IS NOT NULL
"""
_PHOTOS = """
    INSERT INTO photo (id, request_id, account_id, version, position, kind, marks, created_at, digest, width, height,
        large_key, medium_key, small_key)
    SELECT gen_random_uuid(), id, executor_id, 2, 0, 'AFTER',
        CASE WHEN n % 20 = 0 THEN ARRAY['FAR'] ELSE '{}' END, created_at,
        sha256(gen_random_uuid()::text::bytea), 1, 1, '-', '-', '-'
    FROM (SELECT *, substr(number, 3)::int AS n FROM service_request) AS numbered WHERE executor_id IS NOT NULL
"""
_FOLLOWS = """
    INSERT INTO follow (account_id, request_id, created_at)
    SELECT ($1::uuid[])[41 + (substr(number, 3)::int * 7919 + follower) % 500], id, created_at
    FROM service_request, generate_series(0, 2) AS follower
"""
ACCOUNTS, EXECUTORS = 540, 40


async def fill():
    """Insert the requests."""
    accounts = [item["id"] for item in await rows(_ACCOUNTS, ACCOUNTS, NOON)]
    await rows(_FILL, REQUESTS, accounts, NOON)
    await rows(_DISTRICTS, NOON)
    await rows(_PLACE)
    await rows(_TIMERS, NOON)
    for statement in (_DONE, _DISPUTES, _PHOTOS):
        await rows(statement)
    await rows(_FOLLOWS, accounts)
    for table in ("service_request", "event", "photo", "follow"):
        await rows(f"ANALYZE {table}")


async def people():
    """Return the ids of one executor and one author."""
    (executor,) = await rows("SELECT id FROM account WHERE email = 'account1@example.kz'")
    (author,) = await rows("SELECT id FROM account WHERE email = $1", f"account{EXECUTORS + 1}@example.kz")
    return executor["id"], author["id"]


@pytest.fixture(scope="module")
async def filled(databases):
    """The name of a database with the requests."""
    async with databases.own(name_of(databases.engine_urls.database_url)) as own:
        async with database(own):
            await fill()
        yield name_of(own)


@pytest.fixture
def original(filled):
    """The name of the template of each test's database."""
    return filled


def filters(executor, author):
    """Return filters by name: each one by itself, and those that the screens combine, in a city and in all."""
    of_category = {"category_ids": frozenset({"pothole"})}
    of_district = {"district_ids": frozenset({"almaty_6"})}
    is_open = {"statuses": OPEN}
    narrow = {
        "everything": {},
        "category": of_category,
        "categories": {"category_ids": frozenset({"pothole", "tree"})},
        "open": is_open,
        "accepted": {"statuses": frozenset({Status.ACCEPTED})},
        "rejected": {"statuses": frozenset({Status.REJECTED})},
        "overdue": {"overdue": True},
        "not overdue": {"overdue": False},
        "executor": {"executor_id": executor},
        "executor's open": {"executor_id": executor, **is_open},
        "author": {"author_id": author},
        "follower": {"follower_id": author},
        "follower's open": {"follower_id": author, **is_open},
        "follower's overdue": {"follower_id": author, "overdue": True},
        "assigned": {"unassigned": False},
        "free": {"unassigned": True, "statuses": frozenset({Status.ACCEPTED})},
        "box": {"box": Box(west=76.6, south=43.05, east=76.7, north=43.15)},
        "category's open": {**of_category, **is_open},
        "category's overdue": {**of_category, "overdue": True},
        "district": of_district,
        "districts": {"district_ids": frozenset({"almaty_6", "almaty_7"})},
        "district's open": {**of_district, **is_open},
        "district's category": {**of_district, **of_category},
        "district's overdue": {**of_district, "overdue": True},
        "late": {"late": True},
        "in time": {"late": False},
        "done": {"done": True},
        "executor's late": {"executor_id": executor, "late": True},
        "executor's lately done": {"executor_id": executor, "done_from": NOON - timedelta(days=90)},
        "disputed": {"disputed": True},
        "not disputed": {"disputed": False},
        "executor's disputed": {"executor_id": executor, "disputed": True},
        "marked": {"marked": True},
        "executor's marked": {"executor_id": executor, "marked": True},
        "category's rejected": {**of_category, "statuses": frozenset({Status.REJECTED})},
    }
    window = {"created_from": NOON - timedelta(days=150), "created_to": NOON - timedelta(days=60)}
    narrow |= {
        "window": window,
        "window's end": {"created_to": NOON - timedelta(days=60)},
        "window's confirmed": {**window, "statuses": frozenset({Status.CONFIRMED})},
        "window's open": {**window, **is_open},
        "window's late": {**window, "late": True},
        "window's follower": {**window, "follower_id": author},
        "window's in time": {**window, "late": False},
    }
    cities = {"": {}, " of a city": {"city_id": "almaty"}}
    for (name, fields), (where, city) in product(narrow.items(), cities.items()):
        yield f"{name}{where}", Filter(**fields, **city)


def rows_read(node):
    """Return how many rows of tables the scans below a node of a plan have read."""
    own = 0
    # Scans of tables, and not of what others have read.
    if "Relation Name" in node:
        removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        own = (node["Actual Rows"] + removed) * node["Actual Loops"]
    return own + sum(rows_read(below) for below in node.get("Plans", ()))


def reads_whole_table(node):
    """Whether a scan below a node reads all requests."""
    own = node["Node Type"] == "Seq Scan" and node["Relation Name"] == "service_request"
    return own or any(reads_whole_table(below) for below in node.get("Plans", ()))


async def plan_of(filter_, order):
    """Execute a page; return its plan with the figures of the execution."""
    sql, values = page_statement(filter_, order, NOON + timedelta(minutes=1), first=PAGE)
    (found,) = await rows(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *values)
    return json.loads(found["QUERY PLAN"])[0]["Plan"]


async def test_page_reads_until_it_is_full(test_app):
    """For every filter of the schema and every order: the rows between the hits of one page, or fewer.

    Their number depends on the share of the hits, and does not grow with the number of requests.
    """
    too_much = {}
    for name, filter_ in filters(*await people()):
        passing = (await counted_rows(filter_, NOON)).count
        assert passing, name
        expected = (PAGE + 1) * REQUESTS / passing
        for order in Order:
            plan = await plan_of(filter_, order)
            few = ALWAYS_FEW + (MERGED_DAYS if is_merged(filter_, order) else 0)
            if reads_whole_table(plan) or rows_read(plan) > few + 2 * expected:
                too_much[f"{name}, {order.value}"] = (rows_read(plan), expected)

    assert too_much == {}


@pytest.mark.parametrize("narrow", [{}, {"city_id": "almaty"}, {"statuses": OPEN, "city_id": "almaty"}])
async def test_what_a_person_follows_is_read_by_their_follows_alone(test_app, narrow):
    """Whatever is asked of it: each of them once, and no other request of the city, also after a few executions."""
    _, follower = await people()
    followed = (await rows("SELECT count(*) AS n FROM follow WHERE account_id = $1", follower))[0]["n"]
    assert followed > PAGE
    filter_ = Filter(follower_id=follower, **narrow)
    for order in Order:
        sql, values = page_statement(filter_, order, NOON, first=PAGE)
        plans = [await plan_of(filter_, order), json.loads(await plan_for_any_values(sql, values))[0]["Plan"]]
        assert [rows_read(plan) for plan in plans if rows_read(plan) > 2 * followed] == [], order
        assert '"follow_account"' in json.dumps(plans[0])


DONE = {"done_from": NOON - timedelta(days=120), "done_to": NOON - timedelta(days=117)}
PLACES = {
    "box": {"box": Box(west=76.6, south=43.05, east=76.7, north=43.15)},
    "zone": {"zone": ZONE},
    "narrow window": {"created_from": NOON - timedelta(days=120), "created_to": NOON - timedelta(days=119)},
    "wide window": {"created_from": NOON - timedelta(days=249)},
    "done": DONE,
}


async def plan_for_any_values(sql, values):
    """Execute a page of Almaty as a prepared statement is after a few executions; return its plan as JSON."""
    given = f"({', '.join(repr(str(value)) for value in values)})" if values else ""
    async with transaction():
        await rows("SET LOCAL plan_cache_mode = force_generic_plan")
        await rows(f"PREPARE page AS {sql}")
        (found,) = await rows(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE page {given}")
        await rows("DEALLOCATE page")
    return found["QUERY PLAN"]


@pytest.mark.parametrize("name", PLACES)
async def test_values_are_known_to_the_plan_of_a_prepared_statement(test_app, name):
    """A place or a span may have few requests or very many, so none is a parameter: the statement is planned once."""
    filter_ = Filter(city_id="almaty", **PLACES[name])
    passing = (await counted_rows(filter_, NOON)).count
    sql, values = page_statement(filter_, Order.OLDEST, NOON, first=PAGE)

    plan = await plan_for_any_values(sql, values)

    assert values == []
    least = min(passing, (PAGE + 1) * REQUESTS / passing)
    assert rows_read(json.loads(plan)[0]["Plan"]) <= 2 * least + PAGE


@pytest.mark.parametrize(("order", "most"), [(Order.DUE_FIRST, 100), (Order.UPDATED, MERGED_DAYS)])
@pytest.mark.parametrize("city_id", ["almaty", None])
async def test_a_span_has_one_plan_whatever_its_values(test_app, order, most, city_id):
    """PostgreSQL expects the same of a plan for any values as of one for these, so it keeps it after a few executions.

    By deadline it looks at no requests of days behind the page.
    """
    filter_ = Filter(city_id=city_id, **PLACES["wide window"])
    sql, values = page_statement(filter_, order, NOON, first=PAGE // 4)
    plan = json.loads(await plan_for_any_values(sql, values))[0]["Plan"]

    found = await rows(f"EXPLAIN (FORMAT JSON) {sql}", *values)

    assert json.loads(found[0]["QUERY PLAN"])[0]["Plan"]["Total Cost"] == plan["Total Cost"]
    assert rows_read(plan) <= most


OPEN_INDEXES = {
    Order.NEWEST: "service_request_city_open",
    Order.DUE_FIRST: "service_request_city_open_due_first",
    Order.UPDATED: "service_request_city_open_updated",
}


@pytest.mark.parametrize("order", OPEN_INDEXES)
async def test_open_requests_are_known_to_the_plan_of_a_prepared_statement(test_app, order):
    """By deadline, as officers read them, closed requests come first: ten thousand of them in a large city."""
    sql, values = page_statement(Filter(city_id="almaty", statuses=OPEN), order, NOON, first=PAGE)

    plan = await plan_for_any_values(sql, values)

    assert f'"Index Name": "{OPEN_INDEXES[order]}"' in plan
    assert rows_read(json.loads(plan)[0]["Plan"]) <= PAGE + 1


KINDS = {"category_ids": "pothole", "district_ids": "almaty_6"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("few", [{"statuses": OPEN}, {"overdue": True}, {"at_risk": True}])
async def test_categories_and_districts_of_open_requests_are_known_to_their_plans(test_app, kind, few):
    """The average category of the average city has so few requests that a plan for any of them reads all of it."""
    filter_ = Filter(city_id="almaty", **{kind: frozenset({KINDS[kind]})}, **few)

    for order in Order:
        sql, values = page_statement(filter_, order, NOON, first=PAGE)
        assert not {"almaty", KINDS[kind]} & set(map(str, values))
        assert f"'{KINDS[kind]}'" in sql


_NOT_YET_DUE = """
    INSERT INTO service_request (id, number, city_id, category_id, address, description, latitude, longitude, status,
        version, created_at, updated_at, due_at, next_moment_at, search_text, tile_x, tile_y)
    SELECT gen_random_uuid(), 'N-' || n, 'almaty', 'tree', 'Abai', 'A tree', 43, 76.5, 'ACCEPTED', 1, $1, $1,
        $1::timestamptz + interval '3 days', $1::timestamptz + interval '3 days', 'abai a tree', 0, 0
    FROM generate_series(1, 2000) AS n
"""


@pytest.mark.parametrize("fields", [{}, {"category_ids": frozenset({"pothole"})}])
@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST, Order.DUE_FIRST])
async def test_overdue_requests_are_read_without_the_newer_ones(test_app, order, fields):
    """A large city has received thousands since the newest request whose deadline has passed."""
    await rows(_NOT_YET_DUE, NOON)
    await rows("ANALYZE service_request")
    filter_ = Filter(city_id="almaty", overdue=True, **fields)
    assert (await counted_rows(filter_, NOON)).count >= PAGE
    sql, values = page_statement(filter_, order, NOON, first=PAGE)

    plans = [await plan_of(filter_, order), json.loads(await plan_for_any_values(sql, values))[0]["Plan"]]

    assert [rows_read(plan) for plan in plans if rows_read(plan) > ALWAYS_FEW] == []


async def test_requests_of_a_span_are_read_alone_in_orders_that_do_not_follow_it(test_app):
    """Of a city, a category or an executor: not those of before, which come first in the order."""
    executor, _ = await people()
    others = (Order.DUE_FIRST, Order.UPDATED)
    done = (Order.OLDEST, *others)
    created = {"created_from": NOON - timedelta(days=120), "created_to": NOON - timedelta(days=110)}
    for orders, fields in (
        (done, {**DONE, "city_id": "almaty"}),
        (done, {**DONE, "executor_id": executor, "done_from": NOON - timedelta(days=125)}),
        (others, {**created, "city_id": "almaty", "category_ids": frozenset({"pothole"})}),
        (others, {**created, "category_ids": frozenset({"pothole"})}),
        (others, {**created, "category_ids": frozenset({"pothole", "tree"})}),
        ((Order.UPDATED,), {**created, "statuses": frozenset({Status.REJECTED})}),
        ((Order.UPDATED,), {**created, "city_id": "almaty", "statuses": frozenset({Status.REJECTED})}),
    ):
        filter_ = Filter(**fields)
        passing = (await counted_rows(filter_, NOON)).count
        assert passing
        for order in orders:
            cities = 0 if {"city_id", "executor_id"} & fields.keys() else await City.all().count()
            assert rows_read(await plan_of(filter_, order)) <= passing + cities, (fields, order)


LATELY = {
    "everything": {},
    "confirmed": {"statuses": frozenset({Status.CONFIRMED})},
    "closed": {"statuses": frozenset(Status) - OPEN},
    "late": {"late": True},
    "not overdue": {"overdue": False},
    "categories": {"category_ids": frozenset({"pothole", "tree"})},
}


@pytest.mark.parametrize("name", LATELY)
async def test_requests_finished_lately_are_read_without_those_before(test_app, monkeypatch, name):
    """By deadline and by age nearly all others of the city come before them; their number is counted alone, too."""
    filter_ = Filter(city_id="almaty", period=Period.DAYS_7, **LATELY[name])
    for order in Order:
        assert rows_read(await plan_of(filter_, order)) <= ALWAYS_FEW, order
    expected = await counted_rows(filter_, NOON)
    plans = []

    async def explained(sql, *values):
        (found,) = await rows(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", *values)
        plans.append(json.loads(found["QUERY PLAN"])[0]["Plan"])
        return await rows(sql, *values)

    monkeypatch.setattr(app.queries.requests.totals, "rows", explained)
    assert await total(filter_, NOON) == expected
    assert expected.count > 0
    assert sum(map(rows_read, plans)) <= ALWAYS_FEW


@pytest.mark.parametrize("name", ["late", "categories"])
@pytest.mark.parametrize("order", [Order.OLDEST, Order.DUE_FIRST])
async def test_requests_finished_lately_are_read_without_those_before_in_all_cities(test_app, name, order):
    """By deadline and by age nearly all requests of the country come before them."""
    plan = await plan_of(Filter(period=Period.DAYS_7, **LATELY[name]), order)

    assert rows_read(plan) <= 2 * ALWAYS_FEW


async def test_late_work_of_a_few_days_is_read_by_day(test_app):
    """Not by its own index, which has the whole span, again for each of its days."""
    created = {"created_from": NOON - timedelta(days=120), "created_to": NOON - timedelta(days=110)}
    for order in (Order.DUE_FIRST, Order.UPDATED):
        plan = json.dumps(await plan_of(Filter(city_id="almaty", late=True, **created), order))
        assert '"service_request_late"' not in plan


_ALL_ANSWERED = """
    UPDATE service_request SET status = 'CONFIRMED'
    WHERE status = 'DONE' AND created_at < $1::timestamptz - interval '7 days'
"""


async def test_requests_whose_answer_is_awaited_are_read_alone(test_app):
    """They are all of the last days; by deadline and by age all others come before."""
    await rows(_ALL_ANSWERED, NOON)
    await rows("ANALYZE service_request")
    cities = await City.all().count()
    for fields in ({"city_id": "almaty"}, {}):
        filter_ = Filter(statuses=frozenset({Status.DONE}), **fields)
        passing = (await counted_rows(filter_, NOON)).count
        assert passing
        for order in (Order.DUE_FIRST, Order.OLDEST):
            assert rows_read(await plan_of(filter_, order)) <= passing + cities, (fields, order)
