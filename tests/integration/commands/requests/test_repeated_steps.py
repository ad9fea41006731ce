"""A step that a client sends again under its own id is taken once; anything else under that id is refused."""

import asyncio
from datetime import timedelta

import pytest

from app.commands.jobs.account_cleanup import STEP_IDS_KEPT, remove_unconfirmed_accounts
from app.commands.requests import comments, text_erasure, withdrawal, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import Status
from app.domain.requests.reasons import HoldReason
from app.errors import Conflict, EvidenceReused, NotAllowed
from app.models import TakenStep
from app.models.identity import new_id
from app.queries.requests.service_requests import service_request
from tests import pictures


@pytest.fixture
async def executor(test_app):
    """An executor of Almaty."""
    return await test_app.person(Role.EXECUTOR)


@pytest.fixture
async def request_(test_app):
    """A request in Almaty."""
    return await submit(test_app.context, await test_app.person(), test_app.submission())


async def version_of(request_id):
    """Return the number of steps that were taken."""
    return (await service_request(request_id)).version


async def test_every_step_of_the_work_may_be_sent_twice(test_app, executor, request_):
    """Claim, start, hold, resume, complete, comment: the answers are those of one attempt each."""
    before, after = pictures.pattern(11), pictures.pattern(12)
    context, id_ = test_app.context, request_.id
    steps = [
        lambda own: work.claim(context, executor, id_, step_id=own),
        lambda own: work.start(context, executor, id_, photos=[photo_of(before)], step_id=own),
        lambda own: work.hold(context, executor, id_, HoldReason.WEATHER, "жаңбыр", step_id=own),
        lambda own: work.resume(context, executor, id_, step_id=own),
        lambda own: work.complete(context, executor, id_, "дайын", photos=[photo_of(after)], step_id=own),
        lambda own: comments.comment(context, executor, id_, "бәрі дайын", step_id=own),
    ]

    for version, step in enumerate(steps, 2):
        own = new_id()
        answers = [await step(own), await step(own)]
        assert [answer.version for answer in answers] == [version, version]

    assert (await service_request(id_)).status is Status.DONE


async def test_a_release_sent_twice_is_one(test_app, executor, request_):
    """Another executor has claimed it meanwhile: the second attempt does not take it from them."""
    own = new_id()
    await work.claim(test_app.context, executor, request_.id)
    await work.release(test_app.context, executor, request_.id, "кран керек", step_id=own)
    claimed = await work.claim(test_app.context, await test_app.person(Role.EXECUTOR), request_.id)

    repeated = await work.release(test_app.context, executor, request_.id, "кран керек", step_id=own)

    assert (repeated.version, repeated.executor_id) == (claimed.version, claimed.executor_id)


async def test_a_withdrawal_sent_twice_is_one(test_app):
    """A page that was closed while it could be taken back, and the worker of the browser, may both send it."""
    author, own = await test_app.person(), new_id()
    mine = await submit(test_app.context, author, test_app.submission())

    answers = [await withdrawal.withdraw(test_app.context, author, mine.id, step_id=own) for _ in range(2)]

    assert [answer.status for answer in answers] == [Status.WITHDRAWN, Status.WITHDRAWN]
    assert await version_of(mine.id) == 2
    with pytest.raises(Conflict, match="stepId"):
        await comments.comment(test_app.context, author, mine.id, "тағы", step_id=own)


def photo_of(picture):
    """A file with this picture, as a client sends it again."""
    return pictures.picture(data=pictures.encoded(picture))


async def test_a_step_sent_again_after_later_ones_is_not_refused(test_app, executor, request_):
    """The answer to the claim was lost, and another device has gone on: the claim has arrived all the same."""
    own = new_id()
    await work.claim(test_app.context, executor, request_.id, step_id=own)
    await pictures.start(test_app.context, executor, request_.id)

    repeated = await work.claim(test_app.context, executor, request_.id, step_id=own)

    assert repeated.status is Status.IN_PROGRESS
    assert await version_of(request_.id) == 3


async def test_a_step_sent_five_times_at_once_is_taken_once(test_app, executor, request_):
    """The page and its worker may send one comment at the same time."""
    own = new_id()

    answers = await asyncio.gather(
        *(comments.comment(test_app.context, executor, request_.id, "келдім", step_id=own) for _ in range(5))
    )

    assert {answer.version for answer in answers} == {2}
    assert await version_of(request_.id) == 2


