"""Every read model equals what the tables give: for any history, and for a rebuild at any point of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from app.commands.staff.catalog import put_cities
from app.data.catalog import load_cities
from app.domain.accounts.roles import Role
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Status
from app.errors import Conflict, InvalidInput
from app.events import online_rebuild
from app.events.leadership import Job
from app.events.log import read_folded
from app.events.projections import PROJECTIONS
from app.events.projections.city_zones import CITY_ZONES
from app.events.projections.read_model import ReadModel
from app.events.rebuild import rebuild_projections, rebuild_stale
from app.models import Account, City, District
from app.models.database import rows
from app.queries.figures.counters import counters
from app.queries.log.projections import projection_states, verify_projections
from tests.conftest import NOON
from tests.integration.projections.conftest import new_request

TIMES = {"due_at", "started_at", "done_at", "confirmed_at", "closed_at"}
CONTENTS = (
    "SELECT * FROM request_state ORDER BY request_id",
    "SELECT * FROM request_counter WHERE count <> 0 ORDER BY kind, city_id, district_id, key, status",
    "SELECT * FROM map_cell WHERE n0 + n1 + n2 + n3 + n4 + n5 <> 0 ORDER BY band, category_id, x, y, city_id, age",
    "SELECT * FROM day_figure WHERE received + done + confirmed + disputed + breached <> 0"
    " OR accept || work || total <> '{}' ORDER BY kind, city_id, district_id, key, day",
    "SELECT * FROM zone_figure WHERE received <> 0 ORDER BY city_id, week, category_id, hexagon",
    "SELECT * FROM request_cohort WHERE received <> 0 ORDER BY city_id, grain, day, bucket",
    "SELECT * FROM request_part WHERE received <> 0 ORDER BY city_id, day, hour, bucket, category_id",
    "SELECT * FROM zone_period, zone_period_week WHERE weeks4 + weeks13 + weeks52 <> 0 ORDER BY city_id, hexagon",
    "SELECT * FROM executor_total WHERE assigned + disputed <> 0 ORDER BY executor_id, city_id",
    "SELECT * FROM executor_dispute ORDER BY request_id, executor_id",
    "SELECT * FROM disputed_total WHERE requests <> 0 ORDER BY city_id, executor_id",
)
DISTRICTS = ("almaty_river", "almaty_hill")
NAMES = [item.name for item in PROJECTIONS if isinstance(item, ReadModel)]
TABLES = (
    "('request_state', 'request_counter', 'map_cell', 'day_figure', 'request_cohort', 'zone_figure', 'zone_period',"
    " 'zone_period_week', 'zone_change', 'request_part', 'executor_total', 'executor_dispute', 'disputed_total')"
)
ALL_TABLES = f"{TABLES[:-1]}, 'city_counter', 'notification', 'points_entry', 'points_month', 'points_month_due')"
EMPTIED = f"TRUNCATE {TABLES.strip('()').replace(chr(39), '')}"
SHAPE = (
    f"SELECT indexdef FROM pg_indexes WHERE tablename IN {ALL_TABLES} ORDER BY indexname",
    f"SELECT relname, reloptions, relnamespace FROM pg_class WHERE relname IN {ALL_TABLES} ORDER BY relname",
    "SELECT conrelid::regclass::text AS of_table, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    f" WHERE conrelid = ANY(ARRAY[{ALL_TABLES[1:-1]}]::regclass[]) ORDER BY 1, 2",
    "SELECT pg_get_serial_sequence(name, 'id') AS sequence FROM"
    " unnest(ARRAY['city_counter', 'notification', 'points_entry']) AS name",
    "SELECT obj_description('request_state'::regclass) AS said",
)
CITY_COUNTERS = "SELECT city_id, status, count FROM city_counter WHERE count <> 0 ORDER BY 1, 2"
COUNTED_CITIES = "SELECT city_id, status, count(*) AS count FROM service_request GROUP BY 1, 2 ORDER BY 1, 2"
# Nothing here says which steps the lifecycle allows: a read model has to follow whatever the log says.
places = st.sampled_from([(43.24, 76.91), (43.2400012, 76.9100034), (43.3, 77.0), (51.1, 71.4), (-85.0, 179.99999)])
LATEST = timedelta(hours=200)
_LATEST_HOUR = LATEST // timedelta(hours=1)
times = st.one_of(st.none(), st.integers(-100, _LATEST_HOUR))
closings = st.one_of(st.none(), st.integers(-400 * 24, _LATEST_HOUR))
changed = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(Status),
        "category_id": st.sampled_from(["pothole", "lighting", "other"]),
        "executor_id": st.sampled_from([None, 0, 1]),
        "district_id": st.sampled_from([None, *DISTRICTS]),
        "place": places,
        "due_at": times,
        "started_at": times,
        "done_at": times,
        "confirmed_at": times,
        "closed_at": closings,
    },
)
kinds = st.sampled_from(EventKind)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 3), kinds, changed),
        st.tuples(st.just("hide"), st.integers(0, 3)),
        st.tuples(st.just("time"), st.sampled_from([1, 30, 60, 8 * 24, 300 * 24])),
        st.tuples(st.just("stamp")),
        st.tuples(
            st.just("rebuild"),
            st.sampled_from(
                [[], ["request_counters"], ["map_cells", "day_figures"], ["request_states"], ["disputed_requests"]]
            ),
        ),
    ),
    min_size=3,
    max_size=20,
)


async def executors(log):
    """Return the ids of two executors, the same for all examples."""
    if not log.executors:
        for number in (1, 2):
            account = await Account.create(
                email=f"e{number}@example.kz",
                password_hash="-",
                name="Executor",
                role=Role.EXECUTOR,
                city_id="almaty",
                created_at=NOON,
                approved_at=NOON,
            )
            log.executors.append(account.id)
        for district in DISTRICTS:
            await District.create(id=district, city_id="almaty", name={}, outline={}, changed_at=NOON)
    return log.executors


async def live(log, history):
    """Write the history."""
    requests, people = {}, await executors(log)
    for step, *said in history:
        if step == "write":
            number, kind, changes = said
            before = requests.get(number)
            after = changed_request(log, before, number, changes, people)
            requests[number] = await log.write(kind if before else EventKind.SUBMITTED, before, after)
        elif step == "hide" and said[0] in requests:
            requests[said[0]] = await log.hide_place(requests[said[0]])
        elif step == "time":
            await log.pass_time(said[0])
        elif step == "stamp":
            await log.stamp()
        elif step == "rebuild":
            await rebuild_projections(log.urls.database_url, said[0], clock=log.clock, batch=3)


def changed_request(log, before, number, changes, people):
    """Return the next version of the request, or a new one."""
    values = dict(changes)
    for name in TIMES & values.keys():
        values[name] = None if values[name] is None else log.clock.at + timedelta(hours=values[name])
    if values.get("executor_id") is not None:
        values["executor_id"] = people[values["executor_id"]]
    if "place" in values:
        values["latitude"], values["longitude"] = values.pop("place")
    request = before.evolve(log.clock.at) if before else new_request(number, log.clock.at)
    after = replace(request, **values)
    # The table allows a paused deadline in this status only.
    return replace(after, held_at=log.clock.at if after.status is Status.ON_HOLD else None)


async def contents():
    """Return the rows of all read models; a row of zeros says nothing."""
    return [await rows(query) for query in CONTENTS]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
async def test_read_models_equal_the_tables_for_any_history(log, history):
    """Also with events that wait, deadlines that no event reports, rewritten snapshots, and rebuilds in between."""
    await log.empty()
    await live(log, history)
    assert await log.differences() == []

    await log.stamp()
    await log.pass_time(1)
    assert await log.differences() == []

    before = await contents()
    await rebuild_projections(log.urls.database_url, clock=log.clock, batch=5)
    assert await contents() == before


async def test_a_request_that_changes_its_category_is_counted_in_the_new_one_alone(log):
    """Also one that was made at another time, or in another city, which no command does and no counter follows."""
    first = await log.write(EventKind.SUBMITTED, None, new_request(0, log.clock.at))
    other = await log.write(EventKind.SUBMITTED, None, new_request(1, log.clock.at))
    await log.stamp()

    await log.write(EventKind.COMMENTED, first, replace(first.evolve(log.clock.at), category_id="lighting"))
    moved = {"city_id": "astana", "created_at": log.clock.at - timedelta(hours=30)}
    await log.write(EventKind.COMMENTED, other, replace(other.evolve(log.clock.at), **moved))
    await log.stamp()

    assert [line for line in await log.differences() if not line.startswith("city_counter ")] == []
    of_categories = "SELECT category_id, city_id FROM request_part WHERE received > 0 AND bucket = -2 ORDER BY 1"
    assert await rows(of_categories) == [
        {"category_id": "lighting", "city_id": "almaty"},
        {"category_id": "pothole", "city_id": "astana"},
    ]


async def test_a_rebuild_misses_no_event_while_the_sequencer_goes_on(log):
    """Events are written and stamped between the batches of the rebuild, until it replaces the tables."""
    requests = [await log.write(EventKind.SUBMITTED, None, new_request(n, log.clock.at)) for n in range(8)]
    await log.stamp()
    seen = []

    async def meanwhile(position, head):
        seen.append((position, head))
        for n in range(3 if len(seen) <= 8 else 0):
            before = requests[n]
            after = replace(before.evolve(log.clock.at), status=Status.IN_PROGRESS, latitude=before.latitude + 0.01)
            requests[n] = await log.write(EventKind.WORK_STARTED, before, after)
        await log.stamp()

    await rebuild_projections(log.urls.database_url, clock=log.clock, progress=meanwhile, batch=2)

    assert seen[-1] == (32, 32)
    assert await log.differences() == []
    assert await rows(CITY_COUNTERS) == await rows(COUNTED_CITIES)


async def test_the_sequencer_does_not_wait_for_a_batch_of_a_rebuild(log, monkeypatch):
    """It stamps while the transaction of a batch is open: both write to the rows of the same projections."""
    for n in range(6):
        await log.write(EventKind.SUBMITTED, None, new_request(n, log.clock.at))
    await log.stamp()
    folded, fold = [], online_rebuild.fold_again

    async def fold_and_stamp(*arguments):
        await fold(*arguments)
        folded.append(arguments)
        if len(folded) <= 3:
            await log.write(EventKind.SUBMITTED, None, new_request(10 + len(folded), log.clock.at))
            await log.stamp()

    monkeypatch.setattr(online_rebuild, "fold_again", fold_and_stamp)
    await log.connection.execute("SET lock_timeout = '2s'")
    await rebuild_projections(log.urls.database_url, clock=log.clock, batch=2)

    assert len(folded) >= 5
    assert await log.differences() == []
    assert await rows(CITY_COUNTERS) == await rows(COUNTED_CITIES)


async def test_a_rebuild_that_stopped_is_resumed(log):
    """The next one goes on after the last batch, also beside events that came meanwhile; the tables stay readable."""
    requests = [await log.write(EventKind.SUBMITTED, None, new_request(n, log.clock.at)) for n in range(12)]
    await log.stamp()

    async def stop(position, head):
        if position >= 6:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await rebuild_projections(log.urls.database_url, clock=log.clock, progress=stop, batch=2)
    await log.write(EventKind.REJECTED, requests[0], replace(requests[0].evolve(log.clock.at), status=Status.REJECTED))
    await log.stamp()
    assert await log.differences() == []
    assert [state.rebuilt for state in await projection_states()] == [6] * len(PROJECTIONS)
    seen = []

    async def note(position, head):
        seen.append(position)

    await rebuild_projections(log.urls.database_url, clock=log.clock, progress=note, batch=2)

    assert seen[0] == 6
    assert await log.differences() == []
    assert await rows(CITY_COUNTERS) == await rows(COUNTED_CITIES)


async def test_read_models_of_an_older_installation_are_built_by_the_job(log):
    """Until then nothing folds them, queries count the tables, and verifying says that they are not up to date."""
    due = new_request(1, log.clock.at, due_at=NOON - timedelta(days=1))
    await log.write(EventKind.SUBMITTED, None, due)
    await log.stamp()
    await rows("UPDATE projection SET position = NULL WHERE name = ANY($1)", NAMES)
    await rows(EMPTIED)
    await log.write(EventKind.SUBMITTED, None, new_request(2, log.clock.at))
    await log.stamp()
    assert [proof.differences async for proof in verify_projections(NAMES, log.clock)] == [None] * len(NAMES)
    assert await contents() == [[]] * len(CONTENTS)
    assert (await counters("almaty", log.clock.at)).overdue == 1

    assert await rebuild_stale(log.urls.database_url, log.clock) == NAMES

    assert await log.differences() == []
    assert (await counters("almaty", log.clock.at)).overdue == 1
    assert await rebuild_stale(log.urls.database_url, log.clock) == []


async def test_rebuilding_one_read_model_also_makes_those_that_are_behind(log):
    """It would otherwise be folded from states that are missing."""
    await log.write(EventKind.SUBMITTED, None, new_request(1, log.clock.at))
    await log.stamp()
    await rows("UPDATE projection SET position = NULL WHERE name = ANY($1)", NAMES)
    await rows(EMPTIED)

    await rebuild_projections(log.urls.database_url, ["request_counters"], clock=log.clock)

    assert await log.differences() == []


async def test_a_sequencer_that_does_not_know_read_models_makes_them_stale(log):
    """During a deploy an older version may still stamp: what it did not fold is found, and made again."""
    await log.write(EventKind.SUBMITTED, None, new_request(1, log.clock.at))
    await rows("UPDATE event SET position = 1")
    await rows("UPDATE log_state SET head = 1")
    # Every version has these.
    await rows("INSERT INTO city_counter (city_id, status, count) VALUES ('almaty', 'ACCEPTED', 1)")

    await log.write(EventKind.SUBMITTED, None, new_request(2, log.clock.at))
    await log.stamp()

    states = {state.name: state.is_current for state in await projection_states()}
    assert {name for name, is_current in states.items() if not is_current} == set(NAMES)
    assert [proof.name async for proof in verify_projections((), log.clock) if proof.differences] == []
    assert await rebuild_stale(log.urls.database_url, log.clock) == ["points_months", *NAMES]
    assert await log.differences() == []


async def done_before_midnight(log):
    """Write work that was done at half past midnight in Almaty, an hour before that in a zone further west."""
    log.clock.at = datetime(2026, 11, 30, 19, 30, tzinfo=UTC)
    created = log.clock.at - timedelta(hours=5)
    request = await log.write(EventKind.SUBMITTED, None, new_request(1, created))
    done = {"status": Status.DONE, "started_at": created + timedelta(hours=1), "done_at": log.clock.at}
    request = await log.write(EventKind.WORK_COMPLETED, request, replace(request.evolve(log.clock.at), **done))
    await log.stamp()
    return request


async def dispute(log, request):
    """Write that the work is to be done again, which takes it off the figures of its day."""
    again = replace(request.evolve(log.clock.at), status=Status.IN_PROGRESS, done_at=None)
    await log.write(EventKind.WORK_DISPUTED, request, again)
    await log.stamp()


async def test_a_read_model_that_does_not_fit_the_events_is_left_behind(log):
    """The log goes on, and the figures are made anew: nothing that is wrong in one of them stops a city."""
    request = await done_before_midnight(log)
    await rows("UPDATE day_figure SET work = '{}'")

    await dispute(log, request)

    assert {state.name for state in await projection_states() if not state.is_current} == {"day_figures"}
    assert await rebuild_stale(log.urls.database_url, log.clock) == ["day_figures"]
    assert await log.differences() == []


async def drifted(log):
    """Write three requests, and take two from their counter; return them."""
    requests = [await log.write(EventKind.SUBMITTED, None, new_request(n, log.clock.at)) for n in range(3)]
    await log.stamp()
    await rows("UPDATE city_counter SET count = 1 WHERE status = 'ACCEPTED'")
    return requests


async def start(log, requests):
    for request in requests:
        await log.write(EventKind.WORK_STARTED, request, replace(request.evolve(log.clock.at), status=Status.ON_HOLD))


async def test_a_counter_that_is_too_low_does_not_stop_the_log(log):
    """It becomes 0 and not less, which a comparison finds; other counters and cities go on, and a rebuild corrects it.

    Three batches meet it, the second of which was read while the first was folded.
    """
    requests = await drifted(log)
    await start(log, requests)
    elsewhere = new_request(8, log.clock.at, city_id="astana")
    await log.write(EventKind.SUBMITTED, None, elsewhere)
    await log.write(EventKind.SUBMITTED, None, new_request(9, log.clock.at))

    with capture_logs() as logged:
        await log.stamp()

    found = [line for line in logged if line["event"] == "city_counter_too_low"]
    assert {line["log_level"] for line in found} == {"error"}
    assert "almaty, ACCEPTED, -1" in found[0]["error"]
    assert await rows(CITY_COUNTERS) == [
        {"city_id": "almaty", "status": "ACCEPTED", "count": 1},
        {"city_id": "almaty", "status": "ON_HOLD", "count": 3},
        {"city_id": "astana", "status": "ACCEPTED", "count": 1},
    ]
    assert await log.differences() == []


async def test_a_rebuild_corrects_a_counter_that_is_too_low_while_steps_wait(log):
    """The rebuild numbers the waiting events in its own transaction, which goes on."""
    requests = await drifted(log)
    stamped = False

    async def meanwhile(_position, _head):
        nonlocal stamped
        if not stamped:
            stamped = True
            await start(log, requests)

    await rebuild_projections(
        log.urls.database_url, ["city_counters", "map_cells"], clock=log.clock, progress=meanwhile
    )

    assert await rows(CITY_COUNTERS) == await rows(COUNTED_CITIES)
    assert await log.differences() == []


async def test_figures_of_days_are_made_anew_when_a_city_gets_another_time_zone(log):
    """Also by a sequencer that has folded them by the former one, and goes on."""
    request = await done_before_midnight(log)
    almaty = next(city for city in load_cities() if city.id == "almaty")
    try:
        await put_cities([almaty.model_copy(update={"timezone": "Asia/Dubai"})])

        behind = {state.name for state in await projection_states() if not state.is_current}
        assert behind == {"day_figures", "request_cohorts", "request_parts"}
        assert set(await rebuild_stale(log.urls.database_url, log.clock)) == behind
        assert await log.differences() == []
        days = "SELECT DISTINCT day::text FROM day_figure WHERE kind = 'city' AND done > 0"
        assert await rows(days) == [{"day": "2026-11-30"}]

        await dispute(log, request)
        assert await log.differences() == []
    finally:
        await put_cities([almaty])
        # For the other tests of this process.
        await CITY_ZONES.read(rows)


async def test_figures_that_another_process_has_made_anew_are_folded_by_the_new_time_zone(log):
    """The sequencer works off a backlog meanwhile, in which it does not look for zones."""
    await done_before_midnight(log)
    almaty = next(city for city in load_cities() if city.id == "almaty")
    former = await rows("SELECT id, timezone FROM city")

    async def as_before(_: str) -> list[dict[str, str]]:
        return former

    try:
        await put_cities([almaty.model_copy(update={"timezone": "Asia/Dubai"})])
        other = await log.write(EventKind.SUBMITTED, None, new_request(2, log.clock.at))
        await log.stamp()
        await rebuild_stale(log.urls.database_url, log.clock)
        # What the process of the sequencer has; the other one has read the zones for the rebuild.
        await CITY_ZONES.read(as_before)

        await log.write(EventKind.DEADLINE_BREACHED, other, other.evolve(log.clock.at))
        await log.stamp()

        assert await log.differences() == []
    finally:
        await put_cities([almaty])
        await CITY_ZONES.read(rows)


async def test_a_time_zone_stays_while_a_rebuild_runs(log):
    """It has folded a part of the log by the former one."""
    almaty = next(city for city in load_cities() if city.id == "almaty")
    moved = [almaty.model_copy(update={"timezone": "Asia/Dubai"})]
    await log.connection.execute("SELECT pg_advisory_lock($1)", int(Job.REBUILD))
    with pytest.raises(Conflict):
        await put_cities(moved)

    assert (await City.get(id="almaty")).timezone == almaty.timezone
    assert [state.name for state in await projection_states() if not state.is_current] == []


async def test_a_read_model_of_a_newer_version_stays_behind(log):
    """This version cannot fold it, so its position must not move with those that are folded."""
    await rows("INSERT INTO projection (name, position) VALUES ('of_tomorrow', 0), ('of_next_week', NULL)")

    await log.write(EventKind.SUBMITTED, None, new_request(1, log.clock.at))
    await log.stamp()

    found = await rows("SELECT name, position FROM projection WHERE name LIKE 'of_%' ORDER BY name")
    await rows("DELETE FROM projection WHERE name LIKE 'of_%'")
    assert [(row["name"], row["position"]) for row in found] == [("of_next_week", None), ("of_tomorrow", 0)]


async def test_verifying_finds_what_was_changed(log):
    """One count too many, and a request that was never counted."""
    await log.write(EventKind.SUBMITTED, None, new_request(1, log.clock.at))
    await log.stamp()
    await rows("UPDATE request_counter SET count = 2 WHERE kind = 'category'")
    await rows("DELETE FROM map_cell WHERE band = 6 AND category_id = ''")

    found = await log.differences()

    assert found[0] == "request_counter category, almaty, -, pothole, ACCEPTED: stored [2, 0], counted [1, 0]"
    assert len(found) == 2
    assert found[1].endswith(": stored None, counted [1, 0, 0, 0, 0, 0, 0, 0, 76910000, 43240000, 0, 2]")


async def test_the_log_is_read_once_for_all_projections(log, monkeypatch):
    """However many are named."""
    for number in range(5):
        await log.write(EventKind.SUBMITTED, None, new_request(number, log.clock.at))
    await log.stamp()
    seen = []

    async def counted(connection, after, limit):
        found = await read_folded(connection, after, limit)
        seen.extend(logged.position for logged in found)
        return found

    monkeypatch.setattr(online_rebuild, "read_folded", counted)
    await rebuild_projections(log.urls.database_url, [item.name for item in PROJECTIONS], clock=log.clock, batch=2)

    assert seen == [1, 2, 3, 4, 5]


async def test_names_of_projections_are_checked(log):
    """The refusal lists those there are."""
    with pytest.raises(InvalidInput, match="request_counters"):
        await rebuild_projections(log.urls.database_url, ["counter"])


async def test_counters_count_a_deadline_that_passed_a_moment_ago(log):
    """The sequencer looks twice a second; the answer is right in between."""
    await log.write(EventKind.SUBMITTED, None, new_request(1, log.clock.at))
    await log.stamp()
    later = log.clock.at + timedelta(days=3)

    assert [(await counters("almaty", now)).overdue for now in (log.clock.at, later)] == [0, 1]
    await log.pass_time(72)
    assert (await counters("almaty", later)).overdue == 1


async def test_a_rebuilt_table_keeps_the_names_and_settings_of_the_old_one(log):
    """So that later migrations find its indexes."""
    before = [await rows(query) for query in SHAPE]

    await rebuild_projections(log.urls.database_url, [], clock=log.clock)

    assert [await rows(query) for query in SHAPE] == before
    assert all(before)
