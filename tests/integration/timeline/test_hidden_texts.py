"""Hidden texts: gone from every public place at once, provable, kept for staff, and shown again unchanged."""

import pytest

from app.commands.accounts.erasure import erase_account
from app.commands.accounts.registration import Registration, register
from app.commands.requests import comments, rejection, submission, text_moderation
from app.commands.requests.anonymisation import anonymise_due
from app.domain.accounts.roles import Role
from app.domain.requests.reasons import RejectReason
from app.domain.text.hidden_texts import Text, TextPart
from app.errors import Conflict, InvalidInput, NotAllowed, NotFound, Unauthenticated
from app.events.rebuild import rebuild_projections
from app.models.database import rows
from app.models.requests.hidden_text import HiddenText
from app.queries.log.verification import check_receipt, receipts, verify_timeline
from app.queries.requests.filter import Filter
from app.queries.requests.lists import service_requests
from app.queries.requests.order import Order
from tests.integration.timeline.conftest import PASSWORD, STEPS, all_intact
from tests.integration.timeline.test_text_erasure import said

DESCRIPTION, ADDRESS = Text(TextPart.DESCRIPTION), Text(TextPart.ADDRESS)
WHY = "телефон нөмірі"
WITH_WORDS = (2, 5, 7, 8, 9, 10, 11, 12)
"""The steps of ``full_lifecycle`` that have a note or a reason in words."""


async def events_of(request_id):
    """Return every column of the events of a request, by version."""
    found = await rows("SELECT * FROM event WHERE request_id = $1 ORDER BY version", request_id)
    return [dict(item) for item in found]


async def row_of(request_id):
    """Return the texts and the place of the row."""
    (found,) = await rows(
        "SELECT address, description, search_text, latitude, longitude, updated_at FROM service_request WHERE id = $1",
        request_id,
    )
    return dict(found)


async def hide(actors, request, text, reason=WHY):
    return await text_moderation.hide(actors.test_app.context, actors.akimat, request.id, text, reason)


async def show(actors, request, text):
    return await text_moderation.show(actors.test_app.context, actors.akimat, request.id, text)


@pytest.mark.parametrize("text", [DESCRIPTION, ADDRESS, *(Text(TextPart.STEP, version) for version in WITH_WORDS)])
async def test_every_text_is_hidden_provably_and_shown_again_unchanged(actors, text):
    """Its words leave the log, the row and the search; all hashes stay; showing it restores every byte."""
    request = await actors.full_lifecycle(description="қоңырау шалыңыз")
    events, row = await events_of(request.id), await row_of(request.id)
    step = events[text.version - 1]
    words = {TextPart.DESCRIPTION: "қоңырау", TextPart.ADDRESS: "Абай"}.get(text.part) or step["note"] or step["reason"]

    hidden = await hide(actors, request, text)

    assert words not in str([await events_of(request.id), await row_of(request.id)])
    assert hidden.version == STEPS + 1
    proof = await verify_timeline(request.id)
    assert (proof.intact, proof.links) == (True, STEPS + 1)
    assert proof.redacted == (1 if text.part is TextPart.STEP else STEPS)
    assert [item["hash"] for item in await events_of(request.id)][:STEPS] == [item["hash"] for item in events]
    with pytest.raises(Conflict):
        await hide(actors, request, text)

    shown = await show(actors, request, text)

    assert shown.version == STEPS + 2
    restored = (await events_of(request.id))[:STEPS]
    assert [{**item, "removed": None} for item in restored] == [{**item, "removed": None} for item in events]
    assert not any(item["removed"] not in (None, "{}") for item in restored)
    assert await row_of(request.id) == row
    assert (await verify_timeline(request.id)).intact
    assert await all_intact() == 1
    with pytest.raises(Conflict):
        await show(actors, request, text)


