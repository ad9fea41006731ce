"""Authors of merged requests keep their say over the work."""

import asyncio
from datetime import timedelta

import pytest

from app.auth.step_permissions import viewer_actions
from app.commands.jobs.deadlines import fire_due
from app.commands.requests import following, merging, verdict, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import Action, Status
from app.errors import Conflict, IllegalTransition, NotAllowed
from app.models.database import rows
from app.queries.figures.executors import executor_scores
from app.queries.notifications.account_notifications import notifications
from app.queries.requests.coauthors import coauthors
from app.queries.requests.service_requests import service_request
from tests import pictures
from tests.conftest import TestApp


class Case:
    """C survives; A was merged into B, then B into C: three authors, one executor."""

    def __init__(self, test_app: TestApp) -> None:
        self.test_app = test_app

    async def begin(self) -> "Case":
        """Report three times, merge twice."""
        context, test_app = self.test_app.context, self.test_app
        self.akimat, self.executor = await test_app.person(Role.AKIMAT), await test_app.person(Role.EXECUTOR)
        self.author, self.second, self.third = [await test_app.person() for _ in range(3)]
        a = await submit(context, self.third, test_app.submission())
        b = await submit(context, self.second, test_app.submission())
        c = await submit(context, self.author, test_app.submission())
        await merging.merge(context, self.akimat, a.id, b.id)
        await merging.merge(context, self.akimat, b.id, c.id)
        self.id = c.id
        await work.claim(context, self.executor, c.id)
        await pictures.start(context, self.executor, c.id)
        return self

    async def done(self) -> None:
        """Complete the work."""
        await pictures.complete(self.test_app.context, self.executor, self.id)

    async def confirm(self, viewer, rating=5):
        """Confirm as this person."""
        return await verdict.confirm(self.test_app.context, viewer, self.id, rating)

    async def dispute(self, viewer):
        """Dispute as this person."""
        return await verdict.dispute(self.test_app.context, viewer, self.id, "Жоқ")

    async def actions(self, viewer):
        """The buttons of this person."""
        request = await service_request(self.id)
        return viewer_actions(viewer, request, following=True, coauthors=await coauthors(self.id))

    async def erase_author(self) -> None:
        """Let the author be gone."""
        await rows("UPDATE account SET blocked_at = now() WHERE id = $1", self.author.account_id)


@pytest.fixture
async def case(test_app):
    """A case with work under way."""
    return await Case(test_app).begin()


async def test_every_author_through_any_chain_of_merges_has_a_say(case, test_app):
    """Both buttons while it is done, none before; neighbours who only follow have none."""
    neighbour = await test_app.person()
    await following.follow(test_app.context, neighbour, case.id)
    for person in (case.author, case.second, case.third):
        assert not {Action.CONFIRM, Action.DISPUTE} & set(await case.actions(person))
        with pytest.raises(IllegalTransition):
            await case.confirm(person)
    await case.done()

    for person in (case.author, case.second, case.third):
        assert {Action.CONFIRM, Action.DISPUTE} <= set(await case.actions(person))
    for person in (neighbour, case.executor, case.akimat):
        assert not {Action.CONFIRM, Action.DISPUTE} & set(await case.actions(person))
        with pytest.raises(NotAllowed):
            await case.confirm(person)


@pytest.mark.parametrize("who", ["author", "second", "third"])
async def test_one_dispute_of_any_author_brings_it_back(case, who):
    """Even after others have confirmed; then a new round begins, in which all authors are asked again."""
    await case.done()
    others = [person for person in ("second", "third") if person != who]
    for other in others:
        assert (await case.confirm(getattr(case, other))).status is Status.DONE

    assert (await case.dispute(getattr(case, who))).status is Status.IN_PROGRESS
    await case.done()

    for person in (case.author, case.second, case.third):
        assert Action.CONFIRM in await case.actions(person)
    found = await rows("SELECT round, answer, rating FROM verdict ORDER BY at, answer")
    assert {(item["round"], item["answer"]) for item in found} == {(1, "confirm"), (1, "dispute")}


