"""Imported cases are requests with a history: complete, once, counted, without notifications."""

import asyncio
from datetime import UTC, datetime

import pytest

from app.commands.requests.history_import import import_cases, plan_import
from app.domain.events import EventKind
from app.domain.lifecycle import Status
from app.errors import InvalidInput
from app.events.log import read_between
from app.importing.cases import CaseFile
from app.importing.mapping import load_mapping
from app.importing.report import ImportReport
from app.models.database import rows
from app.queries.verification import log_seal, seal_again, verify_timelines
from tests.integration.importing.conftest import OPEN


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
    """The first row counts, the others are there already."""
    report = await load(write_table({"id": "B", "street": "first"}, {"id": "B", "street": "second"}, {"id": "C"}))

    assert (report.imported, report.already_there) == (2, 1)
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

    assert "терең шұңқыр" in found["search_text"]
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