async def test_a_hidden_address_leaves_the_exact_point(actors):
    """The executor still has to find the place."""
    request = await actors.full_lifecycle(latitude=43.240123, longitude=76.910456)

    after = await hide(actors, request, ADDRESS)

    assert (after.address, after.latitude, after.longitude) == ("", 43.240123, 76.910456)
    assert (await row_of(request.id))["longitude"] == 76.910456


async def test_hidden_texts_are_not_found_by_a_search(actors):
    request = await actors.full_lifecycle(description="қоңырау шалыңыз")
    wanted = Filter(city_id="almaty", text="қоңырау")
    assert wanted.matches(request, actors.test_app.clock.now())

    after = await hide(actors, request, DESCRIPTION)

    assert not wanted.matches(after, actors.test_app.clock.now())
    assert (await service_requests(wanted, Order.NEWEST, actors.test_app.clock.now())).items == ()


async def test_several_texts_are_hidden_and_shown_in_any_order(actors):
    """Parts of one event do not stand in each other's way."""
    request = await actors.full_lifecycle()
    before = await events_of(request.id)
    texts = [DESCRIPTION, Text(TextPart.STEP, 2), ADDRESS, Text(TextPart.STEP, 11)]
    for text in texts:
        await hide(actors, request, text)
    await comments.comment(actors.test_app.context, actors.neighbour, request.id, "тағы бір сөз")
    assert (await verify_timeline(request.id)).intact
    for text in (texts[2], texts[0], texts[3], texts[1]):
        await show(actors, request, text)

    again = (await events_of(request.id))[:STEPS]
    assert [item["snapshot"] for item in again] == [item["snapshot"] for item in before]
    assert [item["salts"] for item in again] == [item["salts"] for item in before]
    assert (await verify_timeline(request.id)).intact


async def test_receipt_and_rebuilt_projections_stay_good(actors, urls):
    request = await actors.full_lifecycle()
    receipt = (await receipts([(request.id, request.number)]))[request.id]

    for text in (DESCRIPTION, ADDRESS, Text(TextPart.STEP, 2)):
        await hide(actors, request, text)
    await actors.test_app.settled()

    assert (await receipts([(request.id, request.number)]))[request.id] == receipt
    assert (await check_receipt(str(receipt))).valid
    await rebuild_projections(urls.database_url)
    assert await all_intact() == 1


async def test_a_request_rejected_as_spam_shows_no_words_of_its_author(actors):
    """In the transaction that rejects it; the officer's note and the comments of others stay."""
    context = actors.test_app.context
    sent = await submission.submit(
        context, actors.citizen, actors.test_app.submission(description="жарнама +7 701", address="87011234567")
    )
    await comments.comment(context, actors.citizen, sent.id, "сатып алыңыз")
    await comments.comment(context, actors.neighbour, sent.id, "бұл жарнама емес пе")

    after = await rejection.reject(context, actors.akimat, sent.id, RejectReason.SPAM, "тіркелді")

    assert (after.status, after.version, after.description, after.address) == ("REJECTED", 5, "", "")
    left = await said()
    assert not any(words in left for words in ("701", "сатып"))
    assert all(words in left for words in ("бұл жарнама емес", "тіркелді"))
    assert (await verify_timeline(sent.id)).intact
    assert (await show(actors, sent, DESCRIPTION)).description == "жарнама +7 701"
    assert (await show(actors, sent, Text(TextPart.STEP, 2))).address == ""


async def test_other_rejections_hide_nothing(actors):
    sent = await submission.submit(actors.test_app.context, actors.citizen, actors.test_app.submission())

    after = await rejection.reject(actors.test_app.context, actors.akimat, sent.id, RejectReason.NOT_FOUND)

    assert (after.version, bool(after.description)) == (2, True)


