"""Officers type in what citizens say: the citizen is the author, and what they left is for the staff of the city."""

import asyncio
from dataclasses import replace

import pytest

from app.commands.jobs.account_cleanup import remove_unconfirmed_accounts
from app.commands.requests import anonymisation, recorded_verdict, verdict, work
from app.commands.requests.caller_erasure import erase_caller
from app.commands.requests.submission import submit, submit_for_citizen
from app.commands.requests.taken_report import CallerData, TakenReport
from app.domain.accounts.roles import Locale, Role
from app.domain.requests.report_source import ReportSource
from app.errors import Conflict, InvalidInput, NotAllowed, NotFound, RateLimited, Unauthenticated
from app.models import Account, Caller, EventRow, ServiceRequestRow
from app.models.database import rows
from app.models.identity import new_id
from app.queries.accounts.account_filter import AccountFilter
from app.queries.accounts.callers import caller_contacts, requests_of_caller
from app.queries.accounts.city_accounts import accounts_of_city
from app.queries.log.verification import verify_timeline
from app.queries.requests.filter import Filter
from app.queries.requests.lists import service_requests
from app.queries.requests.order import Order
from app.queries.requests.service_requests import existing_request
from tests import pictures

CALLER = CallerData(name="Мария Ким", phone="8 (701) 234-56-78", email=" Maria@Example.kz ", locale=Locale.RU)
PHONED = TakenReport(source=ReportSource.PHONE, caller=CALLER)
ROUND = TakenReport(source=ReportSource.ROUND)


async def test_citizen_is_author_and_officer_actor(test_app):
    """The event says who typed it in and how it came; the caller's data is in a table of its own."""
    officer = await test_app.person(Role.AKIMAT)

    request = await submit_for_citizen(test_app.context, officer, test_app.submission(), PHONED)

    event = await EventRow.get(request_id=request.id)
    assert request.author_id not in {None, officer.account_id}
    assert request == await existing_request(request.id)
    assert (request.report_source, request.promised_at is not None) == (ReportSource.PHONE, True)
    assert (event.actor_id, event.actor_role, event.report_source) == (officer.account_id, Role.AKIMAT, "PHONE")
    left = (await caller_contacts([request.author_id]))[request.author_id]
    assert (left.name, left.phone, left.email) == ("Мария Ким", "+77012345678", "maria@example.kz")
    assert (left.locale, left.gets_letters) == (Locale.RU, True)
    assert (await verify_timeline(request.id)).first_broken is None
    # Neither log nor request holds what the caller left.
    stored = str(await rows("SELECT * FROM event")) + str(await rows("SELECT * FROM service_request"))
    assert not [text for text in ("Мария", "maria", "7012345678") if text in stored]


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.EXECUTOR])
async def test_only_an_officer_of_the_city_types_in(test_app, role):
    """Not a citizen, not an executor, not the Akimat of another city."""
    others = [await test_app.person(role), await test_app.person(Role.AKIMAT, "astana")]
    for viewer in others:
        with pytest.raises(NotAllowed):
            await submit_for_citizen(test_app.context, viewer, test_app.submission(), PHONED)
    with pytest.raises(Unauthenticated):
        await submit_for_citizen(test_app.context, None, test_app.submission(), PHONED)
    assert await Account.filter(is_caller=True).count() == await ServiceRequestRow.all().count() == 0


@pytest.mark.parametrize(
    ("field", "caller"),
    [
        ("caller.phone", CallerData(phone="позвоните мне")),
        ("caller.phone", CallerData(phone="1234")),
        ("caller.phone", CallerData(phone="+7701234567890123456")),
        ("caller.email", CallerData(email="maria@example")),
        ("caller.email", CallerData(email="a@example.kz\nBcc: b@example.kz")),
        ("caller.name", CallerData(name="http://evil.example")),
        ("caller.name", CallerData(name="а" * 101)),
    ],
)
async def test_a_refusal_names_the_part_of_the_caller(test_app, field, caller):
    """Nothing is written."""
    officer = await test_app.person(Role.AKIMAT)

    with pytest.raises(InvalidInput) as refused:
        await submit_for_citizen(test_app.context, officer, test_app.submission(), replace(PHONED, caller=caller))

    assert refused.value.data["field"] == field
    assert await Account.filter(is_caller=True).count() == await ServiceRequestRow.all().count() == 0


