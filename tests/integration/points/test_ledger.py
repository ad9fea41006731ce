"""The ledger on the real engines: paid once, rebuilt alike, read in pages."""

from uuid import uuid4

import asyncpg
import pytest
from tortoise.exceptions import IntegrityError

from app.commands.requests import merging, rejection, reopening, verdict, withdrawal, work
from app.domain.accounts.roles import Role
from app.domain.figures.points import PointsRule
from app.domain.requests.reasons import RejectReason
from app.errors import InvalidInput
from app.events.log import read_after
from app.events.projections import points
from app.events.rebuild import rebuild_projections
from app.models.database import asyncpg_dsn, rows
from app.queries.figures.points import history
from tests import pictures
from tests.integration.points.conftest import ledger

pytestmark = pytest.mark.new_database


async def test_a_life_to_the_confirmation_pays_the_author_and_no_one_else(factory):
    """10 when work begins, 5 for the verdict, 10 for the fix; executor and officer have nothing."""
    citizen = await factory.test_app.person()

    await factory.submitted(citizen)
    assert await factory.balance(citizen) == 0
    request = await factory.done(citizen)
    assert await factory.balance(citizen) == 10
    await verdict.confirm(factory.test_app.context, citizen, request.id, 5)

    assert await factory.balance(citizen) == 25
    assert await factory.balance(factory.executor) == 0
    assert await factory.balance(factory.akimat) == 0


async def test_spam_takes_back_what_the_request_paid(factory):
    """Work began, the executor found nothing, the officer calls it spam."""
    citizen = await factory.test_app.person()
    await factory.confirmed(citizen)
    request = await factory.started(citizen)
    assert await factory.balance(citizen) == 35

    await factory.reject(request)

    assert await factory.balance(citizen) == 25
    assert [entry["amount"] for entry in await ledger() if entry["request_id"] == request.id] == [10, -10]


async def test_a_refusal_for_another_reason_takes_nothing_back(factory):
    """Somebody else's responsibility is not the author's fault."""
    citizen = await factory.test_app.person()

    await factory.reject(await factory.started(citizen), RejectReason.NOT_OUR_RESPONSIBILITY)

    assert await factory.balance(citizen) == 10


async def test_a_withdrawn_request_pays_nothing_further(factory):
    """It was withdrawn before an executor worked on it."""
    citizen = await factory.test_app.person()
    request = await factory.submitted(citizen)

    await withdrawal.withdraw(factory.test_app.context, citizen, request.id)

    assert await factory.balance(citizen) == 0


async def test_merged_authors_are_paid_with_the_fix(factory):
    """Through a chain of merges, in whatever batches the sequencer took the steps."""
    first, second, third = [await factory.test_app.person() for _ in range(3)]
    context, akimat = factory.test_app.context, factory.akimat
    far, near, target = await factory.submitted(first), await factory.submitted(second), await factory.submitted(third)
    await merging.merge(context, akimat, far.id, near.id)
    await factory.test_app.settled()
    await merging.merge(context, akimat, near.id, target.id)
    await factory.test_app.settled()

    await work.claim(context, factory.executor, target.id)
    await pictures.start(context, factory.executor, target.id)
    await pictures.complete(context, factory.executor, target.id)
    assert (await factory.balance(first), await factory.balance(second)) == (0, 0)
    await verdict.confirm(context, third, target.id, 4)

    assert [await factory.balance(person) for person in (first, second, third)] == [5, 5, 25]


async def test_the_day_of_an_entry_is_the_citys(factory):
    """19:30 UTC is tomorrow in Almaty."""
    citizen = await factory.test_app.person()
    factory.test_app.pass_time(hours=12, minutes=30)

    await factory.started(citizen)
    await factory.test_app.settled()

    (entry,) = await ledger()
    assert (entry["at"].isoformat(), entry["day"].isoformat()) == ("2026-11-20T19:30:00+00:00", "2026-11-21")


async def test_a_rebuild_gives_the_identical_ledger(factory, urls):
    """Lives, a reversal, a merge, a cap, and a hand that writes itself points: rebuilt, all is as it was."""
    citizens = [await factory.test_app.person() for _ in range(3)]
    for citizen in citizens:
        for _ in range(3):
            await factory.confirmed(citizen)
    repeat, target = await factory.submitted(citizens[1]), await factory.done(citizens[0])
    await merging.merge(factory.test_app.context, factory.akimat, repeat.id, target.id, anyway=True)
    factory.test_app.pass_time(days=1)
    await verdict.confirm(factory.test_app.context, citizens[0], target.id, 5)
    refused = await factory.started(citizens[2])
    await factory.reject(refused)
    await reopening.reopen(factory.test_app.context, factory.akimat, refused.id, "қате")
    await factory.test_app.settled()
    before = await ledger()
    assert {entry["rule"] for entry in before} == set(PointsRule)

    await rows("UPDATE points_entry SET amount = 500 WHERE amount > 0")
    await rows("UPDATE points_entry SET position = 99999 WHERE rule = 'JOINED'")
    await rebuild_projections(urls.database_url)

    assert await ledger() == before


