"""An upgrade sums the new rows of read models itself, unless a process of before numbers events meanwhile."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from tortoise.migrations.executor import MigrationTarget

from app.domain.figures.zones import week_of
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Status
from app.events.leadership import Job, leadership
from app.events.rebuild import rebuild_stale, stale_read_models
from app.models.database import asyncpg_dsn, migrate, rows
from app.models.migrating import Migrations
from tests.integration.projections.conftest import new_request
from tests.integration.projections.test_read_models import executors

TOTALLED = "SELECT count(*) AS n FROM map_cell WHERE band >= 16 AND category_id = ''"

OF_YEARS = """
    SELECT (SELECT sum(received) FROM day_figure WHERE kind = 'city year' AND district_id = '') AS figures,
           (SELECT sum(received) FROM request_cohort WHERE grain = 'year') AS cohorts
"""


@pytest.fixture
async def lived(log):
    """A city with work that was rated, disputed and late, in the tables of the migration before."""
    people = await executors(log)
    for number in range(6):
        request = new_request(number, log.clock.at, executor_id=people[number % 2], latitude=43.2 + number / 100)
        await log.write(EventKind.SUBMITTED, None, request)
        done_at = log.clock.at + timedelta(hours=30 * number)
        done = replace(request.evolve(log.clock.at), status=Status.DONE, done_at=done_at)
        await log.write(EventKind.WORK_COMPLETED, request, done)
        confirmed = replace(done.evolve(log.clock.at), status=Status.CONFIRMED, confirmed_at=done_at)
        await log.write(EventKind.WORK_CONFIRMED, done, confirmed)
        if number == 4:
            disputed = replace(confirmed.evolve(log.clock.at), status=Status.IN_PROGRESS, done_at=None)
            await log.write(EventKind.WORK_DISPUTED, confirmed, replace(disputed, confirmed_at=None))
    await log.stamp()
    await back(log.urls.database_url)
    return log


async def back(database_url, name="0031_growth"):
    """Return to the tables of this migration, by default of before the totals."""
    target = MigrationTarget(app_label="qala", name=name)
    await Migrations(database_url).migrate([target], direction="backward")


async def test_an_upgrade_of_a_stopped_installation_has_the_totals_at_once(lived):
    """Nothing has to be rebuilt."""
    await migrate(lived.urls.database_url)

    assert await stale_read_models(lived.connection) == []
    assert await lived.differences() == []
    assert (await rows(TOTALLED))[0]["n"] > 0
    assert (await rows("SELECT sum(rated) AS n, sum(disputed) AS disputed FROM executor_total")) == [
        {"n": 5, "disputed": 1}
    ]
    assert await rows("SELECT requests FROM disputed_total") == [{"requests": 1}]
    assert (await rows(OF_YEARS))[0] == {"figures": 6, "cohorts": 6}


async def test_an_upgrade_beside_a_process_of_before_leaves_them_to_the_job(lived):
    """It numbers events and does not know the new rows."""
    async with leadership(asyncpg_dsn(lived.urls.database_url), Job.SEQUENCER):
        await migrate(lived.urls.database_url)

    stale = ["map_cells", "day_figures", "request_cohorts", "request_parts", "executor_totals", "disputed_requests"]
    assert await stale_read_models(lived.connection) == stale
    assert await rebuild_stale(lived.urls.database_url, lived.clock) == stale
    assert await lived.differences() == []


# The sums of zones as the version before kept them: a column for the weeks between two ages.
_FORMER_SUMS = f"""
    INSERT INTO zone_total SELECT city_id, category_id, hexagon, {
    ", ".join(
        f"coalesce(sum({name}) FILTER (WHERE (week.week - zone_figure.week) / 7 BETWEEN {first} AND {last - 1}), 0)"
        for first, last in pairwise((0, 4, 8, 13, 26, 52, 104))
        for name in ("received", "late")
    )
} FROM zone_figure, zone_week AS week GROUP BY 1, 2, 3
"""
_PERIODS = "SELECT zone_period.*, week FROM zone_period, zone_period_week ORDER BY city_id, hexagon"


@pytest.mark.parametrize("behind", [0, 1])
async def test_sums_of_zones_are_made_from_those_of_before(log, behind):
    """Requests of each age at which a period begins or ends; not where an earlier version has left its sums behind."""
    for number, weeks in enumerate((0, 3, 4, 7, 8, 12, 13, 25, 26, 51, 52, 103, 104)):
        created = log.clock.at - timedelta(weeks=weeks)
        times = {"created_at": created, "updated_at": created, "due_at": created + timedelta(days=2)}
        kind = {"category_id": ("pothole", "lighting", "other")[number % 3], "latitude": 43.2 + number % 2 / 10}
        await log.write(EventKind.SUBMITTED, None, new_request(number, log.clock.at, **times, **kind))
    await log.stamp()
    await log.pass_time(0)
    made = await rows(_PERIODS)
    await back(log.urls.database_url, "0049_figures_of_years")
    await rows("INSERT INTO zone_week VALUES (1, $1, true)", week_of(log.clock.at))
    await rows(_FORMER_SUMS)
    await rows("UPDATE projection SET position = head - $1 FROM log_state WHERE name = 'zone_sums'", behind)

    await migrate(log.urls.database_url)

    assert await rows(_PERIODS) == ([] if behind else made)
    assert await log.differences() == []
    await log.pass_time(0)
    assert await rows(_PERIODS) == made != []
    assert await log.differences() == []