async def test_other_contents_under_one_id_are_a_conflict(test_app, executor, request_):
    """Another text, another step, another request and another person: nothing is dropped as if it had been stored."""
    context, own = test_app.context, new_id()
    other = await submit(context, await test_app.person(), test_app.submission())
    await comments.comment(context, executor, request_.id, "бір", step_id=own)

    refused = [
        comments.comment(context, executor, request_.id, "екі", step_id=own),
        work.claim(context, executor, request_.id, step_id=own),
        comments.comment(context, executor, other.id, "бір", step_id=own),
        comments.comment(context, await test_app.person(Role.EXECUTOR), request_.id, "бір", step_id=own),
    ]
    for step in refused:
        with pytest.raises(Conflict, match="stepId") as error:
            await step
        assert error.value.extensions["field"] == "stepId"

    assert await version_of(request_.id) == 2
    assert await version_of(other.id) == 1


async def test_one_id_for_two_requests_at_once_is_one_step(test_app, executor, request_):
    """The rows of both are locked apart, so the id itself decides."""
    other = await submit(test_app.context, await test_app.person(), test_app.submission())
    own = new_id()

    answers = await asyncio.gather(
        *(comments.comment(test_app.context, executor, id_, "бір", step_id=own) for id_ in (request_.id, other.id)),
        return_exceptions=True,
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "ServiceRequest"]
    assert await version_of(request_.id) + await version_of(other.id) == 3


async def test_other_photos_under_one_id_are_a_conflict(test_app, executor, request_):
    """The photos of the second attempt were not stored, so the client must not throw them away."""
    own, sent = new_id(), pictures.pattern(13)
    await work.claim(test_app.context, executor, request_.id)
    await work.start(test_app.context, executor, request_.id, photos=[photo_of(sent)], step_id=own)

    with pytest.raises(Conflict, match="stepId"):
        await work.start(test_app.context, executor, request_.id, photos=[pictures.picture()], step_id=own)


async def test_a_step_that_was_refused_leaves_its_id_free(test_app, executor, request_):
    """Used evidence is refused; the mended step goes under the same id."""
    own, used = new_id(), pictures.pattern(14)
    await work.claim(test_app.context, executor, request_.id)
    await work.start(test_app.context, executor, request_.id, photos=[photo_of(used)])
    with pytest.raises(EvidenceReused):
        await work.complete(test_app.context, executor, request_.id, photos=[photo_of(used)], step_id=own)

    done = await work.complete(test_app.context, executor, request_.id, photos=[pictures.picture()], step_id=own)

    assert done.status is Status.DONE


async def test_the_loser_of_a_claim_is_refused_however_often_it_is_sent(test_app, executor, request_):
    """An id makes no step legal."""
    await work.claim(test_app.context, await test_app.person(Role.EXECUTOR), request_.id)
    own = new_id()

    for _ in range(2):
        with pytest.raises((Conflict, NotAllowed)):
            await work.claim(test_app.context, executor, request_.id, step_id=own)

    assert not await TakenStep.exists(id=own)


async def test_a_comment_whose_words_were_erased_is_still_known(test_app, executor, request_):
    """Sent again it is neither stored a second time nor refused."""
    own = new_id()
    await comments.comment(test_app.context, executor, request_.id, "үйі 5, пәтер 12", step_id=own)
    await text_erasure.erase_texts(test_app.context, executor)
    erased = await version_of(request_.id)

    await comments.comment(test_app.context, executor, request_.id, "үйі 5, пәтер 12", step_id=own)

    assert await version_of(request_.id) == erased


async def test_ids_are_forgotten_after_sixty_days(test_app, executor, request_):
    """No page keeps what it has not sent for so long."""
    own = new_id()
    await comments.comment(test_app.context, executor, request_.id, "келдім", step_id=own)
    test_app.pass_time(seconds=STEP_IDS_KEPT.total_seconds())
    await remove_unconfirmed_accounts(test_app.context, 7)
    assert await TakenStep.exists(id=own)

    test_app.pass_time(seconds=timedelta(seconds=1).total_seconds())
    await remove_unconfirmed_accounts(test_app.context, 7)

    assert not await TakenStep.exists(id=own)
