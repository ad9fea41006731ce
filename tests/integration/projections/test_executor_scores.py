"""The scores of executors from the read model equal those that are counted from the tables, for any history."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Status
from app.models.database import rows
from app.queries.figures.executors import counted_scores, executor_scores
from tests.integration.projections.conftest import new_request
from tests.integration.projections.test_read_models import executors, live, steps


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
async def test_scores_equal_the_tables_for_any_history(log, history):
    """Also after disputes, changes of the executor, and requests in other cities."""
    await log.empty()
    await live(log, history)
    await log.stamp()

    assert await executor_scores("almaty") == await counted_scores("almaty")


async def test_scores_are_counted_while_the_read_model_is_built(log):
    """An upgraded installation answers the same before and after."""
    people = await executors(log)
    request = new_request(1, log.clock.at, executor_id=people[0], status=Status.IN_PROGRESS)
    await log.write(EventKind.SUBMITTED, None, request)
    await log.stamp()
    before = await executor_scores("almaty")

    await rows("UPDATE projection SET position = NULL WHERE name = 'executor_totals'")
    await rows("TRUNCATE executor_total")

    assert [(one.executor_id, one.assigned, one.active) for one in before] == [(people[0], 1, 1), (people[1], 0, 0)]
    assert await executor_scores("almaty") == before


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