async def test_a_coauthor_is_heard_and_the_author_settles_it(case, test_app):
    """The rating is kept for its own, nothing closes before the author speaks; then all ratings count."""
    await case.done()
    received = await case.confirm(case.second, 2)
    assert (received.status, received.rating, received.confirmed_at) == (Status.DONE, None, None)
    assert Action.CONFIRM not in await case.actions(case.second)
    assert Action.DISPUTE in await case.actions(case.second)
    with pytest.raises(Conflict, match="said so already"):
        await case.confirm(case.second, 3)
    await test_app.settled()
    newest = (await notifications(case.author.account_id)).items[0][1].logged.event
    assert newest.kind == "CONFIRMATION_ADDED"

    closed = await case.confirm(case.author, 5)

    assert (closed.status, closed.rating) == (Status.CONFIRMED, 5)
    with pytest.raises(IllegalTransition):
        await case.dispute(case.third)
    await test_app.settled()
    score = next(one for one in await executor_scores("almaty") if one.executor_id == case.executor.account_id)
    assert score.average_rating == 3.5


async def test_ratings_of_a_round_that_was_disputed_count_for_nothing(case):
    """Only what was said of the work that stands."""
    await case.done()
    await case.confirm(case.second, 1)
    await case.dispute(case.third)
    await case.done()
    await case.confirm(case.author, 4)

    await case.test_app.settled()
    score = next(one for one in await executor_scores("almaty") if one.executor_id == case.executor.account_id)
    assert score.average_rating == 4


async def test_one_may_change_ones_mind_until_it_is_settled(case):
    """A confirmation becomes a dispute; the row is replaced."""
    await case.done()
    await case.confirm(case.second, 5)

    assert (await case.dispute(case.second)).status is Status.IN_PROGRESS
    said = await rows("SELECT answer, rating, reason FROM verdict")
    assert said == [{"answer": "dispute", "rating": None, "reason": "Жоқ"}]


async def test_without_an_author_who_can_answer_the_last_coauthor_settles_it(case):
    """All who can vote have confirmed, and no one is left to ask."""
    await case.done()
    await case.erase_author()

    assert (await case.confirm(case.second, 3)).status is Status.DONE
    closed = await case.confirm(case.third, 4)

    assert (closed.status, closed.rating) == (Status.CONFIRMED, 4)


async def test_an_imported_request_is_settled_by_those_who_were_merged_into_it(case):
    """It never had an author."""
    await rows("UPDATE service_request SET author_id = NULL WHERE id = $1", case.id)
    await case.done()
    await case.confirm(case.second, 3)

    assert (await case.confirm(case.third, 4)).status is Status.CONFIRMED


async def test_two_last_words_at_once_settle_it_once(case):
    """The row is locked: the second one to come sees the first."""
    await case.done()
    await case.erase_author()

    await asyncio.gather(case.confirm(case.second), case.confirm(case.third))

    found = await rows("SELECT kind FROM event WHERE request_id = $1 ORDER BY version DESC LIMIT 2", case.id)
    assert [item["kind"] for item in found] == ["WORK_CONFIRMED", "CONFIRMATION_ADDED"]


async def test_the_one_who_did_the_work_has_no_say_over_it(test_app):
    """Not even after reporting the same problem."""
    akimat, executor, author = (
        await test_app.person(Role.AKIMAT),
        await test_app.person(Role.EXECUTOR),
        await test_app.person(),
    )
    own = await submit(test_app.context, executor, test_app.submission())
    other = await submit(test_app.context, author, test_app.submission())
    await merging.merge(test_app.context, akimat, own.id, other.id)
    await work.claim(test_app.context, executor, other.id)
    await pictures.start(test_app.context, executor, other.id)
    await pictures.complete(test_app.context, executor, other.id)

    with pytest.raises(NotAllowed):
        await verdict.confirm(test_app.context, executor, other.id, 5)


async def test_only_those_who_owe_an_answer_are_reminded_and_silence_closes(case, test_app):
    """After three days the author and the co-author who said nothing; after seven it is closed, for all to know."""
    await case.done()
    await case.confirm(case.second, 4)
    test_app.pass_time(days=3)
    assert (await fire_due(test_app.context)).count == 1
    await test_app.settled()

    async def newest(person):
        return (await notifications(person.account_id)).items[0][1].logged.event.kind

    assert [await newest(person) for person in (case.author, case.third)] == ["VERDICT_REMINDED"] * 2
    assert await newest(case.second) != "VERDICT_REMINDED"
    test_app.clock.at += timedelta(days=4)
    await fire_due(test_app.context)
    await test_app.settled()
    request = await service_request(case.id)
    assert (request.status, request.rating) == (Status.UNANSWERED, None)
    assert [await newest(person) for person in (case.author, case.second)] == ["CLOSED_UNANSWERED"] * 2
    await test_app.settled()
    score = next(one for one in await executor_scores("almaty") if one.executor_id == case.executor.account_id)
    assert score.average_rating == 4