async def test_only_the_akimat_of_the_city_moderates(actors, unknown_id):
    """And only texts that there are; the reasons of moderation itself stay public."""
    request = await actors.full_lifecycle()
    context = actors.test_app.context
    foreign = await actors.test_app.person(Role.AKIMAT, "astana")
    for viewer in (actors.citizen, actors.neighbour, actors.executor, foreign):
        for act in (
            text_moderation.hide(context, viewer, request.id, DESCRIPTION, WHY),
            text_moderation.show(context, viewer, request.id, DESCRIPTION),
        ):
            with pytest.raises(NotAllowed):
                await act
    with pytest.raises(Unauthenticated):
        await text_moderation.hide(context, None, request.id, DESCRIPTION, WHY)
    with pytest.raises(Unauthenticated):
        await text_moderation.show(context, None, unknown_id, DESCRIPTION)
    with pytest.raises(NotFound):
        await text_moderation.hide(context, actors.akimat, unknown_id, DESCRIPTION, WHY)
    with pytest.raises(InvalidInput):
        await text_moderation.hide(context, actors.akimat, request.id, DESCRIPTION, " ")
    await hide(actors, request, DESCRIPTION)
    for version in (1, STEPS + 1, 99):
        with pytest.raises(Conflict):
            await hide(actors, request, Text(TextPart.STEP, version))
    assert await HiddenText.all().count() == 1


@pytest.mark.parametrize(("part", "version"), [(TextPart.STEP, None), (TextPart.STEP, 0), (TextPart.ADDRESS, 1)])
def test_a_version_is_given_for_the_words_of_a_step_alone(part, version):
    with pytest.raises(InvalidInput) as refused:
        text_moderation.text_of(part, version)
    assert refused.value.data["field"] == "version"


async def test_erasing_ones_words_erases_what_was_hidden(actors):
    """The person's wish goes before the record of the city, photos included."""
    wish = Registration(name="Айгерім", email="a@example.kz", password=PASSWORD, role=Role.CITIZEN, city_id="almaty")
    signed = await register(actors.test_app.context, wish)
    request = await actors.full_lifecycle(author=signed.viewer, description="менің сипаттамам")
    other = await actors.full_lifecycle()
    await comments.comment(actors.test_app.context, signed.viewer, other.id, "менің пікірім")
    await hide(actors, request, DESCRIPTION)
    await hide(actors, other, Text(TextPart.STEP, STEPS + 1))

    await erase_account(actors.test_app.context, signed.viewer, PASSWORD, redact_words=True)

    assert [item.originals for item in await HiddenText.all()] == [None, None]
    assert "менің" not in await said()
    with pytest.raises(Conflict):
        await show(actors, request, DESCRIPTION)
    assert await all_intact() == 2


async def test_time_takes_the_hidden_texts_of_people_away(actors):
    """What was written in office stays, as it does where it is not hidden."""
    request = await actors.full_lifecycle(description="қоңырау шалыңыз")
    for text in (DESCRIPTION, Text(TextPart.STEP, 2), Text(TextPart.STEP, 7)):
        await hide(actors, request, text)
    await actors.test_app.settled()
    actors.test_app.pass_time(days=2000)

    assert await anonymise_due(actors.test_app.context, actors.test_app.clock.now()) == 1

    kept = {item.version: item.originals for item in await HiddenText.all()}
    assert (kept[0], kept[2]) == (None, None)
    assert kept[7] is not None
    assert (await show(actors, request, Text(TextPart.STEP, 7))).version == STEPS + 5
    with pytest.raises(Conflict):
        await show(actors, request, DESCRIPTION)
    assert await all_intact() == 1


async def test_a_kept_text_that_was_tampered_with_is_not_shown(actors):
    """The digest that stayed in the event says what was hidden."""
    request = await actors.full_lifecycle()
    await hide(actors, request, DESCRIPTION)
    await rows("UPDATE hidden_text SET originals = jsonb_set(originals, '{0,value}', '\"another\"')")

    with pytest.raises(Conflict):
        await show(actors, request, DESCRIPTION)
    assert (await verify_timeline(request.id)).intact
