"""A real mail server: up, down, and unwilling."""

import asyncio
from contextvars import Context
from typing import Any

import asyncpg
import pytest

from app.commands.staff.dead_letters import resend_dead_letters
from app.domain.accounts.roles import Locale, Role
from app.domain.notifications.letters import Channel, LetterStatus
from app.models.database import rows, transaction
from app.notifications import sender
from app.notifications.outbox import MOST_ATTEMPTS, claim, sent, unsent_counts
from app.notifications.transport import DeliveryFailed
from app.queries.notifications.letters import dead_letters
from app.settings import Settings
from tests.conftest import FakeMailer
from tests.integration.notifications.conftest import SECRET, open_mail_app
from tests.waiting import PATIENCE_SECONDS


async def one_letter(test_app):
    author, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    await test_app.speak(author, Locale.RU)
    await rows("UPDATE account SET email_verified_at = NULL WHERE id = $1", executor.account_id)
    return await test_app.assigned(author, executor, await test_app.person(Role.AKIMAT))


async def test_a_letter_arrives_as_it_was_written(smtp_app, server):
    """Cyrillic subject, text and HTML, one recipient, and the headers that machines look for."""
    request = await one_letter(smtp_app)
    await smtp_app.deliver()
    (message,), ((recipient,),) = server.messages, server.recipients
    (row,) = await smtp_app.letters()

    assert recipient == "p1@example.kz" == message["To"]
    assert message["Subject"] == f"{request.number} · Яма на дороге"
    assert message["References"] == message["In-Reply-To"] == f"<request-{request.id}@qala.kz>"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert "По вашей заявке есть новость." in message.get_body(("plain",)).get_content()
    assert "По вашей заявке есть новость." in message.get_body(("html",)).get_content()
    assert message["Message-ID"] == f"<{row['id']}@qala.kz>"
    assert message["List-Unsubscribe"].startswith("<http://qala.test/unsubscribe/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["From"] == "QalaControl <no-reply@qala.kz>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert row["status"] == "SENT"


async def test_a_server_that_was_down_gets_the_letter_later_and_once(smtp_app, server):
    """After the pause, not before; and not again."""
    await server.stop()
    await one_letter(smtp_app)
    await smtp_app.deliver()
    (failed,) = await smtp_app.letters()
    await server.start()
    smtp_app.pass_time(seconds=59)
    await smtp_app.deliver()
    early = len(server.messages)
    smtp_app.pass_time(seconds=1)
    for _ in range(3):
        await smtp_app.deliver()
        smtp_app.pass_time(days=1)

    assert (failed["status"], failed["attempts"]) == ("FAILED", 1)
    assert "Connect" in failed["last_error"]
    assert early == 0
    assert len(server.messages) == 1


async def test_a_refused_letter_is_dead_after_eight_attempts_and_can_be_sent_again(smtp_app, server):
    """The pauses grow; the operator sees the reason; a resent letter starts anew."""
    server.refusal = "450 no room in the mailbox"
    await one_letter(smtp_app)
    await smtp_app.read_log()
    pauses = []
    for _ in range(MOST_ATTEMPTS):
        await smtp_app.send()
        (letter,) = await smtp_app.letters()
        pauses.append(letter["next_attempt_at"] - smtp_app.clock.at)
        smtp_app.clock.at = letter["next_attempt_at"]
    smtp_app.pass_time(days=30)
    await smtp_app.send()
    (dead,) = await dead_letters()

    assert pauses[:-1] == sorted(pauses[:-1])
    assert (dead.to, dead.attempts) == ("p1@example.kz", MOST_ATTEMPTS)
    assert "450" in dead.last_error
    assert (await unsent_counts(smtp_app.clock.now()))[LetterStatus.DEAD] == 1

    server.refusal = None
    assert await resend_dead_letters(smtp_app.context, dead.id) == 1
    assert await resend_dead_letters(smtp_app.context) == 0
    await smtp_app.send()
    assert len(server.messages) == 1
    assert await dead_letters() == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("550 5.1.1 no such mailbox", LetterStatus.DEAD),
        ("553 no such mailbox", LetterStatus.DEAD),
        ("450 4.2.1 try again", LetterStatus.FAILED),
        ("550 5.7.1 relaying denied", LetterStatus.FAILED),
        ("554 5.7.1 looks like spam", LetterStatus.FAILED),
    ],
)
@pytest.mark.parametrize("at", ["refusal", "recipient_refusal"])
async def test_a_mailbox_that_is_refused_for_good_is_not_tried_again(smtp_app, server, at, answer, status):
    """What the operator can mend, such as a relay that knows the server not yet, is tried again."""
    setattr(server, at, answer)
    await one_letter(smtp_app)
    await smtp_app.deliver()

    (letter,) = await smtp_app.letters()

    assert (letter["status"], letter["attempts"]) == (status, 1)
    assert answer.split()[0] in letter["last_error"]


