"""Counters, statistics and scores, against numbers worked out by hand."""

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest

from app.commands import ruling, verdict, work
from app.commands.operator import as_viewer
from app.commands.submit import submit
from app.domain.lifecycle import OPEN, Status
from app.domain.reasons import HoldReason, RejectReason
from app.domain.roles import Role
from app.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed
from app.models import Account
from app.models.database import rows
from app.queries.counters import counters
from app.queries.executors import ExecutorScore, executor_scores
from app.queries.statistics import Statistics, statistics
from tests import pictures
from tests.conftest import NOON


async def test_counters_are_what_counting_says(town):
    """After any walk through the lifecycle the folded numbers equal COUNT(*), city by city, and name their place."""
    random = Random(2)
    citizen, akimat, executor = (
        await town.person(),
        await town.person(Role.AKIMAT),
        await town.person(Role.EXECUTOR),
    )
    ways = [
        lambda id_: work.claim(town.desk, executor, id_),
        lambda id_: pictures.start(town.desk, executor, id_),
        lambda id_: work.hold(town.desk, executor, id_, HoldReason.WEATHER),
        lambda id_: pictures.complete(town.desk, executor, id_),
        lambda id_: verdict.confirm(town.desk, citizen, id_, 4),
        lambda id_: verdict.dispute(town.desk, citizen, id_, "жоқ"),
        lambda id_: verdict.withdraw(town.desk, citizen, id_),
        lambda id_: ruling.reject(town.desk, akimat, id_, RejectReason.SPAM),
        lambda id_: work.resume(town.desk, executor, id_),
    ]
    requests = [await submit(town.desk, citizen, town.submission()) for _ in range(12)]
    await submit(town.desk, citizen, town.submission(city_id="astana", latitude=51.1, longitude=71.4))
    for request in requests:
        for way in random.choices(ways, weights=[6, 6, 3, 5, 3, 3, 1, 1, 3], k=7) + ways[:2]:
            with suppress(IllegalTransition, NotAllowed, Conflict):
                await way(request.id)
        town.pass_time(hours=24)
    head = await town.settled()

    found = await counters("almaty", town.clock.now())

    counted = {
        Status(item["status"]): item["n"]
        for item in await rows("SELECT status, count(*) AS n FROM service_request WHERE city_id = 'almaty' GROUP BY 1")
    }
    overdue = await rows(
        "SELECT count(*) AS n FROM service_request WHERE city_id = 'almaty' AND due_at < $1"
        " AND status IN ('ACCEPTED', 'IN_PROGRESS')",
        town.clock.now(),
    )
    assert {status: n for status, n in found.by_status.items() if n} == counted
    assert len(counted) > 3
    assert (found.total, found.open) == (12, sum(n for status, n in counted.items() if status in OPEN))
    assert found.overdue == overdue[0]["n"] > 0
    assert found.position == head
    assert (await counters("astana", NOON)).total == 1


async def test_a_city_without_requests_counts_nothing(town):
    """Every status is there, with zero."""
    found = await counters("shymkent", NOON)

    assert found.by_status == dict.fromkeys(Status, 0)
    assert (found.total, found.open, found.overdue, found.position) == (0, 0, 0, 0)


async def test_the_figures_of_a_month(town):
    """The example: six requests, due in 72 hours; four done in 2, 10, 130 and 30 hours, so one of them late.

    One of the four was disputed and done again; two were confirmed, rated 5 and 2.
    """
    citizen = await town.person()
    quick, slow = await town.person(Role.EXECUTOR, name="Quick"), await town.person(Role.EXECUTOR, name="Slow")
    idle = await town.person(Role.EXECUTOR, name="Idle")
    start = town.clock.now()

    async def done_after(hours: float, executor, category="pothole"):
        town.clock.at = start
        request = await submit(town.desk, citizen, town.submission(category_id=category))
        due_at = start + timedelta(hours=72)
        await rows("UPDATE service_request SET due_at = $2 WHERE id = $1", request.id, due_at)
        await work.claim(town.desk, executor, request.id)
        await pictures.start(town.desk, executor, request.id)
        town.pass_time(hours=hours)
        await pictures.complete(town.desk, executor, request.id)
        return request

    first = await done_after(2, quick)
    await verdict.confirm(town.desk, citizen, first.id, 5)
    second = await done_after(10, quick, "lighting")
    await verdict.confirm(town.desk, citizen, second.id, 2)
    await done_after(130, slow)
    disputed = await done_after(5, slow)
    await verdict.dispute(town.desk, citizen, disputed.id, "қайтадан шұңқыр")
    town.clock.at = start + timedelta(hours=30)
    await pictures.complete(town.desk, slow, disputed.id)
    town.clock.at = start
    taken = await submit(town.desk, citizen, town.submission())
    await work.claim(town.desk, slow, taken.id)
    await submit(town.desk, citizen, town.submission(category_id="garbage"))
    await submit(town.desk, citizen, town.submission(city_id="astana", latitude=51.1, longitude=71.4))
    await town.settled()

    assert await statistics("almaty", start, start + timedelta(days=30)) == Statistics(
        created=6,
        completed=4,
        confirmed=2,
        disputed=1,
        on_time_share=0.75,
        median_hours_to_done=20.0,
        by_category=(("pothole", 4), ("garbage", 1), ("lighting", 1)),
    )
    assert await executor_scores("almaty") == [
        ExecutorScore(quick.account_id, 2, 0, 2, 2, 0, 1.0, 3.5),
        ExecutorScore(slow.account_id, 3, 1, 2, 0, 1, 0.5, None),
        ExecutorScore(idle.account_id, 0, 0, 0, 0, 0, None, None),
    ]


async def test_the_span_has_a_beginning_and_no_end(town):
    """A request made at the very beginning counts, one made at the very end does not; shares of nothing are null."""
    request = await submit(town.desk, await town.person(), town.submission())
    hour = timedelta(hours=1)

    assert (await statistics("almaty", request.created_at, request.created_at + hour)).created == 1
    assert await statistics("almaty", request.created_at - hour, request.created_at) == Statistics(
        0, 0, 0, 0, None, None, ()
    )


@pytest.mark.parametrize("hours", [0, -1])
async def test_an_empty_span_is_refused(hours):
    """The end lies after the beginning, or the field is named."""
    with pytest.raises(InvalidInput) as refused:
        await statistics("almaty", NOON, NOON + timedelta(hours=hours))

    assert refused.value.data["field"] == "to"


async def test_only_approved_executors_of_the_city_have_a_score(town):
    """Who waits, who is blocked, who is of another city and who is no executor is left out."""
    known = await town.person(Role.EXECUTOR)
    waiting, blocked = await town.person(Role.EXECUTOR), await town.person(Role.EXECUTOR)
    await town.person(Role.EXECUTOR, "astana")
    await town.person(Role.AKIMAT)
    await Account.filter(id=waiting.account_id).update(approved_at=None)
    await Account.filter(id=blocked.account_id).update(blocked_at=NOON)

    scores = await executor_scores("almaty")

    assert [score.executor_id for score in scores] == [known.account_id]
    assert as_viewer(known.account_id, Role.EXECUTOR, "almaty") == known
