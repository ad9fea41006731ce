"""Imported cases are requests with a history: complete, once, counted, without notifications."""

import asyncio
from datetime import UTC, datetime

import pytest

from app.commands.requests import work
from app.commands.requests.history_import import import_cases, plan_import
from app.commands.requests.import_undo import imports, undo_import
from app.domain.accounts.roles import Role
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Status
from app.errors import InvalidInput, NotFound
from app.events.log import read_between
from app.importing.cases import CaseFile
from app.importing.history import PLACE_UNKNOWN
from app.importing.mapping import load_mapping
from app.importing.report import ImportReport
from app.models.database import rows
from app.queries.log.verification import log_seal, seal_again, verify_timelines
from tests.integration.importing.conftest import OPEN
from tests.lock_waits import rivalry


@pytest.fixture
def load(test_app, mapping_file):
    """Import a file into Almaty and return the report."""

    async def load(path, **options):
        mapping = load_mapping(mapping_file)
        report = ImportReport(mapping=mapping)
        with CaseFile(path, mapping) as cases:
            await import_cases(test_app.context, await plan_import("almaty", mapping), cases, report, **options)
        return report

    return load


async def stored():
    return await rows("SELECT * FROM service_request ORDER BY created_at, external_id")


async def counters_and_counts():
    """The counters as they were folded, and as they are."""
    folded = await rows("SELECT status, count FROM city_counter WHERE count > 0 ORDER BY status")
    counted = await rows("SELECT status, count(*) AS count FROM service_request GROUP BY status ORDER BY status")
    return folded, counted


async def all_intact():
    """Whether every timeline and the seal of the log are as they were written."""
    proofs = [timeline.proof async for batch in verify_timelines() for timeline in batch]
    sealed = [check async for check in seal_again((await log_seal()).position)][-1]
    return all(proof.intact for proof in proofs) and sealed.seal == (await log_seal()).seal


async def test_a_closed_case_is_a_request_with_two_steps(test_app, load, write_table):
    """It was submitted when it was opened and done when it was closed, without an actor and without recipients."""
    await load(write_table({}))
    head = await test_app.settled()

    submitted, completed = [logged.event for logged in await read_between(0, head)]

    assert (submitted.kind, submitted.at) == (EventKind.SUBMITTED, datetime(2015, 6, 1, 2, 0, tzinfo=UTC))
    assert (completed.kind, completed.at) == (EventKind.WORK_COMPLETED, datetime(2015, 6, 2, 2, 0, tzinfo=UTC))
    assert (submitted.note, completed.note) == ("Crew 7", "Crew 7: filled")
    assert (submitted.request.status, completed.from_status) == (Status.ACCEPTED, Status.ACCEPTED)
    assert {submitted.topics, completed.topics} == {()}
    assert {submitted.actor_id, completed.actor_id, completed.request.executor_id} == {None}


async def test_the_row_is_what_its_last_event_says(test_app, load, write_table):
    """Row and log agree, with the real times, the promise of the table, and no confirmation."""
    await load(write_table({}, OPEN))
    head = await test_app.settled()
    last = {logged.event.request.id: logged.event.request for logged in await read_between(0, head)}

    closed, opened = await stored()

    for row in (closed, opened):
        assert last[row["id"]].to_json() == type(last[row["id"]]).from_columns(row).to_json()
    assert closed["status"] == Status.DONE
    assert closed["done_at"] == closed["closed_at"] == closed["updated_at"] == datetime(2015, 6, 2, 2, 0, tzinfo=UTC)
    assert closed["due_at"] == closed["promised_at"] == datetime(2015, 6, 3, 2, 0, tzinfo=UTC)
    assert closed["confirmed_at"] is None
    assert (opened["status"], opened["version"], opened["closed_at"]) == (Status.ACCEPTED, 1, None)


async def test_closing_words_of_the_mapping_mean_rejected(test_app, load, write_table):
    """A case that repeats another was not work done."""
    await load(write_table({"why": "Repeats A-77"}))
    head = await test_app.settled()

    _, rejected = [logged.event for logged in await read_between(0, head)]

    assert (rejected.kind, rejected.reason) == (EventKind.REJECTED, "OTHER")
    assert (rejected.request.status, rejected.request.done_at) == (Status.REJECTED, None)
    assert rejected.request.closed_at == rejected.at


