"""Counters, statistics and scores, against numbers worked out by hand."""

from contextlib import suppress
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from app.auth.viewer import sessionless_viewer
from app.commands.jobs.deadlines import fire_due
from app.commands.requests import rejection, verdict, withdrawal, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.figures.city_days import touched_days
from app.domain.figures.proportion import wilson_interval
from app.domain.requests.lifecycle import OPEN, Status
from app.domain.requests.reasons import HoldReason, RejectReason
from app.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed
from app.models import Account
from app.models.database import rows
from app.queries.figures.counters import counters
from app.queries.figures.executor_records import executor_records
from app.queries.figures.executors import ExecutorScore, executor_scores
from app.queries.figures.span_figures import city_figures
from app.queries.figures.statistics import Statistics, statistics
from tests import pictures
from tests.conftest import NOON

ALMATY = ZoneInfo("Asia/Almaty")


async def test_counters_are_what_counting_says(test_app):
    """After any walk through the lifecycle the folded numbers equal COUNT(*), city by city, and name their place."""
    random = Random(2)
    citizen, akimat, executor = (
        await test_app.person(),
        await test_app.person(Role.AKIMAT),
        await test_app.person(Role.EXECUTOR),
    )
    ways = [
        lambda id_: work.claim(test_app.context, executor, id_),
        lambda id_: pictures.start(test_app.context, executor, id_),
        lambda id_: work.hold(test_app.context, executor, id_, HoldReason.WEATHER),
        lambda id_: pictures.complete(test_app.context, executor, id_),
        lambda id_: verdict.confirm(test_app.context, citizen, id_, 4),
        lambda id_: verdict.dispute(test_app.context, citizen, id_, "жоқ"),
        lambda id_: withdrawal.withdraw(test_app.context, citizen, id_),
        lambda id_: rejection.reject(test_app.context, akimat, id_, RejectReason.SPAM),
        lambda id_: work.resume(test_app.context, executor, id_),
    ]
    requests = [await submit(test_app.context, citizen, test_app.submission()) for _ in range(12)]
    await submit(test_app.context, citizen, test_app.submission(city_id="astana", latitude=51.1, longitude=71.4))
    for request in requests:
        for way in random.choices(ways, weights=[6, 6, 3, 5, 3, 3, 1, 1, 3], k=7) + ways[:2]:
            with suppress(IllegalTransition, NotAllowed, Conflict):
                await way(request.id)
        test_app.pass_time(hours=24)
    head = await test_app.settled()

    found = await counters("almaty", test_app.clock.now())

    counted = {
        Status(item["status"]): item["n"]
        for item in await rows("SELECT status, count(*) AS n FROM service_request WHERE city_id = 'almaty' GROUP BY 1")
    }
    overdue = await rows(
        "SELECT count(*) AS n FROM service_request WHERE city_id = 'almaty' AND due_at < $1"
        " AND status IN ('ACCEPTED', 'IN_PROGRESS')",
        test_app.clock.now(),
    )
    assert {status: n for status, n in found.by_status.items() if n} == counted
    assert len(counted) > 3
    assert (found.total, found.open) == (12, sum(n for status, n in counted.items() if status in OPEN))
    assert found.overdue == overdue[0]["n"] > 0
    assert found.position == head
    assert (await counters("astana", NOON)).total == 1


async def test_a_city_without_requests_counts_nothing(test_app):
    """Every status is there, with zero."""
    found = await counters("shymkent", NOON)

    assert found.by_status == dict.fromkeys(Status, 0)
    assert (found.total, found.open, found.overdue, found.position) == (0, 0, 0, 0)


async def test_the_figures_of_a_month(test_app):
    """The example: six requests, due in 72 hours; four done in 2, 10, 130 and 30 hours, so one of them late.

    One of the four was disputed and done again; two were confirmed, rated 5 and 2.
    """
    citizen = await test_app.person()
    quick, slow = await test_app.person(Role.EXECUTOR, name="Quick"), await test_app.person(Role.EXECUTOR, name="Slow")
    idle = await test_app.person(Role.EXECUTOR, name="Idle")
    start = test_app.clock.now()

    async def done_after(hours: float, executor, category="pothole"):
        test_app.clock.at = start
        request = await submit(test_app.context, citizen, test_app.submission(category_id=category))
        due_at = start + timedelta(hours=72)
        await rows("UPDATE service_request SET due_at = $2 WHERE id = $1", request.id, due_at)
        await work.claim(test_app.context, executor, request.id)
        await pictures.start(test_app.context, executor, request.id)
        test_app.pass_time(hours=hours)
        await pictures.complete(test_app.context, executor, request.id)
        return request

    first = await done_after(2, quick)
    await verdict.confirm(test_app.context, citizen, first.id, 5)
    second = await done_after(10, quick, "lighting")
    await verdict.confirm(test_app.context, citizen, second.id, 2)
    await done_after(130, slow)
    disputed = await done_after(5, slow)
    await verdict.dispute(test_app.context, citizen, disputed.id, "қайтадан шұңқыр")
    test_app.clock.at = start + timedelta(hours=30)
    await pictures.complete(test_app.context, slow, disputed.id)
    test_app.clock.at = start
    taken = await submit(test_app.context, citizen, test_app.submission())
    await work.claim(test_app.context, slow, taken.id)
    await submit(test_app.context, citizen, test_app.submission(category_id="garbage"))
    await submit(test_app.context, citizen, test_app.submission(city_id="astana", latitude=51.1, longitude=71.4))
    await test_app.settled()

    assert await statistics("almaty", start, start + timedelta(days=30), ALMATY) == Statistics(
        created=6,
        completed=4,
        confirmed=2,
        disputed=1,
        unanswered=0,
        answered_share=1.0,
        on_time_share=0.75,
        median_hours_to_done=20.0,
        by_category=(("pothole", 4), ("garbage", 1), ("lighting", 1)),
    )
    assert await executor_scores("almaty") == [
        ExecutorScore(quick.account_id, 2, 0, 2, 2, 0, 0, 1.0, 1.0, 3.5),
        ExecutorScore(slow.account_id, 3, 1, 2, 0, 1, 0, 1.0, 0.5, None),
        ExecutorScore(idle.account_id, 0, 0, 0, 0, 0, 0, None, None, None),
    ]