async def test_a_refused_sender_is_for_the_operator_to_mend(smtp_app, server):
    """Otherwise all letters would be dead at once."""
    server.sender_refusal = "550 5.1.8 no such sender"
    await one_letter(smtp_app)
    await smtp_app.deliver()

    assert [letter["status"] for letter in await smtp_app.letters()] == [LetterStatus.FAILED]


async def test_a_server_that_hangs_up_after_it_took_the_letter_gets_the_same_letter_again(smtp_app, server):
    """SMTP itself cannot tell; the Message-ID can."""
    server.hang_up_after_data = True
    await one_letter(smtp_app)
    await smtp_app.deliver()
    server.hang_up_after_data = False
    smtp_app.pass_time(minutes=1)
    await smtp_app.deliver()

    assert len(server.messages) == 2
    assert len({message["Message-ID"] for message in server.messages}) == 1


async def test_an_address_that_is_none_holds_up_no_one(smtp_app, server):
    """One letter fails, the others go."""
    request = await one_letter(smtp_app)
    neighbour = await smtp_app.person()
    await rows("UPDATE account SET email = 'a b@c@d' WHERE id = $1", request.author_id)
    await smtp_app.done(neighbour, await smtp_app.person(Role.EXECUTOR), await smtp_app.person(Role.AKIMAT))
    await smtp_app.deliver()

    assert {"p4@example.kz", "p5@example.kz"} == {to for (to,) in server.recipients}
    assert [item["status"] for item in await smtp_app.letters() if item["account_id"] == request.author_id] == [
        "FAILED"
    ]


async def test_two_senders_send_each_letter_once(urls):
    """Each letter is claimed by one of them."""
    post = FakeMailer()
    async with open_mail_app(urls, post) as first:
        author, executor = await first.person(), await first.person(Role.EXECUTOR)
        officer = await first.person(Role.AKIMAT)
        for _ in range(6):
            await first.done(author, executor, officer)
        await first.read_log()
        second = type(first.application.notifier.sender)(
            first.clock,
            first.application.notifier.sender.transports,
            first.context.links,
            asyncio.Event(),
            catalog=first.application.catalog,
        )

        async def drain(sender):
            while await sender.send_due():
                pass

        await asyncio.gather(drain(first.application.notifier.sender), drain(second))

        assert len(post.letters) == len(await first.letters()) == 24
        assert len({letter.id for letter in post.letters}) == 24


async def test_what_is_lent_to_one_is_passed_over_by_the_other(mail):
    """At once, while the first has not committed: neither waits, and no letter is claimed twice."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await mail.done(author, executor, officer)
    await mail.read_log()
    now = mail.clock.now()
    async with asyncio.timeout(PATIENCE_SECONDS), transaction():
        first = await claim(now, 3)
        second = await asyncio.create_task(claim(now, 3), context=Context())

    assert (len(first), len(second)) == (3, 1)
    assert not {letter.id for letter in first} & {letter.id for letter in second}


NESTED_LOOP_ONLY = ("hashjoin", "mergejoin", "hashagg", "sort", "indexscan", "bitmapscan", "material", "memoize")
"""What PostgreSQL has to be kept from, to choose the plan that it chooses by itself for a table with few rows."""


@pytest.mark.parametrize("avoided", [NESTED_LOOP_ONLY, ("nestloop",)], ids=["nested", "hashed"])
async def test_no_more_is_claimed_than_was_asked_for_however_the_statement_is_planned(mail, avoided):
    """PostgreSQL may run a subquery once for each row of the table, and each time it would lock further letters."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await mail.done(author, executor, officer)
    await mail.read_log()
    async with transaction():
        for name in avoided:
            await rows(f"SET LOCAL enable_{name} = off")
        found = await claim(mail.clock.now(), 3)

    assert len(found) == 3


