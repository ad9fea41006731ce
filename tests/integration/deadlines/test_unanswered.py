"""Closing without an answer: a fact of its own, the one question after it, late answers, and corrections."""

from dataclasses import replace

import pytest

from app.commands.jobs.deadlines import fire_due
from app.commands.requests import verdict, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.log.events import Event, EventKind
from app.domain.requests.closed_by import ClosedBy
from app.domain.requests.lifecycle import Status
from app.errors import IllegalTransition
from app.events.log import append
from app.models.database import rows
from app.queries.log.verification import verify_timeline
from app.queries.requests.service_requests import service_request
from tests import pictures
from tests.request_rows import update_request


async def kinds(request_id) -> list[str]:
    return [
        item["kind"] for item in await rows("SELECT kind FROM event WHERE request_id = $1 ORDER BY version", request_id)
    ]


async def fire_all(test_app) -> None:
    """Fire until nothing is due."""
    while (await fire_due(test_app.context)).count:
        pass


async def closed_without_an_answer(test_app, days=8):
    """Return the people and a request that was closed by silence, as many days after the completion."""
    citizen, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    request = await submit(test_app.context, citizen, test_app.submission())
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    await pictures.complete(test_app.context, executor, request.id)
    test_app.pass_time(days=7)
    await fire_all(test_app)
    test_app.pass_time(days=days - 7)
    await fire_all(test_app)
    return citizen, executor, request


@pytest.mark.parametrize("days", [8, 41])
async def test_a_late_confirmation_counts_and_is_not_asked_about_again(test_app, days):
    """Before the last question and after it, an author's word closes the request as their own."""
    citizen, _, request = await closed_without_an_answer(test_app, days)

    confirmed = await verdict.confirm(test_app.context, citizen, request.id, 4)

    assert (confirmed.status, confirmed.rating, confirmed.closed_by) == (Status.CONFIRMED, 4, ClosedBy.AUTHOR)
    assert confirmed.confirmed_at == confirmed.closed_at == test_app.clock.now()
    test_app.pass_time(days=100)
    assert (await fire_due(test_app.context)).count == 0


@pytest.mark.parametrize("days", [8, 41])
async def test_a_late_dispute_brings_the_work_back(test_app, days):
    """The request is open again and asked about anew after the next completion."""
    citizen, executor, request = await closed_without_an_answer(test_app, days)

    disputed = await verdict.dispute(test_app.context, citizen, request.id, "Шұңқыр орнында")

    assert (disputed.status, disputed.done_at, disputed.closed_at) == (Status.IN_PROGRESS, None, None)
    await pictures.complete(test_app.context, executor, request.id)
    test_app.pass_time(days=28)
    await fire_all(test_app)
    assert (await kinds(request.id)).count("CLOSED_UNANSWERED") == 2


async def test_an_answer_after_the_last_question_has_run_out_is_refused(test_app):
    """With the number of days; the request stays what it is."""
    citizen, _, request = await closed_without_an_answer(test_app)
    test_app.pass_time(days=40)

    with pytest.raises(IllegalTransition, match="within 35 days of closing"):
        await verdict.confirm(test_app.context, citizen, request.id, 4)
    with pytest.raises(IllegalTransition, match="within 35 days of closing"):
        await verdict.dispute(test_app.context, citizen, request.id, "жоқ")


async def confirmed_by_silence_as_before(test_app, days_ago):
    """Return a request in the state in which silence once left it: confirmed, by an event without an actor."""
    citizen, _, request = await closed_without_an_answer(test_app)
    found = await service_request(request.id)
    assert found is not None
    before = replace(
        found, version=found.version + 1, status=Status.CONFIRMED, confirmed_at=found.closed_at, fired_again_at=None
    )
    await update_request(before, {"version", "status", "confirmed_at", "fired_again_at"})
    moment = found.fired_confirm_at
    old = Event(
        kind=EventKind.WORK_CONFIRMED,
        at=moment,
        actor_id=None,
        actor_role=None,
        from_status=Status.UNANSWERED,
        moment_at=moment,
        topics=(f"request:{request.id}", "city:almaty"),
        recipients=(),
        request=before,
    )
    await append(old)
    test_app.pass_time(days=days_ago - 8)
    return citizen, before


@pytest.mark.parametrize(("days_ago", "asked"), [(9, ["VERDICT_ASKED_AGAIN"]), (100, [])])
async def test_a_confirmation_that_nobody_gave_is_corrected_once_and_told_to_nobody(test_app, days_ago, asked):
    """As an event of its own, so that log and row agree; those of long ago are not asked about."""
    _, before = await confirmed_by_silence_as_before(test_app, days_ago)
    assert before.closed_by is ClosedBy.SILENCE

    fired = await fire_due(test_app.context)

    assert (fired.count, fired.latest_seconds) == (1, 0.0)
    found = await service_request(before.id)
    assert found is not None
    assert (found.status, found.confirmed_at, found.closed_at) == (Status.UNANSWERED, None, before.closed_at)
    (event,) = await rows("SELECT recipients, topics FROM event ORDER BY id DESC LIMIT 1")
    assert event["recipients"] == "[]"
    assert not [topic for topic in event["topics"] if topic.startswith("account:")]
    test_app.pass_time(days=60)
    await fire_all(test_app)
    assert (await kinds(before.id))[-1 - len(asked) :] == ["CLOSED_UNANSWERED", *asked]
    assert (await verify_timeline(before.id)).intact
