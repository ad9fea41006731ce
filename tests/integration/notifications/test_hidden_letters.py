"""Letters that wait say nothing of a text that was hidden meanwhile; the account that wrote it gets a letter."""

import pytest

from app.commands.requests import comments, text_moderation
from app.commands.requests.following import follow
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.text.hidden_texts import Text, TextPart
from app.models.database import rows
from tests.lock_waits import rivalry

ADDRESS, COMMENT = Text(TextPart.ADDRESS), Text(TextPart.STEP, 2)


@pytest.mark.parametrize("read_first", [True, False])
async def test_a_waiting_letter_loses_a_hidden_text(mail, read_first):
    """Whether the letter was written before the text was hidden, or is written after it."""
    author, writer, akimat = await mail.person(), await mail.person(), await mail.person(Role.AKIMAT)
    request = await submit(mail.context, author, mail.submission(address="87011234567"))
    await comments.comment(mail.context, writer, request.id, "сатып алыңыз")
    if read_first:
        await mail.read_log()
        assert "87011234567" in str(await mail.letters())

    for text in (ADDRESS, COMMENT):
        await text_moderation.hide(mail.context, akimat, request.id, text, "себебі осы")
    await mail.deliver()

    assert mail.mailer.letters
    assert not any("87011234567" in one.text or "сатып" in one.text for one in mail.mailer.letters)
    assert "87011234567" not in str(await mail.letters())


async def test_the_writer_gets_the_reason_and_followers_get_no_letter(mail):
    author, writer, akimat = await mail.person(), await mail.person(), await mail.person(Role.AKIMAT)
    follower = await mail.person()
    request = await submit(mail.context, author, mail.submission())
    await follow(mail.context, follower, request.id)
    await comments.comment(mail.context, writer, request.id, "сатып алыңыз")
    await mail.deliver()
    mail.mailer.letters.clear()

    await text_moderation.hide(mail.context, akimat, request.id, COMMENT, "себебі осы")
    await mail.deliver()

    (letter,) = mail.mailer.letters
    assert letter.to == (await rows("SELECT email FROM account WHERE id = $1", writer.account_id))[0]["email"]
    assert "себебі осы" in letter.text


async def test_a_waiting_digest_loses_a_hidden_address(mail):
    author, akimat = await mail.person(), await mail.person(Role.AKIMAT)
    request = await submit(mail.context, author, mail.submission(address="87011234567"))
    other = await submit(mail.context, author, mail.submission(address="Абай 1"))
    mail.pass_time(days=60)
    await mail.read_log()
    await rows(
        "INSERT INTO letter (id, account_id, kind, fact, channel, address, data, next_attempt_at, created_at, status,"
        " attempts) SELECT gen_random_uuid(), $1, 'DIGEST', 'digest x', 'EMAIL', '', jsonb_build_object('overdue',"
        " jsonb_agg(jsonb_build_object('request_id', id::text, 'address', address))), now(), now(), 'WAITING', 0"
        " FROM service_request",
        akimat.account_id,
    )

    await text_moderation.hide(mail.context, akimat, request.id, ADDRESS, "себебі осы")

    (left,) = await rows("SELECT data ->> 'overdue' AS late FROM letter WHERE fact = 'digest x'")
    assert "87011234567" not in left["late"]
    assert all(kept in left["late"] for kept in ("Абай 1", str(request.id), str(other.id)))


async def test_a_digest_that_is_written_while_an_address_is_hidden_does_not_have_it(mail):
    """It would be in the table after the waiting letters were looked through."""
    akimat = await mail.person(Role.AKIMAT)
    request = await submit(mail.context, await mail.person(), mail.submission(address="87011234567"))
    await mail.read_log()
    mail.pass_time(days=60, hours=-3)

    async with rivalry() as rival:
        await text_moderation.hide(mail.context, akimat, request.id, ADDRESS, "себебі осы")
        writing = await rival.blocked(mail.application.notifier.reader.run_tick(mail.connection))
    await writing

    (digest,) = await rows("SELECT data FROM letter WHERE kind = 'DIGEST'")
    assert request.number in digest["data"]
    assert "87011234567" not in digest["data"]
