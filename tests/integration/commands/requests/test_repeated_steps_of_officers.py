"""Steps that an officer takes on many requests at once: sent again under their ids they are taken once."""

import pytest

from app.commands.requests import assignment, merging, rejection, text_moderation
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import Status
from app.domain.requests.reasons import RejectReason
from app.domain.text.hidden_texts import Text, TextPart
from app.errors import Conflict, InvalidInput
from app.models.identity import new_id
from app.queries.log.timeline import timeline
from app.queries.requests.service_requests import service_request


@pytest.fixture
async def akimat(test_app):
    """An officer of Almaty."""
    return await test_app.person(Role.AKIMAT)


@pytest.fixture
async def request_(test_app):
    """A request in Almaty."""
    return await submit(test_app.context, await test_app.person(), test_app.submission())


async def last_step(test_app, request_id):
    """Return the newest step of a request."""
    await test_app.settled()
    return (await timeline(request_id)).items[-1][1].event


async def test_an_assignment_sent_twice_is_taken_once(test_app, akimat, request_):
    """Its note stands in the timeline."""
    executor, own = await test_app.person(Role.EXECUTOR), new_id()

    answers = [
        await assignment.assign(
            test_app.context, akimat, request_.id, executor.account_id, "Бірінші кезекте", step_id=own
        )
        for _ in range(2)
    ]

    assert [answer.version for answer in answers] == [2, 2]
    assert (await last_step(test_app, request_.id)).note == "Бірінші кезекте"


async def test_another_executor_under_the_id_of_an_assignment_is_a_conflict(test_app, akimat, request_):
    """Neither note nor reason differs: the executor does, who would wait for work in vain."""
    first, second = await test_app.person(Role.EXECUTOR), await test_app.person(Role.EXECUTOR)
    own = new_id()
    await assignment.assign(test_app.context, akimat, request_.id, first.account_id, step_id=own)

    with pytest.raises(Conflict, match="stepId"):
        await assignment.assign(test_app.context, akimat, request_.id, second.account_id, step_id=own)

    assert (await service_request(request_.id)).executor_id == first.account_id


async def test_a_merge_sent_twice_is_taken_once(test_app, akimat, request_):
    """Its second attempt would be refused without an id: the request is merged already."""
    repeat = await submit(test_app.context, await test_app.person(), test_app.submission())
    other = await submit(test_app.context, await test_app.person(), test_app.submission())
    own = new_id()

    answers = [
        await merging.merge(test_app.context, akimat, repeat.id, request_.id, "Сол шұңқыр", step_id=own)
        for _ in range(2)
    ]

    assert [(answer.version, answer.merged_into) for answer in answers] == [(2, request_.id)] * 2
    assert (await last_step(test_app, repeat.id)).note == "Сол шұңқыр"
    with pytest.raises(Conflict, match="stepId"):
        await merging.merge(test_app.context, akimat, repeat.id, other.id, "Сол шұңқыр", step_id=own)


@pytest.mark.parametrize("reason", [RejectReason.NOT_A_PROBLEM, RejectReason.SPAM])
async def test_a_rejection_sent_twice_is_taken_once(test_app, akimat, request_, reason):
    """Also as spam, which hides texts by a step of its own."""
    own = new_id()
    await rejection.reject(test_app.context, akimat, request_.id, reason, "тексердік", step_id=own)
    first = await service_request(request_.id)

    second = await rejection.reject(test_app.context, akimat, request_.id, reason, "тексердік", step_id=own)

    assert (second.version, second.status) == (first.version, Status.REJECTED)
    with pytest.raises(Conflict, match="stepId"):
        await rejection.reject(test_app.context, akimat, request_.id, RejectReason.OTHER, "тексердік", step_id=own)


async def test_a_text_shown_again_stays_shown_when_the_rejection_is_repeated(test_app, akimat, request_):
    """The officer has looked again since, and a late copy of the first step must not undo that."""
    own = new_id()
    await rejection.reject(test_app.context, akimat, request_.id, RejectReason.SPAM, step_id=own)
    await text_moderation.show(test_app.context, akimat, request_.id, Text(TextPart.DESCRIPTION))

    await rejection.reject(test_app.context, akimat, request_.id, RejectReason.SPAM, step_id=own)

    assert (await service_request(request_.id)).description == request_.description


async def test_a_note_is_as_long_as_that_of_a_rejection(test_app, akimat, request_):
    """A longer one is refused and names the field."""
    executor = await test_app.person(Role.EXECUTOR)
    repeat = await submit(test_app.context, await test_app.person(), test_app.submission())
    long = "а" * 1001

    for step in (
        assignment.assign(test_app.context, akimat, request_.id, executor.account_id, long),
        merging.merge(test_app.context, akimat, repeat.id, request_.id, long),
    ):
        with pytest.raises(InvalidInput) as refused:
            await step
        assert refused.value.data["field"] == "note"
