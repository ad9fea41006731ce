"""Answers of citizens and the other steps of officers: sent again under their ids they are taken once."""

from datetime import timedelta

import pytest

from app.commands.requests import (
    category_change,
    deadline_extension,
    merging,
    recorded_verdict,
    rejection,
    reopening,
    text_moderation,
    verdict,
    withdrawal,
    work,
)
from app.commands.requests.submission import submit, submit_for_citizen
from app.commands.requests.taken_report import CallerData, TakenReport
from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import Status
from app.domain.requests.reasons import RejectReason
from app.domain.requests.report_source import ReportSource
from app.domain.text.hidden_texts import Text, TextPart
from app.errors import Conflict
from app.models import VerdictRow
from app.models.identity import new_id
from app.queries.requests.service_requests import service_request
from tests import pictures


@pytest.fixture
async def author(test_app):
    """A citizen."""
    return await test_app.person()


@pytest.fixture
async def akimat(test_app):
    """An officer of Almaty."""
    return await test_app.person(Role.AKIMAT)


async def done(test_app, request):
    """Return the request with completed work, and its executor."""
    executor = await test_app.person(Role.EXECUTOR)
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    return await pictures.complete(test_app.context, executor, request.id), executor


async def test_a_confirmation_sent_twice_is_taken_once(test_app, author):
    """With other stars it is another answer, which must not be dropped as if it had been stored."""
    request, _ = await done(test_app, await submit(test_app.context, author, test_app.submission()))
    own = new_id()

    answers = [await verdict.confirm(test_app.context, author, request.id, 4, "рахмет", step_id=own) for _ in range(2)]

    assert [(one.version, one.status, one.rating) for one in answers] == [
        (request.version + 1, Status.CONFIRMED, 4)
    ] * 2
    with pytest.raises(Conflict, match="stepId"):
        await verdict.confirm(test_app.context, author, request.id, 5, "рахмет", step_id=own)


async def test_an_advisory_vote_sent_twice_is_stored_once(test_app, author, akimat):
    """A co-author's confirmation is an event of another kind, and leaves the status."""
    request = await submit(test_app.context, author, test_app.submission())
    coauthor = await test_app.person()
    repeat = await submit(test_app.context, coauthor, test_app.submission())
    await merging.merge(test_app.context, akimat, repeat.id, request.id)
    request, _ = await done(test_app, request)
    own = new_id()

    answers = [await verdict.confirm(test_app.context, coauthor, request.id, 4, step_id=own) for _ in range(2)]

    assert [(one.version, one.status) for one in answers] == [(request.version + 1, Status.DONE)] * 2
    assert await VerdictRow.filter(request_id=request.id).count() == 1


async def test_a_dispute_with_a_photo_sent_twice_is_taken_once(test_app, author):
    request, _ = await done(test_app, await submit(test_app.context, author, test_app.submission()))
    own, photo = new_id(), pictures.encoded(pictures.pattern(70))

    answers = [
        await verdict.dispute(
            test_app.context, author, request.id, "әлі бар", photos=[pictures.picture(data=photo)], step_id=own
        )
        for _ in range(2)
    ]

    assert [(one.version, one.status) for one in answers] == [(request.version + 1, Status.IN_PROGRESS)] * 2


async def test_an_answer_about_an_earlier_completion_is_a_conflict(test_app, author):
    """The answer waited for the network; the work was disputed and done again meanwhile."""
    request, executor = await done(test_app, await submit(test_app.context, author, test_app.submission()))
    await verdict.dispute(test_app.context, author, request.id, "әлі бар", done_at=request.done_at)
    test_app.pass_time(hours=1)
    await pictures.complete(test_app.context, executor, request.id)

    for answer in (
        verdict.confirm(test_app.context, author, request.id, 5, done_at=request.done_at, step_id=new_id()),
        verdict.dispute(test_app.context, author, request.id, "әлі бар", done_at=request.done_at, step_id=new_id()),
    ):
        with pytest.raises(Conflict, match="done again"):
            await answer
    assert (await service_request(request.id)).status is Status.DONE


async def test_a_withdrawal_sent_twice_is_taken_once(test_app, author):
    request, own = await submit(test_app.context, author, test_app.submission()), new_id()

    answers = [await withdrawal.withdraw(test_app.context, author, request.id, step_id=own) for _ in range(2)]

    assert [(one.version, one.status) for one in answers] == [(2, Status.WITHDRAWN)] * 2


async def test_recorded_answers_sent_twice_are_taken_once(test_app, akimat):
    """What a citizen said by telephone, and an officer typed in."""
    taken = TakenReport(source=ReportSource.PHONE, caller=CallerData(phone="8 701 234 56 78"))
    request, executor = await done(
        test_app, await submit_for_citizen(test_app.context, akimat, test_app.submission(), taken)
    )
    context, phone = test_app.context, ReportSource.PHONE
    own = new_id()
    for _ in range(2):
        disputed = await recorded_verdict.record_dispute(context, akimat, request.id, phone, "жоқ", step_id=own)
    assert (disputed.version, disputed.status) == (request.version + 1, Status.IN_PROGRESS)

    again = await pictures.complete(context, executor, request.id)
    own = new_id()
    for _ in range(2):
        confirmed = await recorded_verdict.record_confirmation(context, akimat, request.id, phone, step_id=own)
    assert (confirmed.version, confirmed.status) == (again.version + 1, Status.CONFIRMED)


async def test_changes_of_deadline_and_category_sent_twice_are_taken_once(test_app, author, akimat):
    """Under one id another time, or another category, is another step."""
    request, context = await submit(test_app.context, author, test_app.submission()), test_app.context
    later, own = request.due_at + timedelta(days=3), new_id()
    for _ in range(2):
        extended = await deadline_extension.extend(context, akimat, request.id, later, "жаңбыр", step_id=own)
    assert (extended.version, extended.due_at) == (2, later)
    with pytest.raises(Conflict, match="stepId"):
        await deadline_extension.extend(context, akimat, request.id, later + timedelta(hours=1), "жаңбыр", step_id=own)

    own = new_id()
    for _ in range(2):
        changed = await category_change.change_category(context, akimat, request.id, "garbage", "қоқыс", step_id=own)
    assert (changed.version, changed.category_id) == (3, "garbage")
    with pytest.raises(Conflict, match="stepId"):
        await category_change.change_category(context, akimat, request.id, "lighting", "қоқыс", step_id=own)


async def test_a_reopening_sent_twice_is_taken_once(test_app, author, akimat):
    """A text that was hidden since the first attempt stays hidden."""
    request, context, own = await submit(test_app.context, author, test_app.submission()), test_app.context, new_id()
    await rejection.reject(context, akimat, request.id, RejectReason.SPAM)
    first = await reopening.reopen(context, akimat, request.id, "қате", step_id=own)
    assert first.description == request.description
    await text_moderation.hide(context, akimat, request.id, Text(TextPart.DESCRIPTION), RejectReason.SPAM.value)

    second = await reopening.reopen(context, akimat, request.id, "қате", step_id=own)

    assert second.status is Status.ACCEPTED
    assert second.description == ""
    assert (await service_request(request.id)).version == first.version + 1
