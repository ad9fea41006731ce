"""Another category: another promise from the same beginning, and the old one in the history."""

from datetime import timedelta

import pytest

from app.commands.jobs.deadlines import fire_due
from app.commands.requests import deadline_extension, work
from app.commands.requests.category_change import change_category
from app.commands.requests.submission import submit
from app.commands.staff.sla_policies import PolicyChange, set_policy
from app.domain.accounts.roles import Role
from app.domain.log.former_promise import FormerPromise
from app.domain.requests.lifecycle import Action, Status
from app.domain.requests.reasons import HoldReason
from app.domain.sla import Counted
from app.errors import IllegalTransition, InvalidInput, NotAllowed
from app.models.database import row, rows
from app.queries.log.timeline import timeline
from app.queries.notifications.account_notifications import notifications
from app.queries.requests.service_requests import service_request
from tests import pictures

HOUR = timedelta(hours=1)


@pytest.fixture
async def akimat(test_app):
    """An officer of Almaty, who promises potholes in 100 hours and lights in 40, round the clock."""
    officer = await test_app.person(Role.AKIMAT)
    for category_id, hours in (("pothole", 100), ("lighting", 40)):
        change = PolicyChange(
            city_id="almaty", category_id=category_id, hours=hours, counted=Counted.ROUND_THE_CLOCK, reason="x"
        )
        await set_policy(test_app.context, officer, change)
    return officer


@pytest.fixture
async def request_(test_app, akimat):
    """A pothole that is promised in 100 hours."""
    return await submit(test_app.context, await test_app.person(), test_app.submission())


async def in_work(test_app, request_):
    """Let an executor begin."""
    executor = await test_app.person(Role.EXECUTOR)
    await work.claim(test_app.context, executor, request_.id)
    await pictures.start(test_app.context, executor, request_.id)
    return executor


async def kinds(request_):
    found = await rows("SELECT kind FROM event WHERE request_id = $1 ORDER BY version", request_.id)
    return [item["kind"] for item in found]


async def test_a_new_promise_takes_the_place_of_the_old_one(test_app, akimat, request_):
    """It counts from the beginning; status and executor stay; the event has both sides and recipients are notified."""
    executor = await in_work(test_app, request_)
    test_app.pass_time(hours=10)

    changed = await change_category(test_app.context, akimat, request_.id, "lighting", " Шам сынған ")
    await test_app.settled()

    assert (changed.category_id, changed.status, changed.executor_id) == (
        "lighting",
        Status.IN_PROGRESS,
        executor.account_id,
    )
    assert changed.promised_at == changed.due_at == request_.created_at + 40 * HOUR
    assert changed.at_risk_at == request_.created_at + 30 * HOUR
    assert changed.policy_id != request_.policy_id
    assert await service_request(request_.id) == changed
    event = (await timeline(request_.id)).items[-1][1].event
    assert (event.kind, event.reason, event.from_status) == ("RECATEGORISED", "Шам сынған", Status.IN_PROGRESS)
    assert event.former == FormerPromise.of(request_)
    assert event.former.due_at == request_.created_at + 100 * HOUR
    for person in (request_.author_id, executor.account_id):
        assert (await notifications(person)).items[0][1].logged.event.kind == "RECATEGORISED"


async def test_pauses_and_extensions_are_not_lost(test_app, akimat, request_):
    """There and back again: two pauses of 5 and 7 hours and an extension by 50 in between all count."""
    executor = await in_work(test_app, request_)
    await work.hold(test_app.context, executor, request_.id, HoldReason.WEATHER)
    test_app.pass_time(hours=5)
    await work.resume(test_app.context, executor, request_.id)

    first = await change_category(test_app.context, akimat, request_.id, "lighting", "x")
    assert first.due_at == request_.created_at + 45 * HOUR

    await deadline_extension.extend(test_app.context, akimat, request_.id, first.due_at + 50 * HOUR, "Аяз")
    await work.hold(test_app.context, executor, request_.id, HoldReason.WEATHER)
    test_app.pass_time(hours=7)
    await work.resume(test_app.context, executor, request_.id)
    back = await change_category(test_app.context, akimat, request_.id, "pothole", "x")
    again = await change_category(test_app.context, akimat, request_.id, "lighting", "x")

    assert back.due_at == request_.created_at + 112 * HOUR
    assert again.due_at == first.due_at + 57 * HOUR
    assert again.promised_at == request_.created_at + 40 * HOUR