async def test_an_own_round_has_no_caller(test_app):
    """Contacts there would be those of a person who has not called."""
    officer = await test_app.person(Role.AKIMAT)

    with pytest.raises(InvalidInput) as refused:
        await submit_for_citizen(test_app.context, officer, test_app.submission(), replace(ROUND, caller=CALLER))
    request = await submit_for_citizen(test_app.context, officer, test_app.submission(), ROUND)

    assert refused.value.data["field"] == "caller"
    assert await Caller.all().count() == 0
    # The clock runs for it as for every other.
    assert request.next_moment_at is not None


async def test_the_same_draft_twice_is_one_request_and_other_contents_are_a_conflict(test_app):
    """Also where only the telephone was corrected after a lost answer; another officer cannot take the id."""
    officer, colleague = await test_app.person(Role.AKIMAT), await test_app.person(Role.AKIMAT)
    draft = test_app.submission(id=new_id())
    corrected = replace(PHONED, caller=replace(CALLER, phone="8 701 234 56 79"))

    first = await submit_for_citizen(test_app.context, officer, draft, PHONED)
    again = await submit_for_citizen(test_app.context, officer, draft, PHONED)

    assert again == first
    for changed, taken in (
        (draft, corrected),
        (draft, replace(PHONED, source=ReportSource.COUNTER)),
        (replace(draft, address="Абай 50"), PHONED),
    ):
        with pytest.raises(Conflict) as refused:
            await submit_for_citizen(test_app.context, officer, changed, taken)
        assert refused.value.data["number"] == first.number
    for taking in (
        submit_for_citizen(test_app.context, colleague, draft, PHONED),
        submit(test_app.context, officer, draft),
    ):
        with pytest.raises(Conflict) as taken_id:
            await taking
        assert "number" not in taken_id.value.data
    assert await Account.filter(is_caller=True).count() == await Caller.all().count() == 1


async def test_the_same_draft_sent_by_two_connections_at_once_is_one_request(test_app):
    """The one that comes second leaves no account behind."""
    officer = await test_app.person(Role.AKIMAT)
    draft = test_app.submission(id=new_id())

    sent = await asyncio.gather(*(submit_for_citizen(test_app.context, officer, draft, PHONED) for _ in range(4)))

    assert len({request.id for request in sent}) == await ServiceRequestRow.all().count() == 1
    assert await Account.filter(is_caller=True).count() == await Caller.all().count() == 1


async def test_one_mailbox_cannot_be_filled(test_app):
    """Officers are trusted, but limited: by the mailbox and by their own reports; without a mailbox it goes on."""
    officer = replace(await test_app.person(Role.AKIMAT), session_id=new_id())
    taken = TakenReport(source=ReportSource.PHONE, caller=CallerData(email="maria@example.kz"))
    for _ in range(10):
        await submit_for_citizen(test_app.context, officer, test_app.submission(), taken)

    with pytest.raises(RateLimited) as refused:
        await submit_for_citizen(test_app.context, officer, test_app.submission(), taken)

    assert refused.value.data["retryAfterSeconds"] > 3600
    await submit_for_citizen(test_app.context, officer, test_app.submission(), replace(PHONED, caller=CallerData()))


async def test_officer_has_no_verdict_and_no_points(test_app):
    """Confirming is the citizen's; the officer may only write down what the citizen said."""
    officer, executor = await test_app.person(Role.AKIMAT), await test_app.person(Role.EXECUTOR)
    request = await submit_for_citizen(test_app.context, officer, test_app.submission(), PHONED)
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    await pictures.complete(test_app.context, executor, request.id)

    for attempt in (
        verdict.confirm(test_app.context, officer, request.id, 5),
        verdict.dispute(test_app.context, officer, request.id, "жоқ"),
    ):
        with pytest.raises(NotAllowed):
            await attempt
    await recorded_verdict.record_confirmation(test_app.context, officer, request.id, ReportSource.PHONE)
    await test_app.settled()

    assert await rows("SELECT * FROM points_entry") == []


