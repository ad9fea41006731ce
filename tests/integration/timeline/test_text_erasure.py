"""Erasing an account with its texts: the texts are gone, the steps and the proof stay."""

import pytest

from app.auth.sessions import viewer_of_token
from app.commands.accounts.erasure import erase_account
from app.commands.accounts.registration import Registration, register
from app.commands.requests import comments, text_erasure
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.events.rebuild import rebuild_projections
from app.models.database import rows
from app.queries.log.verification import verify_timeline
from schema import schema
from schema.context import Operation
from tests.integration.timeline.conftest import PASSWORD, STEPS, all_intact


async def new_account(actors):
    """A citizen who can sign in."""
    wish = Registration(name="Айгерім", email="a@example.kz", password=PASSWORD, role=Role.CITIZEN, city_id="almaty")
    return await register(actors.test_app.context, wish, "Firefox")


async def said() -> str:
    """All that the requests, their events and the verdicts about them say."""
    found = await rows("SELECT address, description, search_text FROM service_request")
    found += await rows("SELECT reason FROM verdict")
    return str([*found, *await rows("SELECT note, reason, snapshot FROM event")])


async def test_ones_own_words_go_and_no_one_elses(actors):
    """Descriptions, comments, notes, reasons; the address of the problem stays, it may not be solved yet."""
    signed = await new_account(actors)
    request = await actors.full_lifecycle(author=signed.viewer, description="менің сипаттамам")
    other = await actors.full_lifecycle(description="бөтен сипаттама")
    await comments.comment(actors.test_app.context, signed.viewer, other.id, "менің пікірім")

    await erase_account(actors.test_app.context, signed.viewer, PASSWORD, redact_words=True)
    await actors.test_app.settled()

    left = await said()
    own = await rows("SELECT note, reason FROM event WHERE request_id = $1 AND actor_role = 'CITIZEN'", request.id)
    assert "менің" not in left
    assert [item for item in own if item["note"] or item["reason"]] == [{"note": "көршінің сөзі", "reason": None}]
    assert all(word in left for word in ("бөтен сипаттама", "көршінің сөзі", "біттік", "жаңбыр", "Абай даңғылы 10"))
    proof, others = await verify_timeline(request.id), await verify_timeline(other.id)
    assert (proof.intact, proof.links, proof.redacted) == (True, STEPS + 1, STEPS)
    assert (others.intact, others.links, others.redacted) == (True, STEPS + 2, 1)
    assert await rows("SELECT DISTINCT author_id FROM service_request WHERE id = $1", request.id) == [
        {"author_id": signed.viewer.account_id}
    ]


async def test_without_the_wish_words_stay(actors):
    """They were public from the beginning."""
    signed = await new_account(actors)
    await actors.full_lifecycle(author=signed.viewer, description="менің сипаттамам")

    await erase_account(actors.test_app.context, signed.viewer, PASSWORD)

    assert "менің сипаттамам" in await said()
    assert "автордың" in await said()


async def test_the_wish_is_told_by_the_api(actors):
    """``redactWords`` of the mutation."""
    signed = await new_account(actors)
    await submit(actors.test_app.context, signed.viewer, actors.test_app.submission(description="менің сипаттамам"))
    query = "mutation ($p: String!) { eraseMyAccount(password: $p, redactWords: true) }"

    answer = await schema.execute(
        query,
        variable_values={"p": PASSWORD},
        context_value=Operation(actors.test_app.application.context.of_viewer(signed.viewer)),
    )

    assert answer.errors is None
    assert "менің" not in await said()


async def test_the_wish_needs_the_password(actors):
    """A borrowed session removes nothing."""
    signed = await new_account(actors)
    await submit(actors.test_app.context, signed.viewer, actors.test_app.submission(description="менің сипаттамам"))

    with pytest.raises(Exception, match="password"):
        await erase_account(actors.test_app.context, signed.viewer, "wrong", redact_words=True)

    assert "менің" in await said()


async def test_many_words_go_in_batches_and_a_cut_short_one_goes_on(actors, monkeypatch):
    """What was removed stays removed; the account is there until all of it is, so that one can ask again."""
    signed = await new_account(actors)
    for n in range(5):
        await submit(actors.test_app.context, signed.viewer, actors.test_app.submission(description=f"менің {n}"))
    monkeypatch.setattr(text_erasure, "BATCH", 2)
    some, rounds = text_erasure.erase_batch, []

    async def dying(context, viewer):
        if len(rounds) == 1:
            raise RuntimeError("the plug")
        rounds.append(await some(context, viewer))
        return rounds[-1]

    monkeypatch.setattr(text_erasure, "erase_batch", dying)
    with pytest.raises(RuntimeError):
        await erase_account(actors.test_app.context, signed.viewer, PASSWORD, redact_words=True)
    assert (await said()).count("менің") > 0
    assert await viewer_of_token(signed.token, actors.test_app.clock.now())
    monkeypatch.setattr(text_erasure, "erase_batch", some)

    await erase_account(actors.test_app.context, signed.viewer, PASSWORD, redact_words=True)

    assert "менің" not in await said()
    assert await all_intact() == 5
    assert await rows("SELECT 1 FROM event WHERE kind = 'WORDS_REMOVED'") == [{"?column?": 1}] * 5


async def test_points_and_notifications_are_the_same_after_a_rebuild(actors, urls):
    """Nothing that is folded needs the words."""
    signed = await new_account(actors)
    await actors.full_lifecycle(author=signed.viewer)
    await erase_account(actors.test_app.context, signed.viewer, PASSWORD, redact_words=True)
    await actors.test_app.settled()
    tables = (
        "SELECT account_id, position, rule, amount FROM points_entry ORDER BY 1, 2, 3",
        ("SELECT city_id, status, count FROM city_counter WHERE count > 0 ORDER BY 1, 2"),
    )
    before = [await rows(table) for table in tables]

    await rebuild_projections(urls.database_url)

    assert [await rows(table) for table in tables] == before
    assert before[0]
