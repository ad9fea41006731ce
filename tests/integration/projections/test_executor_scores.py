"""The scores of executors from the read model equal those that are counted from the tables, for any history."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings

from app.domain.figures.city_days import midnight
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import OPEN, Status
from app.models.database import rows
from app.queries.figures.executor_checks import ExecutorChecks, disputed_requests, executor_checks
from app.queries.figures.executor_records import executor_records, months_until
from app.queries.figures.executors import counted_scores, executor_scores
from app.queries.requests.filter import Filter
from app.queries.requests.totals import total
from tests.integration.projections.conftest import new_request
from tests.integration.projections.test_read_models import LATEST, executors, live, steps

_MARK_SOME_PHOTOS = """
    INSERT INTO photo (id, request_id, account_id, version, position, kind, marks, created_at, digest, width, height,
        large_key, medium_key, small_key)
    SELECT gen_random_uuid(), id, executor_id, version, n, 'AFTER',
        CASE WHEN version % 2 = 0 THEN ARRAY['FAR'] ELSE '{}' END, updated_at,
        sha256(gen_random_uuid()::text::bytea), 1, 1, '-', '-', '-'
    FROM service_request, generate_series(1, 2) AS n WHERE executor_id IS NOT NULL
"""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
async def test_scores_equal_the_tables_for_any_history(log, history):
    """Also after disputes, changes of the executor, and requests in other cities."""
    await log.empty()
    await live(log, history)
    await log.stamp()

    assert await executor_scores("almaty") == await counted_scores("almaty")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
async def test_each_figure_of_the_scoreboard_is_the_total_of_the_list_that_it_leads_to(log, history):
    """For any history: with disputes, changes of the executor and of the deadline, and requests in other cities."""
    await rows("TRUNCATE photo")
    await log.empty()
    await live(log, history)
    await log.stamp()
    await rows(_MARK_SOME_PHOTOS)
    zone, now = ZoneInfo("Asia/Almaty"), log.clock.at
    # The histories also end work in hours to come, which may lie in the next month.
    last_day = (now + LATEST).astimezone(zone).date()
    records = await executor_records("almaty", last_day)
    checks = await executor_checks("almaty")
    since = midnight(months_until(last_day)[0], zone)

    async def listed(executor_id, **narrowed):
        found = await total(Filter(city_id="almaty", executor_id=executor_id, **narrowed), now)
        assert not found.is_capped
        return found.count

    for score in await executor_scores("almaty"):
        executor = score.executor_id
        elsewhere = await total(Filter(executor_id=executor), now)
        assert score.assigned == elsewhere.count
        if elsewhere.count == await listed(executor):
            assert score.active == await listed(executor, statuses=OPEN)
            assert score.done == await listed(executor, done=True)
            assert score.assigned - score.done == await listed(executor, done=False)
        found = checks.get(executor, ExecutorChecks())
        assert found.disputed == await listed(executor, disputed=True)
        assert found.marked == await listed(executor, marked=True)
        assert await listed(executor) == found.disputed + await listed(executor, disputed=False)
        figures = records[executor].figures if executor in records else None
        assert (figures.done if figures else 0) == await listed(executor, done_from=since)
        assert (figures.done_on_time if figures else 0) == await listed(executor, done_from=since, late=False)
        assert (figures.done_late if figures else 0) == await listed(executor, done_from=since, late=True)


async def test_scores_are_counted_while_the_read_model_is_built(log):
    """An upgraded installation answers the same before and after."""
    people = await executors(log)
    request = new_request(1, log.clock.at, executor_id=people[0], status=Status.IN_PROGRESS)
    await log.write(EventKind.SUBMITTED, None, request)
    await log.stamp()
    disputed = await log.write(EventKind.WORK_DISPUTED, request, request.evolve(log.clock.at))
    await log.write(EventKind.ASSIGNED, disputed, replace(disputed.evolve(log.clock.at), executor_id=people[0]))
    await log.stamp()
    before = await executor_scores("almaty")
    assert await disputed_requests("almaty") == {people[0]: 1}

    await rows("UPDATE projection SET position = NULL WHERE name IN ('executor_totals', 'disputed_requests')")
    await rows("TRUNCATE executor_total, disputed_total, executor_dispute")

    assert [(one.executor_id, one.assigned, one.active) for one in before] == [(people[0], 1, 1), (people[1], 0, 0)]
    assert await executor_scores("almaty") == before
    assert await disputed_requests("almaty") == {people[0]: 1}


async def test_ratings_of_a_disputed_round_are_taken_back(log):
    """The co-author gave stars, the author disputed; the stars of the next round count."""
    people = await executors(log)
    request = new_request(1, log.clock.at, executor_id=people[0], status=Status.DONE)
    await log.write(EventKind.SUBMITTED, None, request)

    async def steps_to(version, kind, status):
        """Comment until the version before, then take the step: the log of the tests draws stars from versions."""
        nonlocal request
        while request.version < version:
            is_last = request.version == version - 1
            after = request.evolve(log.clock.at)
            after = replace(after, status=status) if is_last else after
            request = await log.write(kind if is_last else EventKind.COMMENTED, request, after)
        await log.stamp()
        found = await executor_scores("almaty")
        assert found == await counted_scores("almaty")
        return found[0].average_rating, found[0].disputed

    assert await steps_to(5, EventKind.CONFIRMATION_ADDED, Status.CONFIRMED) == (1.0, 0)
    assert await steps_to(7, EventKind.WORK_DISPUTED, Status.CONFIRMED) == (None, 1)
    assert await steps_to(9, EventKind.WORK_CONFIRMED, Status.CONFIRMED) == (5.0, 1)
