"""What a citizen answers by phone is written down as that: the officer is the actor, and the event says how."""

import pytest

from app.commands.jobs.deadlines import fire_due
from app.commands.requests import merging, verdict, work
from app.commands.requests.recorded_verdict import record_confirmation, record_dispute
from app.commands.requests.submission import submit, submit_for_citizen
from app.commands.requests.taken_report import CallerData, TakenReport
from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import Status
from app.domain.requests.report_source import ReportSource
from app.errors import IllegalTransition, InvalidInput, NotAllowed
from app.models import EventRow, VerdictRow
from app.queries.figures.executors import executor_scores
from app.queries.log.verification import verify_timeline
from app.queries.requests.service_requests import existing_request
from tests import pictures

PHONE, COUNTER, ROUND = ReportSource.PHONE, ReportSource.COUNTER, ReportSource.ROUND


async def done(test_app, source=PHONE, *, phone="+77012345678"):
    """Return a completed request that an officer typed in, with the officer and the executor."""
    officer, executor = await test_app.person(Role.AKIMAT), await test_app.person(Role.EXECUTOR)
    caller = CallerData(phone=None if source is ROUND else phone)
    taken = TakenReport(source=source, caller=caller)
    request = await submit_for_citizen(test_app.context, officer, test_app.submission(), taken)
    await complete(test_app, executor, request)
    return request, officer, executor


async def complete(test_app, executor, request):
    """Do the work."""
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    await pictures.complete(test_app.context, executor, request.id)


async def test_a_confirmation_by_phone_closes_and_says_so(test_app):
    """It is the author's answer without stars, so the executor's rating is not the officer's."""
    request, officer, executor = await done(test_app)

    closed = await record_confirmation(test_app.context, officer, request.id, COUNTER, "Рахмет айтты")

    event = await EventRow.filter(request_id=request.id).order_by("-version").first()
    answer = await VerdictRow.get(request_id=request.id)
    assert (closed.status, closed.rating) == (Status.CONFIRMED, None)
    assert (event.kind, event.actor_id, event.report_source) == ("WORK_CONFIRMED", officer.account_id, "COUNTER")
    assert event.note == "Рахмет айтты"
    assert (answer.account_id, answer.answer, answer.rating) == (request.author_id, "confirm", None)
    await test_app.settled()
    score = next(one for one in await executor_scores("almaty") if one.executor_id == executor.account_id)
    assert (score.confirmed, score.average_rating) == (1, None)
    assert (await verify_timeline(request.id)).first_broken is None


async def test_a_dispute_by_phone_brings_the_work_back(test_app):
    """On the same clock; the next completion can be answered again."""
    request, officer, executor = await done(test_app)

    back = await record_dispute(test_app.context, officer, request.id, PHONE, "Шұңқыр қалды")
    await pictures.complete(test_app.context, executor, request.id)
    again = await record_confirmation(test_app.context, officer, request.id, PHONE)

    assert (back.status, back.due_at, back.done_at) == (Status.IN_PROGRESS, request.due_at, None)
    assert again.status is Status.CONFIRMED


async def test_a_confirmation_after_an_earlier_silence_stays_one(test_app):
    """The first completion was closed without an answer; what was recorded about the second one is not its silence."""
    request, officer, executor = await done(test_app)
    test_app.pass_time(days=7)
    while (await fire_due(test_app.context)).count:
        pass
    assert (await existing_request(request.id)).status is Status.UNANSWERED
    await record_dispute(test_app.context, officer, request.id, PHONE, "Шұңқыр қалды")
    await pictures.complete(test_app.context, executor, request.id)
    await record_confirmation(test_app.context, officer, request.id, PHONE)

    await fire_due(test_app.context)

    assert (await existing_request(request.id)).status is Status.CONFIRMED


@pytest.mark.parametrize(("reported", "refused"), [(PHONE, ROUND), (COUNTER, ROUND), (ROUND, PHONE)])
async def test_an_answer_comes_from_where_the_report_came(test_app, reported, refused):
    """An officer's own look is not the citizen's answer, and a round has no citizen to call."""
    request, officer, _ = await done(test_app, reported)

    with pytest.raises(InvalidInput) as named:
        await record_confirmation(test_app.context, officer, request.id, refused)
    with pytest.raises(InvalidInput):
        await record_dispute(test_app.context, officer, request.id, refused, "жоқ")

    assert named.value.data["field"] == "source"
    assert (await record_confirmation(test_app.context, officer, request.id, reported)).status is Status.CONFIRMED


async def test_no_answer_is_recorded_for_an_author_with_an_account(test_app):
    """Nor by anyone but an officer of the city, nor before the work is done."""
    request, officer, executor = await done(test_app)
    author, foreign = await test_app.person(), await test_app.person(Role.AKIMAT, "astana")
    own = await submit(test_app.context, author, test_app.submission())
    await complete(test_app, executor, own)
    waiting = await submit_for_citizen(test_app.context, officer, test_app.submission(), TakenReport(source=PHONE))

    for viewer, target in ((officer, own), (foreign, request), (executor, request), (author, request)):
        with pytest.raises(NotAllowed):
            await record_confirmation(test_app.context, viewer, target.id, PHONE)
        with pytest.raises(NotAllowed):
            await record_dispute(test_app.context, viewer, target.id, PHONE, "жоқ")
    with pytest.raises(IllegalTransition):
        await record_confirmation(test_app.context, officer, waiting.id, PHONE)


async def test_a_caller_who_left_nothing_stands_in_no_neighbours_way(test_app):
    """Where the author cannot be asked, the last co-author who can closes the request."""
    request, officer, _ = await done(test_app, phone=None)
    neighbour = await test_app.person()
    repeat = await submit(test_app.context, neighbour, test_app.submission())
    silent = await submit_for_citizen(test_app.context, officer, test_app.submission(), TakenReport(source=PHONE))
    for merged in (repeat, silent):
        await merging.merge(test_app.context, officer, merged.id, request.id, anyway=True)

    assert (await verdict.confirm(test_app.context, neighbour, request.id, 5)).status is Status.CONFIRMED


async def test_a_caller_with_a_telephone_is_still_asked(test_app):
    """Then a neighbour's confirmation is advisory, as beside every author."""
    request, officer, _ = await done(test_app)
    neighbour = await test_app.person()
    repeat = await submit(test_app.context, neighbour, test_app.submission())
    await merging.merge(test_app.context, officer, repeat.id, request.id, anyway=True)

    assert (await verdict.confirm(test_app.context, neighbour, request.id, 5)).status is Status.DONE
