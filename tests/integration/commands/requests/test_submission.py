"""How a request begins."""

import asyncio
from datetime import timedelta
from math import inf, nan

import pytest

from app.commands.requests.category_change import change_category
from app.commands.requests.rejection import reject
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.log.timeline_hash import Personal
from app.domain.requests.reasons import RejectReason
from app.errors import Conflict, InvalidInput, Unauthenticated
from app.models import Category, EventRow, HiddenText, ServiceRequestRow
from app.models.identity import new_id
from app.queries.log.verification import verify_timeline
from app.queries.requests.filter import Filter
from app.queries.requests.lists import service_requests
from app.queries.requests.order import Order
from app.queries.requests.service_requests import service_request
from tests.pictures import picture

REFUSED = [
    ("address", {"address": ""}),
    ("address", {"address": " \n\t "}),
    ("address", {"address": "\x00\x01"}),
    ("address", {"address": "а" * 301}),
    ("description", {"description": ""}),
    ("description", {"description": "   "}),
    ("description", {"description": "а" * 4001}),
    ("cityId", {"city_id": "atlantis"}),
    ("cityId", {"city_id": ""}),
    ("cityId", {"city_id": "almaty\x00"}),
    ("categoryId", {"category_id": "dragons"}),
    ("categoryId", {"category_id": "\ud800"}),
    ("location", {"latitude": 43.46}),
    ("location", {"latitude": 42.99}),
    ("location", {"longitude": 77.21}),
    ("location", {"longitude": 76.69}),
    ("location", {"latitude": nan}),
    ("location", {"longitude": nan}),
    ("location", {"latitude": inf}),
    ("location", {"longitude": -inf}),
    ("location", {"city_id": "astana"}),
]


async def test_a_refusal_names_the_field(test_app):
    """Nothing is written, and the client learns which field to show the message at."""
    citizen = await test_app.person()
    for field, changes in REFUSED:
        with pytest.raises(InvalidInput) as refused:
            await submit(test_app.context, citizen, test_app.submission(**changes))
        assert refused.value.data["field"] == field, changes
    assert await ServiceRequestRow.all().count() == 0
    assert await EventRow.all().count() == 0


async def test_photo_and_category_may_say_enough_without_a_text(test_app):
    """Where the category wants no text; without a photo, or in another category, it is refused by its field."""
    citizen = await test_app.person()
    await Category.filter(id="pothole").update(needs_description=False)
    await Category.filter(id="garbage").update(needs_description=True)
    silent = {"description": " \n "}

    request = await submit(test_app.context, citizen, test_app.submission(**silent), [picture()])

    assert request.description == ""
    assert (await service_request(request.id)).description == ""
    assert (await verify_timeline(request.id)).intact
    for changes, photos in (({}, []), ({"category_id": "garbage"}, [picture()])):
        with pytest.raises(InvalidInput) as refused:
            await submit(test_app.context, citizen, test_app.submission(**silent, **changes), photos)
        assert refused.value.data["field"] == "description"


async def test_spam_without_a_text_has_no_hidden_text(test_app):
    """Readers would be told of words that its author never wrote."""
    citizen, akimat = await test_app.person(), await test_app.person(Role.AKIMAT)
    await Category.filter(id="pothole").update(needs_description=False)
    request = await submit(test_app.context, citizen, test_app.submission(description=""), [picture()])

    await reject(test_app.context, akimat, request.id, RejectReason.SPAM)

    assert await HiddenText.filter(request_id=request.id).values_list("part", flat=True) == [Personal.PLACE]
    assert (await verify_timeline(request.id)).intact


async def test_no_one_reports_nothing(test_app):
    """Whoever is not signed in is asked to, before anything else is looked at."""
    with pytest.raises(Unauthenticated):
        await submit(test_app.context, None, test_app.submission(address=""))


async def test_the_limits_themselves_are_fine(test_app):
    """The longest texts and the corners of the city are accepted; texts are trimmed and normalised."""
    citizen = await test_app.person()

    longest = await submit(
        test_app.context,
        citizen,
        test_app.submission(address="а" * 300, description=f"  {'б' * 4000}\r\n", latitude=43.45, longitude=77.2),
    )
    corner = await submit(
        test_app.context,
        citizen,
        test_app.submission(address="Абай\u0000  даңғ.", description="а\r\n\n\n\nб", latitude=43.0, longitude=76.7),
    )

    assert (len(longest.address), len(longest.description)) == (300, 4000)
    assert (corner.address, corner.description) == ("Абай даңғ.", "а\n\nб")


