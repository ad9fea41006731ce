"""Letters that several transactions want at once, and letters that can reach no one."""

import asyncio
from uuid import UUID

import pytest

from app.commands.requests import comments
from app.commands.requests.following import follow
from app.commands.requests.submission import submit
from app.commands.requests.text_erasure import erase_texts
from app.commands.staff.dead_letters import resend_dead_letters
from app.domain.accounts.roles import Role
from app.models.accounts.account import anonymise_account
from app.models.database import rows, transaction
from app.models.notifications.letter_rows import clear_letters, delete_letters_about
from app.models.privacy.personal_data import erase_personal_rows
from app.notifications.outbox import MOST_ATTEMPTS, claim, sent
from app.queries.notifications.letters import dead_letters
from tests.lock_waits import rivalry
from tests.waiting import PATIENCE_SECONDS

IDS = [UUID(int=number) for number in (1, 2, 3)]
FACTS = [7, 8, 9]


async def put(mail, status="WAITING", attempts=0):
    """Three letters, in the table in the opposite order of their ids, all about one request."""
    owner = await mail.person()
    for letter_id, fact in reversed(list(zip(IDS, FACTS, strict=True))):
        await rows(
            "INSERT INTO letter (id, account_id, kind, fact, channel, address, data, status, attempts, next_attempt_at,"
            " created_at) VALUES ($1, $2, 'REQUEST_MOVED', $3, 'EMAIL', '',"
            """ '{"request_id": "r", "note": "said", "reason": "why", "address": "here"}', $4, $5, $6, $6)""",
            letter_id,
            owner.account_id,
            f"event {fact}",
            status,
            attempts,
            mail.clock.now(),
        )
    return owner


def works(mail, owner):
    """What wants several letters, by name."""
    now = mail.clock.now()

    async def in_transaction(work):
        async with transaction():
            await work

    return {
        "record what was sent": lambda: sent(list(reversed(IDS)), now),
        "clear the steps": lambda: in_transaction(clear_letters(FACTS)),
        "delete": lambda: in_transaction(delete_letters_about(FACTS, [owner.account_id])),
        "erase the account": lambda: in_transaction(erase_personal_rows(owner.account_id, now)),
        "send again": lambda: resend_dead_letters(mail.context),
    }


@pytest.mark.parametrize(
    "name", ["record what was sent", "clear the steps", "delete", "erase the account", "send again"]
)
async def test_letters_are_locked_in_the_order_of_their_ids(mail, name):
    """Who waits for the first one holds none of the others, so no two of them wait for each other."""
    owner = await put(mail, status="DEAD" if name == "send again" else "WAITING")

    async with rivalry() as rival:
        await rows("SELECT FROM letter WHERE id = $1 FOR UPDATE", IDS[0])
        working = await rival.blocked(works(mail, owner)[name]())
        free = await rows("SELECT id FROM letter WHERE id = ANY($1) FOR UPDATE SKIP LOCKED", IDS)
    await working

    assert {one["id"] for one in free} == set(IDS)


@pytest.mark.parametrize("attempts", [0, MOST_ATTEMPTS])
async def test_the_claim_waits_for_no_letter(mail, attempts):
    """Neither for those to send nor for those to give up."""
    await put(mail, attempts=attempts)

    async with rivalry() as rival:
        await rows("SELECT FROM letter WHERE id = $1 FOR UPDATE", IDS[1])
        async with asyncio.timeout(PATIENCE_SECONDS):
            claimed = await rival.apart(claim(mail.clock.now(), 8))

    given_up = await rows("SELECT id FROM letter WHERE status = 'DEAD'")
    touched = [one["id"] for one in given_up] if attempts else [one.id for one in claimed]
    assert sorted(touched) == [IDS[0], IDS[2]]


async def test_a_waiting_letter_loses_the_words_of_an_erased_account(mail):
    """It would carry them to the followers after their author has erased them; the words of others stay."""
    author, writer, follower = await mail.person(), await mail.person(), await mail.person()
    request = await submit(mail.context, author, mail.submission())
    await follow(mail.context, follower, request.id)
    await comments.comment(mail.context, writer, request.id, "менің телефоным")
    await comments.comment(mail.context, await mail.person(Role.AKIMAT), request.id, "ресми жауап")
    await mail.read_log()
    assert "менің телефоным" in str(await mail.letters())

    await erase_texts(mail.context, writer)
    await mail.send()

    said = [one.text for one in mail.mailer.letters]
    assert said
    assert not any("менің телефоным" in text for text in said)
    assert any("ресми жауап" in text for text in said)


@pytest.mark.parametrize("reason", ["blocked", "erased"])
async def test_a_letter_to_an_account_that_is_gone_is_given_up_at_once(mail, reason):
    """It went after the letter was written. The operator reads why."""
    owner = await put(mail)
    if reason == "blocked":
        await rows("UPDATE account SET blocked_at = now() WHERE id = $1", owner.account_id)
    else:
        await anonymise_account(owner.account_id, "Тұрғын", "x@erased.invalid", mail.clock.now())

    await mail.send()

    dead = await dead_letters()
    assert [one.attempts for one in dead] == [1, 1, 1]
    assert all(reason in one.last_error for one in dead)
    assert mail.mailer.letters == []


async def test_the_letter_about_a_block_is_still_sent(mail):
    owner = await mail.person()
    await rows(
        "INSERT INTO letter (id, account_id, kind, fact, channel, address, data, status, attempts, next_attempt_at,"
        " created_at) VALUES ($1, $2, 'ACCOUNT_BLOCKED', 'decision 1', 'EMAIL', '', $4, 'WAITING', 0, $3, $3)",
        IDS[0],
        owner.account_id,
        mail.clock.now(),
        '{"reason": "spam", "everywhere": true, "city_id": "almaty"}',
    )
    await rows("UPDATE account SET blocked_at = now() WHERE id = $1", owner.account_id)

    await mail.send()

    assert len(mail.mailer.letters) == 1