async def test_a_pause_that_runs_moves_the_new_deadline_when_it_ends(test_app, akimat, request_):
    """On hold the category may change, too; what rests goes on resting."""
    executor = await in_work(test_app, request_)
    await work.hold(test_app.context, executor, request_.id, HoldReason.ACCESS)
    test_app.pass_time(hours=60)

    resting = await change_category(test_app.context, akimat, request_.id, "lighting", "x")
    assert (resting.status, (await fire_due(test_app.context)).count) == (Status.ON_HOLD, 0)
    resumed = await work.resume(test_app.context, executor, request_.id)

    assert resting.due_at == request_.created_at + 40 * HOUR
    assert resumed.due_at == request_.created_at + 100 * HOUR
    assert (await fire_due(test_app.context)).count == 0


async def test_a_deadline_that_the_change_puts_into_the_past_is_breached_at_once(test_app, akimat, request_):
    """Without the event of its risk, which has passed; events of the old promise do not fire again."""
    test_app.pass_time(hours=80)
    await fire_due(test_app.context)
    assert (await kinds(request_))[-1] == "DEADLINE_AT_RISK"
    other = await submit(test_app.context, await test_app.person(), test_app.submission())
    test_app.pass_time(hours=50)
    while (await fire_due(test_app.context)).count:
        pass
    notified = await kinds(request_)

    await change_category(test_app.context, akimat, request_.id, "lighting", "x")
    await change_category(test_app.context, akimat, other.id, "lighting", "x")
    while (await fire_due(test_app.context)).count:
        pass

    assert notified[-1] == "DEADLINE_BREACHED"
    assert (await kinds(request_))[len(notified) :] == ["RECATEGORISED", "DEADLINE_ESCALATED"]
    assert (await kinds(other))[1:] == ["RECATEGORISED", "DEADLINE_BREACHED"]


async def test_only_the_akimat_of_the_city_and_only_while_work_is_owed(test_app, akimat, request_):
    """Not the author, not the executor, not a foreign officer; not once it is done."""
    executor = await in_work(test_app, request_)
    for other in (await test_app.person(Role.AKIMAT, "astana"), executor, await test_app.person()):
        with pytest.raises(NotAllowed):
            await change_category(test_app.context, other, request_.id, "lighting", "x")
    await pictures.complete(test_app.context, executor, request_.id)
    with pytest.raises(IllegalTransition) as refused:
        await change_category(test_app.context, akimat, request_.id, "lighting", "x")

    assert Action.RECATEGORISE not in refused.value.extensions["allowed"]


@pytest.mark.parametrize(
    ("category_id", "reason", "field"),
    [
        ("pothole", "x", "categoryId"),
        ("nothing", "x", "categoryId"),
        ("./..", "x", "categoryId"),
        ("lighting", " ", "reason"),
        ("lighting", "x" * 1001, "reason"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(test_app, request_, *, akimat, category_id, reason, field):
    """The category it has, one there is not, no reason; nothing is written."""
    with pytest.raises(InvalidInput) as refused:
        await change_category(test_app.context, akimat, request_.id, category_id, reason)

    assert refused.value.data["field"] == field
    assert await service_request(request_.id) == request_


async def test_a_request_that_came_with_its_own_deadline_keeps_it(test_app, akimat, request_):
    """Nobody here promised it."""
    await rows("UPDATE service_request SET policy_id = NULL, policy_version = NULL WHERE id = $1", request_.id)

    changed = await change_category(test_app.context, akimat, request_.id, "lighting", "x")

    assert (changed.category_id, changed.due_at, changed.promised_at) == (
        "lighting",
        request_.due_at,
        request_.promised_at,
    )


async def test_counters_and_the_fold_of_the_log_stay_right(test_app, akimat, request_):
    """No status changed, so no counter does; the log tells the same as the table."""
    await change_category(test_app.context, akimat, request_.id, "lighting", "x")
    await test_app.settled()

    assert await rows("SELECT status, count FROM city_counter") == [{"status": "ACCEPTED", "count": 1}]
    last = await row("SELECT snapshot ->> 'category_id' AS category FROM event ORDER BY position DESC LIMIT 1")
    assert last == {"category": "lighting"}