async def test_the_category_promises_the_deadline(test_app):
    """What is promised is what is due, until something moves it; a longer promise is due later."""
    citizen, due = await test_app.person(), []
    for category in await Category.all().order_by("sla_hours"):
        request = await submit(test_app.context, citizen, test_app.submission(category_id=category.id))

        assert request.promised_at == request.due_at >= request.created_at + timedelta(hours=category.sla_hours)
        due.append(request.due_at)
    assert due == sorted(due)
    assert due[0] < due[-1]


async def test_a_new_request_is_what_a_fresh_read_says(test_app):
    """It stands at its beginning, version 1, under a number of its own, found by its words; one event tells of it."""
    citizen = await test_app.person()

    request, other = await asyncio.gather(
        submit(test_app.context, citizen, test_app.submission()),
        submit(test_app.context, citizen, test_app.submission()),
    )

    found = await service_requests(Filter(text=request.number), Order.NEWEST, test_app.clock.now())
    event = await EventRow.get(request_id=request.id)
    assert await service_request(request.id) == request
    assert (request.status, request.version, request.author_id) == ("ACCEPTED", 1, citizen.account_id)
    assert request.number.startswith("ALM-")
    assert request.number != other.number
    assert [item for _, item in found.items] == [request]
    assert (event.kind, event.version, event.actor_id) == ("SUBMITTED", 1, citizen.account_id)


OTHER_CONTENTS = [
    {"address": "Абай даңғылы 100"},
    {"description": "Көшеде жарық жоқ"},
    {"category_id": "lighting"},
    {"latitude": 43.25},
    {"longitude": 76.92},
    {"city_id": "astana", "latitude": 51.13, "longitude": 71.43},
]


async def test_submitting_twice_with_the_same_id_and_contents_makes_one_request(test_app):
    """Five copies at once return the first request; white space that the server removes makes no difference."""
    citizen = await test_app.person()
    first = await submit(test_app.context, citizen, test_app.submission())
    again = test_app.submission(id=first.id, address="  Абай даңғылы   10 ")

    answers = await asyncio.gather(*(submit(test_app.context, citizen, again) for _ in range(5)))

    assert all(answer == first for answer in answers)
    assert await ServiceRequestRow.all().count() == 1


async def test_other_contents_under_the_same_id_are_a_conflict(test_app):
    """The author gets the number of the request that has the id; another account gets nothing of it."""
    citizen, stranger = await test_app.person(), await test_app.person()
    first = await submit(test_app.context, citizen, test_app.submission())

    for changes in OTHER_CONTENTS:
        with pytest.raises(Conflict) as refused:
            await submit(test_app.context, citizen, test_app.submission(id=first.id, **changes))
        assert refused.value.data == {"field": "id", "id": str(first.id), "number": first.number}, changes
    with pytest.raises(Conflict) as refused:
        await submit(test_app.context, stranger, test_app.submission(id=first.id))

    assert refused.value.data == {"field": "id"}
    assert await service_request(first.id) == first
    assert await ServiceRequestRow.all().count() == 1


async def test_two_submissions_of_one_id_at_once_keep_both_contents(test_app):
    """One is stored, and the other is refused, so that its sender still has it."""
    citizen, chosen = await test_app.person(), new_id()
    both = [test_app.submission(id=chosen, description=text) for text in ("Жолда шұңқыр", "Көшеде жарық жоқ")]

    answers = await asyncio.gather(*(submit(test_app.context, citizen, one) for one in both), return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "ServiceRequest"]


async def test_a_repeated_submission_is_compared_with_what_was_submitted(test_app):
    """The answer was lost and the Akimat changed the category meanwhile: the same contents are still the same."""
    citizen, officer = await test_app.person(), await test_app.person(Role.AKIMAT)
    given = test_app.submission(id=new_id())
    first = await submit(test_app.context, citizen, given)
    changed = await change_category(test_app.context, officer, first.id, "lighting", "жарық")

    assert await submit(test_app.context, citizen, given) == changed