@pytest.mark.parametrize("field", ["opened", "closed"])
async def test_a_time_of_the_future_is_a_typing_error(load, write_table, field):
    """2105 in place of 2015: the request would stand above all others of the city for ninety years."""
    report = await load(write_table({field: "2105-06-01 08:00"}, {}))

    ((refused, reason),) = report.refused
    assert (refused, reason) == (f"{field}_at", "expected a time that is not in the future")
    assert (report.imported, len(await stored())) == (1, 1)


async def test_importing_twice_changes_nothing(test_app, load, write_table):
    """The second import finds everything there; rows that are new since come in."""
    table = write_table(*[{}, OPEN] * 5)

    first = await load(table, batch_rows=3)
    again = await load(table, batch_rows=4)
    longer = await load(write_table(*[{}, OPEN] * 6, name="longer.csv"))
    await test_app.settled()

    assert (first.imported, first.already_there) == (10, 0)
    assert (again.imported, again.already_there) == (0, 10)
    assert (longer.imported, longer.already_there) == (2, 10)
    assert len({row["number"] for row in await stored()}) == 12
    folded, counted = await counters_and_counts()
    assert folded == counted == [{"status": "ACCEPTED", "count": 6}, {"status": "DONE", "count": 6}]


async def test_two_imports_at_once_share_the_work(test_app, load, write_table):
    """Each case comes in once, and the two reports together say so."""
    table = write_table(*[{}] * 40)

    one, other = await asyncio.gather(load(table, batch_rows=5), load(table, batch_rows=7))

    assert one.imported + other.imported == 40
    assert one.already_there + other.already_there == 40
    assert len(await stored()) == 40


async def test_the_same_id_twice_in_one_table_is_one_request(test_app, load, write_table):
    """The first row counts, the others are refused as what they are, also in another batch and at the next import."""
    table = write_table({"id": "B", "street": "first"}, {"id": "B", "street": "second"}, {"id": "C"})
    for batch_rows, imported in ((2, 2), (1, 0)):
        report = await load(table, batch_rows=batch_rows)

        assert (report.imported, report.already_there, report.moved_on) == (imported, 2 - imported, 0)
        assert {key: kind.count for key, kind in report.refused.items()} == {
            ("external_id", "an earlier row of this file has the same id"): 1
        }
        assert report.unaccounted_rows == 0

    assert [row["address"] for row in await stored() if row["external_id"] == "B"] == ["first"]


async def test_refused_rows_are_told_with_examples_and_stop_nothing(test_app, load, write_table):
    """A bad cell, a point outside the city and an endless id are refused by row; the rest comes in."""
    report = await load(
        write_table({"lat": "north"}, {"lat": "51.1"}, {"lat": "51.2"}, {"id": "x" * 101}, {"opened": "soon"}, {})
    )

    assert {key: kind.count for key, kind in report.refused.items()} == {
        ("latitude", "expected degrees from -90 to 90"): 1,
        ("place", "expected a point in almaty"): 2,
        ("external_id", "expected at most 100 characters"): 1,
        ("opened_at", "expected a time like %Y-%m-%d %H:%M"): 1,
    }
    assert report.imported == len(await stored()) == 1
    assert report.unaccounted_rows == 0
    assert "row 2 (A-2): '51.1, 76.91'" in report.render()


async def test_odd_cases_come_in_and_are_counted(test_app, load, write_table):
    """Closed before opened is closed when opened; closed without a time has no time of completion."""
    report = await load(
        write_table(
            {"closed": "2015-05-31 08:00"},
            {"closed": "", "promise": ""},
            {"lat": "43.25", "lon": "76.95", "due": "", "promise": ""},
        )
    )
    backwards, timeless, nowhere = await stored()

    assert (report.closed_before_opened, report.closed_without_time) == (1, 1)
    assert (report.placeholder_points, report.without_due) == (1, 1)
    assert backwards["done_at"] == backwards["created_at"]
    assert (timeless["done_at"], timeless["status"]) == (None, Status.DONE)
    assert nowhere["due_at"] is None


