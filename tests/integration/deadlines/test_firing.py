"""What comes about by time alone, on the real engines, on a clock that the test moves."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from app.commands.jobs.deadlines import fire_due
from app.commands.requests import deadline_extension, verdict, work
from app.commands.requests.submission import submit
from app.commands.requests.withdrawal import withdraw
from app.domain.accounts.roles import Role
from app.domain.requests.closed_by import ClosedBy
from app.domain.requests.lifecycle import Status
from app.domain.requests.reasons import HoldReason
from app.models.database import rows
from app.models.requests.due_requests import next_timer_at
from app.queries.notifications.account_notifications import notifications
from app.queries.requests.service_requests import service_request
from tests import pictures


async def kinds(request_id) -> list[str]:
    return [
        item["kind"] for item in await rows("SELECT kind FROM event WHERE request_id = $1 ORDER BY version", request_id)
    ]


async def fire_all(test_app) -> int:
    """Fire until nothing is due."""
    count = 0
    while (fired := await fire_due(test_app.context)).count:
        count += fired.count
    return count


async def test_each_moment_fires_once_at_its_time(test_app):
    """At three quarters at risk, at the deadline breached, one more period later escalated; never again."""
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    period = request.due_at - request.created_at

    seen = []
    for share in (0.7, 0.76, 0.99, 1.0, 1.5, 2.0, 3.0):
        test_app.clock.at = request.created_at + period * share
        seen.append((share, await fire_all(test_app)))

    assert seen == [(0.7, 0), (0.76, 1), (0.99, 0), (1.0, 1), (1.5, 0), (2.0, 1), (3.0, 0)]
    assert await kinds(request.id) == [
        "SUBMITTED",
        "DEADLINE_AT_RISK",
        "DEADLINE_BREACHED",
        "DEADLINE_ESCALATED",
    ]
    assert await next_timer_at() is None


async def test_missed_moments_fire_on_return_in_order_and_say_when_they_were_due(test_app):
    """After a month of being down all three come, the earliest first, each with the moment it missed."""
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    test_app.pass_time(days=30)

    fired = await fire_due(test_app.context)

    assert await fire_all(test_app) == 2
    late = await rows("SELECT kind, at, moment_at FROM event WHERE version > 1 ORDER BY version")
    assert [item["moment_at"] for item in late] == [request.at_risk_at, request.due_at, request.escalate_at]
    assert all(item["at"] == test_app.clock.now() for item in late)
    assert fired.latest_seconds == (test_app.clock.now() - request.at_risk_at).total_seconds()


async def test_a_request_found_by_a_time_that_is_not_its_own_keeps_no_other_from_firing(test_app):
    """Its row is corrected, and it gets no event: neither without a timer, nor before its time."""
    citizen = await test_app.person()
    without, early, due = [await submit(test_app.context, citizen, test_app.submission()) for _ in range(3)]
    await withdraw(test_app.context, citizen, without.id)
    await rows("UPDATE service_request SET at_risk_at = at_risk_at + interval '1 hour' WHERE id = $1", early.id)
    await rows("UPDATE service_request SET next_moment_at = $2 WHERE id = $1", without.id, due.at_risk_at)
    test_app.clock.at = due.at_risk_at

    with capture_logs() as logged:
        assert await fire_all(test_app) == 1

    assert (await kinds(due.id))[-1] == "DEADLINE_AT_RISK"
    assert (await kinds(without.id), await kinds(early.id)) == (["SUBMITTED", "WITHDRAWN"], ["SUBMITTED"])
    (said,) = [line for line in logged if line["event"] == "next_moment_mistaken"]
    assert set(said["requests"]) == {str(without.id), str(early.id)}
    assert await next_timer_at() == early.at_risk_at + timedelta(hours=1)


async def test_a_paused_deadline_does_not_fire(test_app):
    """While on hold nothing comes; afterwards it comes later by the pause."""
    citizen, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    request = await submit(test_app.context, citizen, test_app.submission())
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    await work.hold(test_app.context, executor, request.id, HoldReason.WEATHER)
    test_app.pass_time(days=100)

    assert await fire_all(test_app) == 0
    resumed = await work.resume(test_app.context, executor, request.id)
    assert await fire_all(test_app) == 0
    assert resumed.at_risk_at - request.at_risk_at == timedelta(days=100)


async def test_an_extension_gives_a_second_chance_and_a_second_breach(test_app):
    """What lies ahead again may fire again; what does not, does not."""
    akimat = await test_app.person(Role.AKIMAT)
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    test_app.clock.at = request.due_at
    assert await fire_all(test_app) == 2

    extended = await deadline_extension.extend(
        test_app.context, akimat, request.id, request.due_at + timedelta(days=30), "Мороз"
    )
    assert await fire_all(test_app) == 0
    test_app.clock.at = extended.due_at
    await fire_all(test_app)

    assert (await kinds(request.id)).count("DEADLINE_BREACHED") == 2


async def test_silence_closes_after_seven_days_and_confirms_nothing(test_app):
    """The author is reminded after three days; after seven it is closed without an answer, after 28 asked once more."""
    citizen, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    request = await submit(test_app.context, citizen, test_app.submission())
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    done = await pictures.complete(test_app.context, executor, request.id)

    test_app.clock.at = done.done_at + timedelta(days=3)
    assert await fire_all(test_app) == 1
    test_app.clock.at = done.done_at + timedelta(days=7)
    assert await fire_all(test_app) == 1

    found = await service_request(request.id)
    assert found is not None
    assert (found.status, found.closed_by) == (Status.UNANSWERED, ClosedBy.SILENCE)
    assert (found.rating, found.confirmed_at, found.closed_at) == (None, None, test_app.clock.now())
    assert (await kinds(request.id))[-2:] == ["VERDICT_REMINDED", "CLOSED_UNANSWERED"]

    test_app.clock.at = done.done_at + timedelta(days=28)
    assert await fire_all(test_app) == 1
    test_app.pass_time(days=400)
    assert await fire_all(test_app) == 0
    assert (await kinds(request.id))[-2:] == ["CLOSED_UNANSWERED", "VERDICT_ASKED_AGAIN"]


async def test_a_dispute_begins_a_new_round(test_app):
    """The reminder and the silence count anew from the second completion."""
    citizen, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    request = await submit(test_app.context, citizen, test_app.submission())
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    await pictures.complete(test_app.context, executor, request.id)
    test_app.pass_time(days=3)
    await fire_all(test_app)
    await verdict.dispute(test_app.context, citizen, request.id, "Жоқ")
    await pictures.complete(test_app.context, executor, request.id)

    test_app.pass_time(days=6)
    await fire_all(test_app)
    found = await service_request(request.id)

    assert found is not None
    assert found.status is Status.DONE
    assert (await kinds(request.id)).count("VERDICT_REMINDED") == 2


async def test_ten_clocks_at_once_fire_each_moment_once(test_app):
    """However many fire at the same time, each request gets each event once."""
    citizen = await test_app.person()
    for _ in range(40):
        await submit(test_app.context, citizen, test_app.submission())
    test_app.pass_time(days=365)

    rounds = await asyncio.gather(*(fire_all(test_app) for _ in range(10)))

    assert sum(rounds) == 3 * 40
    counted = await rows("SELECT kind, count(*) AS n FROM event WHERE version > 1 GROUP BY kind ORDER BY kind")
    assert [item["n"] for item in counted] == [40, 40, 40]
    versions = await rows("SELECT count(*) AS n FROM service_request WHERE version <> 4")
    assert versions[0]["n"] == 0


async def test_those_concerned_are_told(test_app):
    """A risk notifies the executor; a breach all recipients; a reminder the author."""
    citizen, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    request = await submit(test_app.context, citizen, test_app.submission())
    await work.claim(test_app.context, executor, request.id)
    test_app.clock.at = request.due_at
    await fire_all(test_app)
    await test_app.settled()

    async def notified(account) -> list[str]:
        page = await notifications(account.account_id)
        return [item.logged.event.kind for _, item in page.items]

    assert await notified(executor) == ["DEADLINE_BREACHED", "DEADLINE_AT_RISK"]
    assert await notified(citizen) == ["DEADLINE_BREACHED", "CLAIMED"]


@pytest.mark.parametrize("kind", ["DEADLINE_AT_RISK", "DEADLINE_BREACHED"])
async def test_alerts_carry_the_topic_of_the_city(test_app, kind):
    """slaAlerts of the city hears it."""
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    test_app.clock.at = request.due_at
    await fire_all(test_app)

    found = await rows("SELECT topics FROM event WHERE kind = $1", kind)

    assert "alert:almaty" in found[0]["topics"]