async def test_folding_the_same_events_again_pays_no_one_twice(factory, urls):
    """Whole, in halves, and one by one: the table stays as it is."""
    citizen = await factory.test_app.person()
    for _ in range(3):
        await factory.confirmed(citizen)
    await factory.reject(await factory.started(citizen))
    await factory.test_app.settled()
    before = await ledger()
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    try:
        events = await read_after(connection, 0, 500)
        for size in (len(events), len(events) // 2, 1):
            for begin in range(0, len(events), size):
                await points.PointsEntries().fold(connection, events[begin : begin + size])
        # And into an empty table, step by step.
        await connection.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM points_entry")
        await connection.execute("TRUNCATE points_entry")
        for event in events:
            await points.PointsEntries().fold(connection, [event])
    finally:
        await connection.close()

    assert await ledger() == before


async def test_the_table_refuses_a_second_payment(factory):
    """Even a direct write to the table cannot pay twice, give by taking back, or take by giving."""
    citizen = await factory.test_app.person()
    await factory.started(citizen)
    await factory.test_app.settled()
    copy = (
        "INSERT INTO points_entry (account_id, position, rule, amount, at, day, request_id, city_id)"
        " SELECT account_id, position + $1, $2, $3, at, day, {request}, city_id FROM points_entry"
    )
    same, fresh = copy.format(request="request_id"), copy.format(request="gen_random_uuid()")

    for sql, values in (
        (fresh, (0, "SUBMITTED", 10)),
        (same, (1, "SUBMITTED", 10)),
        (fresh, (1, "TAKEN_BACK", 10)),
        (fresh, (1, "SUBMITTED", -10)),
        (fresh, (-100, "SUBMITTED", 10)),
    ):
        with pytest.raises(IntegrityError, match="violates"):
            await rows(sql, *values)


async def test_history_is_read_in_pages_newest_first(factory):
    """Pages of any size put together are the whole, also inside one step; a foreign cursor is refused."""
    citizen, neighbour = await factory.test_app.person(), await factory.test_app.person()
    for _ in range(3):
        await factory.confirmed(citizen)
    await factory.confirmed(neighbour)
    await factory.test_app.settled()
    whole = await history(citizen.account_id, first=100)
    assert len(whole.items) == 9
    assert [entry.position for _, entry in whole.items] == sorted((e.position for _, e in whole.items), reverse=True)
    assert {entry.request.author_id for _, entry in whole.items} == {citizen.account_id}

    for size in (1, 2, 4):
        found, after = [], None
        while True:
            page = await history(citizen.account_id, first=size, after=after)
            found += page.items
            if not page.has_next:
                break
            after = page.items[-1][0]
        assert tuple(found) == whole.items

    with pytest.raises(InvalidInput):
        await history(citizen.account_id, after="WzEsMl0")
    with pytest.raises(InvalidInput):
        await history(citizen.account_id, first=0)


async def test_a_city_of_another_zone_counts_its_own_day(factory):
    """The same moment is another day in a city west of here."""
    citizen = await factory.test_app.person()
    abroad = await factory.test_app.person(Role.EXECUTOR, "astana")
    await rows("UPDATE city SET timezone = 'America/New_York' WHERE id = 'astana'")
    factory.test_app.pass_time(hours=12, minutes=30)
    request = await factory.submitted(citizen, city_id="astana", latitude=51.13, longitude=71.43)
    await work.claim(factory.test_app.context, abroad, request.id)
    await pictures.start(factory.test_app.context, abroad, request.id)
    await factory.started(citizen)
    await factory.test_app.settled()

    assert [(entry["city_id"], entry["day"].isoformat()) for entry in await ledger()] == [
        ("astana", "2026-11-20"),
        ("almaty", "2026-11-21"),
    ]


async def test_the_past_of_a_request_is_found_without_reading_the_log(urls):
    """By index however long the log is, also with a plan that was made for any values."""
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    try:
        # The log alone, without the requests that it speaks of.
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(
            "INSERT INTO event (request_id, version, position, kind, at, city_id, topics, snapshot, salts, hash)"
            " SELECT gen_random_uuid(), 1, n, (ARRAY['SUBMITTED', 'CLAIMED', 'MERGED'])[n % 3 + 1], now(), 'almaty',"
            " '{}', jsonb_build_object('merged_into', gen_random_uuid()),"
            " decode(repeat('00', 64), 'hex'), decode(repeat('00', 32), 'hex') FROM generate_series(1, 30000) n"
        )
        await connection.execute("ANALYZE event")
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        plan = await connection.fetch(f"EXPLAIN {points.PAST}", [uuid4()], 99_999, ["SUBMITTED", "MERGED"])
        assert "Seq Scan on event" not in str(plan)
    finally:
        await connection.close()


async def test_points_taken_by_a_rejection_are_given_back_when_it_is_taken_back(factory):
    """All ten of them, outside the cap of the day; a rebuild writes the same."""
    author, context = await factory.test_app.person(), factory.test_app.context
    request = await factory.started(author)
    await work.release(context, factory.executor, request.id, "себеп")
    await rejection.reject(context, factory.akimat, request.id, RejectReason.SPAM)
    assert await factory.balance(author) == 0

    await reopening.reopen(context, factory.akimat, request.id, "қате")

    assert await factory.balance(author) == 10


async def test_a_request_that_was_split_off_earns_nothing_from_the_other_one(factory):
    """The merge was a mistake, so its author joined nothing."""
    author, neighbour = await factory.test_app.person(), await factory.test_app.person()
    context = factory.test_app.context
    target, repeat = await factory.submitted(author), await factory.submitted(neighbour)
    await merging.merge(context, factory.akimat, repeat.id, target.id)
    await factory.test_app.settled()
    await reopening.reopen(context, factory.akimat, repeat.id, "Бөлек мәселе")
    await work.claim(context, factory.executor, target.id)
    await pictures.start(context, factory.executor, target.id)
    await pictures.complete(context, factory.executor, target.id)
    await verdict.confirm(context, author, target.id, 5)

    assert await factory.balance(neighbour) == 0
    assert await factory.balance(author) == 25