async def test_silence_adds_nothing_to_confirmations_and_is_counted_beside_them(test_app):
    """Two pieces of work, one confirmed and one closed without a word: half of the authors have answered."""
    citizen, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    start = test_app.clock.now()
    for confirms in (True, False):
        request = await submit(test_app.context, citizen, test_app.submission())
        await work.claim(test_app.context, executor, request.id)
        await pictures.start(test_app.context, executor, request.id)
        await pictures.complete(test_app.context, executor, request.id)
        if confirms:
            await verdict.confirm(test_app.context, citizen, request.id, 5)
    test_app.pass_time(days=8)
    while (await fire_due(test_app.context)).count:
        pass

    await test_app.settled()
    found = await statistics("almaty", start, start + timedelta(days=30), ALMATY)
    (score,) = await executor_scores("almaty")

    assert (found.confirmed, found.unanswered, found.answered_share) == (1, 1, 0.5)
    assert (score.confirmed, score.unanswered, score.answered_share) == (1, 1, 0.5)


async def test_the_span_has_a_beginning_and_no_end(test_app):
    """A request made at the very beginning counts, one made at the very end does not; shares of nothing are null."""
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    hour = timedelta(hours=1)

    assert (await statistics("almaty", request.created_at, request.created_at + hour, ALMATY)).created == 1
    assert await statistics("almaty", request.created_at - hour, request.created_at, ALMATY) == Statistics(
        0, 0, 0, 0, 0, None, None, None, ()
    )


@pytest.mark.parametrize("hours", [0, -1])
async def test_an_empty_span_is_refused(hours):
    """The end lies after the beginning, or the field is named."""
    with pytest.raises(InvalidInput) as refused:
        await statistics("almaty", NOON, NOON + timedelta(hours=hours), ALMATY)

    assert refused.value.data["field"] == "to"


async def test_only_approved_executors_of_the_city_have_a_score(test_app):
    """Who waits, who is blocked, who is of another city and who is no executor is left out."""
    known = await test_app.person(Role.EXECUTOR)
    waiting, blocked = await test_app.person(Role.EXECUTOR), await test_app.person(Role.EXECUTOR)
    await test_app.person(Role.EXECUTOR, "astana")
    await test_app.person(Role.AKIMAT)
    await Account.filter(id=waiting.account_id).update(approved_at=None)
    await Account.filter(id=blocked.account_id).update(blocked_at=NOON)

    scores = await executor_scores("almaty")

    assert [score.executor_id for score in scores] == [known.account_id]
    assert sessionless_viewer(known.account_id, Role.EXECUTOR, "almaty") == known


async def test_an_executor_is_ranked_by_the_lower_end_of_the_share_and_not_by_a_few_works(test_app, monkeypatch):
    """Two of two on time, one of which was disputed before; one of one late. Silence is in no figure."""
    citizen = await test_app.person()
    good, late = await test_app.person(Role.EXECUTOR), await test_app.person(Role.EXECUTOR)
    start = test_app.clock.now()
    for executor, hours, is_disputed in ((good, 2, False), (good, 3, True), (late, 200, False)):
        test_app.clock.at = start
        request = await submit(test_app.context, citizen, test_app.submission())
        await rows("UPDATE service_request SET due_at = $2 WHERE id = $1", request.id, start + timedelta(hours=72))
        await work.claim(test_app.context, executor, request.id)
        await pictures.start(test_app.context, executor, request.id)
        test_app.pass_time(hours=hours)
        await pictures.complete(test_app.context, executor, request.id)
        if is_disputed:
            await verdict.dispute(test_app.context, citizen, request.id, "жоқ")
            await pictures.complete(test_app.context, executor, request.id)
    await test_app.settled()
    today = test_app.clock.now().astimezone(ALMATY).date()

    records = await executor_records("almaty", today)

    best, worst = records[good.account_id], records[late.account_id]
    assert (best.on_time_low, best.on_time_high) == wilson_interval(2, 2)
    assert (worst.on_time_low, worst.on_time_high) == wilson_interval(0, 1)
    assert (best.reopen_rate, worst.reopen_rate) == (pytest.approx(1 / 3), 0)
    assert best.figures.work.median_hours == pytest.approx(2, rel=0.02)
    assert (best.rank, worst.rank) == (None, None)
    monkeypatch.setattr("app.queries.figures.executor_records.LEAST_JUDGED", 2)
    ranked = await executor_records("almaty", today)
    assert (ranked[good.account_id].rank, ranked[late.account_id].rank) == (1, None)


async def test_the_figures_of_a_span_are_compared_with_as_many_days_before(test_app):
    """A request of yesterday is of the span before, one of today of the span itself."""
    citizen = await test_app.person()
    await submit(test_app.context, citizen, test_app.submission())
    test_app.pass_time(days=1)
    for _ in range(2):
        await submit(test_app.context, citizen, test_app.submission())
    await test_app.settled()
    now = test_app.clock.now()

    today = touched_days(now, now + timedelta(hours=1), ALMATY)

    assert (await city_figures("almaty", today)).received == 2
    assert (await city_figures("almaty", today.before)).received == 1