async def test_lists_find_what_officers_typed_in_by_its_source(test_app):
    """And the live feed by the same filter."""
    officer, citizen = await test_app.person(Role.AKIMAT), await test_app.person()
    phoned = await submit_for_citizen(test_app.context, officer, test_app.submission(), PHONED)
    seen = await submit_for_citizen(test_app.context, officer, test_app.submission(), ROUND)
    own = await submit(test_app.context, citizen, test_app.submission())
    now = test_app.clock.now()

    async def found(*sources):
        narrowed = Filter(city_id="almaty", report_sources=frozenset(sources))
        page = await service_requests(narrowed, Order.OLDEST, now)
        listed = [request for _, request in page.items]
        assert listed == [one for one in (phoned, seen, own) if narrowed.matches(one, now)]
        return listed

    assert await found(ReportSource.PHONE) == [phoned]
    assert await found(ReportSource.PHONE, ReportSource.ROUND) == [phoned, seen]
    assert await found(ReportSource.COUNTER) == []
    assert await requests_of_caller("almaty", "+7 701 234 56 78") == [phoned]
    assert await requests_of_caller("astana", "+7 701 234 56 78") == []


async def test_callers_are_no_accounts_of_the_city_and_are_not_cleaned_up(test_app):
    """They stand in no list of people, and the deletion of unconfirmed accounts leaves them."""
    officer = await test_app.person(Role.AKIMAT)
    request = await submit_for_citizen(test_app.context, officer, test_app.submission(), PHONED)
    test_app.pass_time(days=60)

    await remove_unconfirmed_accounts(test_app.context, days=30)

    assert await Account.exists(id=request.author_id)
    listed = await accounts_of_city("almaty", AccountFilter())
    assert [person.id for _, person in listed.items] == [officer.account_id]


async def test_a_caller_is_erased_at_their_wish(test_app):
    """By an officer of the city; the request stays, and a second time there is nothing to erase."""
    officer, foreign = await test_app.person(Role.AKIMAT), await test_app.person(Role.AKIMAT, "astana")
    request = await submit_for_citizen(test_app.context, officer, test_app.submission(), PHONED)
    own = await submit(test_app.context, await test_app.person(), test_app.submission())

    with pytest.raises(NotAllowed):
        await erase_caller(test_app.context, foreign, request.id)
    with pytest.raises(NotFound):
        await erase_caller(test_app.context, officer, own.id)
    await erase_caller(test_app.context, officer, request.id)

    assert await Caller.all().count() == 0
    assert (await Account.get(id=request.author_id)).erased_at is not None
    assert await existing_request(request.id) == request
    assert (await verify_timeline(request.id)).first_broken is None


async def test_a_caller_is_erased_with_the_request(test_app):
    """Years after it was closed, as every author."""
    officer, executor = await test_app.person(Role.AKIMAT), await test_app.person(Role.EXECUTOR)
    request = await submit_for_citizen(test_app.context, officer, test_app.submission(), PHONED)
    await work.claim(test_app.context, executor, request.id)
    await pictures.start(test_app.context, executor, request.id)
    await pictures.complete(test_app.context, executor, request.id)
    await recorded_verdict.record_confirmation(test_app.context, officer, request.id, ReportSource.PHONE)
    await test_app.settled()
    test_app.pass_time(days=400)

    assert await anonymisation.anonymise_due(test_app.context, test_app.clock.now()) == 1

    assert await Caller.all().count() == 0
    assert (await existing_request(request.id)).author_id is None
    assert (await Account.get(id=request.author_id)).erased_at is not None
    assert (await verify_timeline(request.id)).first_broken is None