async def test_cases_without_a_place_come_in_and_are_marked(test_app, load, write_table):
    """Blank coordinates and a placeholder outside the city stand in its middle; the first step says so."""
    nowhere = {"lat": "0", "lon": "0", "street": "", "quarter": ""}

    report = await load(write_table({"lat": "", "lon": "", "street": ""}, nowhere, {}))

    blank, placeholder, placed = await stored()
    head = await test_app.settled()
    notes = [logged.event.note for logged in await read_between(0, head) if logged.event.kind is EventKind.SUBMITTED]
    assert report.placeholder_points == 2
    assert report.unaccounted_rows == report.refused_rows == 0
    assert (blank["latitude"], blank["longitude"]) == (placeholder["latitude"], placeholder["longitude"])
    assert (blank["address"], placeholder["address"]) == ("Бостандық", "-")
    assert notes == [f"Crew 7 · {PLACE_UNKNOWN}", f"Crew 7 · {PLACE_UNKNOWN}", "Crew 7"]
    assert (placed["latitude"], placed["longitude"]) == (43.24, 76.91)


async def test_a_newer_table_moves_known_cases_on(test_app, load, write_table):
    """Closed, rejected, or with another deadline: one step each, in the log, counted, verified."""
    later = {"due": "2015-06-05 08:00"}
    await load(write_table(OPEN, OPEN, OPEN, OPEN, {}))

    report = await load(write_table({}, {"why": "Repeats A-77"}, {**OPEN, **later}, OPEN, {}, OPEN))

    closed, rejected, extended, same, known, new = await stored()
    head = await test_app.settled()
    steps = [logged.event.kind for logged in await read_between(0, head)]
    assert (report.imported, report.moved_on, report.already_there) == (1, 3, 2)
    assert report.unaccounted_rows == 0
    assert [row["status"] for row in (closed, rejected, same, known, new)] == [
        Status.DONE,
        Status.REJECTED,
        Status.ACCEPTED,
        Status.DONE,
        Status.ACCEPTED,
    ]
    assert closed["done_at"] == datetime(2015, 6, 2, 2, 0, tzinfo=UTC)
    assert (extended["due_at"], extended["version"]) == (datetime(2015, 6, 5, 2, 0, tzinfo=UTC), 2)
    assert extended["promised_at"] == datetime(2015, 6, 3, 2, 0, tzinfo=UTC)
    assert steps.count(EventKind.WORK_COMPLETED) == 2
    assert (steps.count(EventKind.REJECTED), steps.count(EventKind.DEADLINE_EXTENDED)) == (1, 1)
    assert (await load(write_table({}, {"why": "Repeats A-77"}, {**OPEN, **later}, OPEN, {}, OPEN))).moved_on == 0
    folded, counted = await counters_and_counts()
    assert folded == counted
    assert await all_intact()


async def test_an_older_table_takes_nothing_back(test_app, load, write_table):
    """A closed case stays closed though a table of before says that it is open; the report counts it."""
    await load(write_table({}))

    report = await load(write_table(OPEN))

    assert (report.moved_on, report.already_there, report.closed_here_only) == (0, 1, 1)
    assert "open in the table, closed here: left" in report.render()


async def test_a_case_that_is_worked_on_here_is_left_alone(test_app, load, write_table):
    """The table is no longer the truth about it."""
    await load(write_table(OPEN))
    (request,) = await stored()
    await work.claim(test_app.context, await test_app.person(Role.EXECUTOR), request["id"])

    report = await load(write_table({}))

    assert (report.moved_on, report.handled_here) == (0, 1)
    assert (await stored())[0]["status"] == Status.ACCEPTED


async def test_a_dry_run_stores_nothing_and_counts_the_same(test_app, load, write_table):
    """The report is what the import would say; numbers of requests are not used up."""
    await load(write_table(OPEN))
    table = write_table({}, OPEN, {"lat": "north"})
    before = await stored()

    dry = await load(table, dry_run=True)

    assert await stored() == before
    wet = await load(table)
    assert (dry.imported, dry.moved_on, dry.refused_rows) == (wet.imported, wet.moved_on, wet.refused_rows) == (1, 1, 1)
    numbers = sorted(int(row["number"].split("-")[1]) for row in await stored())
    assert numbers == [numbers[0], numbers[0] + 1]