class BlockingMailer:
    """A post that waits at the gate."""

    def __init__(self) -> None:
        self.reached, self.opened = asyncio.Event(), asyncio.Event()
        self.letters: list[Any] = []

    async def deliver(self, message):
        self.reached.set()
        await self.opened.wait()
        self.letters.append(message)


async def test_shutdown_finishes_the_letters_being_sent(urls, mail):
    """A delivered letter is recorded as sent, so the next process does not send it again."""
    await one_letter(mail)
    await mail.read_log()
    mailer = BlockingMailer()
    async with asyncio.timeout(PATIENCE_SECONDS):
        async with urls.application(Settings(secret_key=SECRET), clock=mail.clock, mail_transport=mailer):
            await mailer.reached.wait()
            asyncio.get_running_loop().call_later(0.2, mailer.opened.set)

    assert len(mailer.letters) == 1


async def test_a_record_that_postgresql_ends_for_a_deadlock_is_written_again(mail, monkeypatch):
    """Otherwise all letters of the batch would be sent a second time."""
    victims = []

    async def sent_at_the_second_time(letter_ids, now):
        if not victims:
            victims.append(letter_ids)
            raise asyncpg.DeadlockDetectedError("deadlock detected")
        await sent(letter_ids, now)

    monkeypatch.setattr(sender, "sent", sent_at_the_second_time)
    await mail.done(await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT))
    await mail.deliver()

    assert victims
    assert {(letter["status"], letter["attempts"]) for letter in await mail.letters()} == {("SENT", 1)}


class CountingMailer(FakeMailer):
    """A post that tells when a letter comes."""

    def __init__(self, wanted: int) -> None:
        super().__init__()
        self.wanted, self.complete = wanted, asyncio.Event()

    async def deliver(self, message):
        await super().deliver(message)
        if len(self.letters) == self.wanted:
            self.complete.set()


async def test_a_running_application_sends_by_itself(urls):
    """From the step to the letter, each job is woken by the one before it."""
    mailer = CountingMailer(wanted=4)
    async with open_mail_app(urls, mailer, lead=True, follow=True) as test_app:
        author, executor, officer = (
            await test_app.person(),
            await test_app.person(Role.EXECUTOR),
            await test_app.person(Role.AKIMAT),
        )
        await test_app.done(author, executor, officer)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await mailer.complete.wait()

    assert len({letter.id for letter in mailer.letters}) == 4


async def test_a_carrier_that_fails_strangely_is_tried_again(urls):
    """Whatever it raises, the letter waits for the next time, with the reason."""

    class Broken:
        async def deliver(self, _):
            raise ZeroDivisionError("strange")

    async with open_mail_app(urls, Broken()) as test_app:
        await one_letter(test_app)
        await test_app.deliver()
        (letter,) = await test_app.letters()

        assert (letter["status"], letter["last_error"]) == ("FAILED", "ZeroDivisionError: strange")


@pytest.mark.parametrize("attempts", [MOST_ATTEMPTS])
async def test_a_letter_that_ends_the_process_each_time_is_dead_in_the_end(mail, attempts):
    """The attempt is counted before the letter is handed over."""
    await one_letter(mail)
    await mail.read_log()
    await rows("UPDATE letter SET attempts = $1", attempts)
    await mail.send()
    (letter,) = await mail.letters()

    assert (letter["status"], letter["last_error"]) == ("DEAD", "the sender ended while sending")
    assert mail.mailer.letters == []


async def test_a_refusal_says_why(mail):
    """The error of NotTaken is recorded as it is."""

    class Refusing:
        async def deliver(self, _):
            raise DeliveryFailed("not today")

    mail.application.notifier.sender.transports[Channel.EMAIL] = Refusing()
    await one_letter(mail)
    await mail.deliver()

    assert [letter["last_error"] for letter in await mail.letters()] == ["not today"]