async def test_an_import_is_undone_but_for_what_people_touched(test_app, load, write_table):
    """Its requests are withdrawn, the counters follow, the log stays whole, and the table can be imported again."""
    await load(write_table(OPEN, {}, OPEN))
    await work.claim(test_app.context, await test_app.person(Role.EXECUTOR), (await stored())[2]["id"])

    withdrawn = await undo_import(test_app.context, "almaty:autumn")

    await test_app.settled()
    statuses = [row["status"] for row in await stored()]
    assert withdrawn == 2
    assert sorted(statuses) == [Status.ACCEPTED, Status.WITHDRAWN, Status.WITHDRAWN]
    assert await imports() == {"almaty:autumn": 1}
    folded, counted = await counters_and_counts()
    assert folded == counted
    assert await all_intact()
    assert (await load(write_table(OPEN, {}, OPEN))).imported == 2


async def test_undoing_leaves_what_is_claimed_while_it_waits_for_the_row(test_app, load, write_table):
    """The claim holds the row when the undoing begins, and commits before the undoing gets it."""
    await load(write_table(OPEN, OPEN))
    claimed = (await stored())[0]["id"]
    executor = await test_app.person(Role.EXECUTOR)

    async with rivalry() as rival:
        await work.claim(test_app.context, executor, claimed)
        undoing = await rival.blocked(undo_import(test_app.context, "almaty:autumn"))
    withdrawn = await undoing

    assert withdrawn == 1
    assert {row["id"]: row["status"] for row in await stored()}[claimed] == Status.ACCEPTED
    assert await imports() == {"almaty:autumn": 1}


async def test_undoing_what_was_never_imported_lists_the_names(test_app, load, write_table):
    """The name is the city and the mapping."""
    await load(write_table(OPEN))

    with pytest.raises(NotFound, match="there is no import 'boston'; expected one of: almaty:autumn"):
        await undo_import(test_app.context, "boston")


async def test_verdicts_of_the_table_are_compared_with_its_times(test_app, load, write_table):
    """On time is closed by the target; the report says how often the table says otherwise."""
    report = await load(write_table({}, {"promise": "no"}, {"closed": "2015-06-04 08:00", "promise": "no"}, OPEN))

    assert report.on_time is not None
    assert (report.on_time.rows_compared, report.on_time.rows_equal) == (3, 2)


async def test_a_missing_address_is_made_good(test_app, load, write_table):
    """The quarter stands in, then the point itself; the words of a case are never blank."""
    await load(write_table({"street": ""}, {"street": "", "quarter": "", "kind": ""}))

    quarter, point = await stored()

    assert (quarter["address"], quarter["description"]) == ("Бостандық", "Deep hole")
    assert (point["address"], point["description"]) == ("43.24, 76.91", "-")


async def test_imported_cases_are_found_by_search(test_app, load, write_table):
    """Searching and the map know them like any other request."""
    await load(write_table({"kind": "ТЕРЕҢ шұңқыр hole"}))

    (found,) = await stored()

    assert " teren shunkir " in found["search_text"]
    assert found["number"].startswith("ALM-")
    assert found["tile_x"] > 0


async def test_an_unknown_city_is_refused(test_app, mapping_file):
    """Nothing is read for a city that is not there."""
    with pytest.raises(InvalidInput, match="there is no city 'atlantis'"):
        await plan_import("atlantis", load_mapping(mapping_file))


async def test_a_past_that_came_whole_is_one_chain_a_case(test_app, load, write_table):
    """Hashed on the way in; and the seal of the log is over all of it."""
    await load(write_table(*({} for _ in range(25))), batch_rows=10)
    await test_app.settled()

    proofs = [timeline.proof async for batch in verify_timelines() for timeline in batch]
    sealed = [check async for check in seal_again(50)][-1]

    assert [(proof.intact, proof.links) for proof in proofs] == [(True, 2)] * 25
    assert (sealed.position, sealed.seal) == (50, (await log_seal()).seal)
