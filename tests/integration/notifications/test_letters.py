"""Which letters a step makes, in whose language, and who is left in peace."""

from datetime import timedelta

import pytest

from app.commands.accounts import preferences
from app.commands.accounts.email_verification import verify_email
from app.commands.accounts.registration import Registration, register
from app.commands.jobs.deadlines import fire_due
from app.commands.requests import following, submission, verdict, work
from app.commands.staff.approval import approve_executor
from app.domain.accounts.roles import Locale, Role
from app.domain.notifications.letters import Channel, NotificationKind
from app.domain.requests.reasons import HoldReason
from app.errors import InvalidInput
from app.models.database import rows
from app.notifications.transports.email_message import mime_of
from tests import pictures


def title_of(letter):
    """Return the news of a letter: its first line; the subject is the same for all letters of a request."""
    return letter.text.partition("\n")[0]


async def test_a_new_request_sends_its_number_to_the_author(mail):
    """By letter and not to the browser that has just shown it; the promise stands in it."""
    author = await mail.person()
    await mail.speak(author, Locale.RU)
    request = await submission.submit(mail.context, author, mail.submission())
    await mail.deliver()

    (letter,) = mail.mailer.letters
    assert (letter.to, letter.subject) == ("p1@example.kz", f"{request.number} · Яма на дороге")
    assert title_of(letter) == "Заявка принята"
    assert "Сохраните номер" in letter.text
    assert f"Заявка: {request.number}" in letter.text
    assert "Срок: " in letter.text


async def test_the_letters_of_one_request_have_one_subject_and_one_thread(mail):
    """Each mail program finds one of the two: equal subjects, or a common reference."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await mail.speak(author, Locale.RU)
    for _ in range(2):
        await mail.done(author, executor, officer)
    await mail.deliver()
    mine = [letter for letter in mail.mailer.letters if letter.to == "p1@example.kz"]

    threads = {mime_of(letter, "Q <q@qala.kz>")["References"] for letter in mine}
    assert len({letter.subject for letter in mine}) == len(threads) == 2
    for letter in mine:
        mime = mime_of(letter, "Q <q@qala.kz>")
        assert mime["In-Reply-To"] == mime["References"] == f"<request-{letter.request_id}@qala.kz>"
        assert mime["Message-ID"] == f"<{letter.id}@qala.kz>"


async def test_a_whole_life_makes_these_letters_and_no_others(mail):
    """The author hears of every step, the executor of the work, the follower of the news, the Akimat of the dispute."""
    author, executor, officer, neighbour = (
        await mail.person(),
        await mail.person(Role.EXECUTOR),
        await mail.person(Role.AKIMAT),
        await mail.person(),
    )
    request = await mail.assigned(author, executor, officer)
    await following.follow(mail.context, neighbour, request.id)
    await pictures.start(mail.context, executor, request.id)
    await pictures.complete(mail.context, executor, request.id)
    await verdict.dispute(mail.context, author, request.id, "Шұңқыр әлі бар")
    await pictures.complete(mail.context, executor, request.id)
    await verdict.confirm(mail.context, author, request.id, 5)
    await mail.deliver()

    def subjects(number: int) -> list[str]:
        to = f"p{number}@example.kz"
        found = [letter for letter in mail.mailer.letters if letter.to == to]
        return [title_of(letter) for letter in sorted(found, key=lambda letter: letter.id)]

    assert subjects(1) == ["Орындаушы тағайындалды", "Жұмыс басталды", "Жұмыс орындалды", "Жұмыс орындалды"]
    assert subjects(2) == [
        "Орындаушы тағайындалды",
        "Автор мәселе шешілмегенін хабарлады",
    ]
    assert subjects(3) == ["Автор мәселе шешілмегенін хабарлады"]
    assert subjects(4) == [
        "Жұмыс басталды",
        "Жұмыс орындалды",
        "Автор мәселе шешілмегенін хабарлады",
        "Жұмыс орындалды",
        "Автор орындалғанын растады",
    ]
    assert {"SENT"} == {letter["status"] for letter in await mail.letters()}


@pytest.mark.parametrize(
    ("locale", "subject", "words", "due"),
    [
        (Locale.KK, "Жұмыс уақытша тоқтатылды", "Себебі: Ауа райы", "Орны: Жолдағы шұңқыр"),
        (Locale.RU, "Работа приостановлена", "Причина: Погода", "Место: Яма на дороге"),
        (Locale.EN, "Work put on hold", "Reason: Weather", "Place: "),
    ],
)
async def test_a_letter_is_in_the_language_of_its_reader(mail, locale, subject, words, due):
    """Headline, reason and category; what the executor wrote stays as it was written."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await mail.speak(author, locale)
    request = await mail.assigned(author, executor, officer)
    await pictures.start(mail.context, executor, request.id)
    await work.hold(mail.context, executor, request.id, HoldReason.WEATHER, "Жаңбыр жауып тұр")
    await mail.deliver()
    letter = next(letter for letter in mail.mailer.letters if title_of(letter) == subject)

    assert words in letter.text
    assert due.split(",")[0][:10] in letter.text
    assert "> Жаңбыр жауып тұр" in letter.text
    assert f'<html lang="{locale.lower()}">' in letter.html


async def test_the_deadline_is_told_by_the_clock_of_the_city(mail):
    """Almaty is five hours ahead of UTC."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await mail.speak(executor, Locale.RU)
    request = await mail.assigned(author, executor, officer)
    await mail.deliver()
    letter = next(letter for letter in mail.mailer.letters if letter.to == "p2@example.kz")
    local = request.due_at + timedelta(hours=5)

    assert f"Срок: {local.day} " in letter.text
    assert f"{local:%H:%M}" in letter.text


async def test_who_has_switched_a_kind_off_is_left_in_peace(mail):
    """That kind, that person, that channel; the others go on."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await preferences.set_preference(author, NotificationKind.REQUEST_MOVED, Channel.EMAIL, enabled=False)
    await preferences.set_preference(author, NotificationKind.VERDICT_ASKED, Channel.PUSH, enabled=False)
    await preferences.set_preference(executor, NotificationKind.ASSIGNMENT, Channel.EMAIL, enabled=False)
    await preferences.set_preference(executor, NotificationKind.ASSIGNMENT, Channel.EMAIL, enabled=True)
    await mail.done(author, executor, officer)
    await mail.deliver()

    assert {("p1@example.kz", "Жұмыс орындалды"), ("p2@example.kz", "Орындаушы тағайындалды")} == {
        (letter.to, title_of(letter)) for letter in mail.mailer.letters
    }


async def test_the_list_on_the_page_cannot_be_switched_off(mail):
    """It is where everything is."""
    with pytest.raises(InvalidInput, match="channel"):
        await preferences.set_preference(await mail.person(), NotificationKind.DEADLINE, Channel.IN_APP, enabled=False)


@pytest.mark.parametrize("column", ["email_verified_at = NULL", "blocked_at = now()"])
async def test_no_one_writes_to_an_address_that_is_not_confirmed_nor_to_the_blocked(mail, column):
    """Otherwise any client could cause letters to a stranger."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await mail.assigned(author, executor, officer)
    await rows(f"UPDATE account SET {column} WHERE id = $1", author.account_id)
    await mail.deliver()

    assert [letter.to for letter in mail.mailer.letters] == ["p2@example.kz"]
    assert len(await mail.letters()) == 1


async def test_what_is_long_past_is_no_news(mail):
    """A notifier that was down for a week writes no letters about old events."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    request = await mail.assigned(author, executor, officer)
    mail.pass_time(days=7)
    await pictures.start(mail.context, executor, request.id)
    await mail.deliver()

    assert [title_of(letter) for letter in mail.mailer.letters] == ["Жұмыс басталды"]


async def test_a_registration_sends_its_link_and_keeps_no_copy_of_it(mail):
    """The token is in the letter and nowhere in the tables; what the letter said is forgotten once it is sent."""
    registration = Registration(
        name="Айгүл", email="Aigul@example.kz", password="long enough", role=Role.CITIZEN, locale=Locale.KK
    )
    signed = await register(mail.context, registration)
    (waiting,) = await mail.letters()
    await mail.deliver()
    (letter,), (sent,) = mail.mailer.letters, await mail.letters()
    token = letter.text.partition("#/verify?token=")[2].split()[0]
    dump = str(await rows("SELECT to_jsonb(l) AS l FROM letter l")) + str(
        await rows("SELECT to_jsonb(t) AS t FROM email_token t")
    )

    assert token not in dump
    assert token not in str(waiting)
    assert sent["data"] == "{}"
    assert letter.unsubscribe_url == ""
    assert (await verify_email(mail.context, token, viewer=signed.viewer)).viewer.role is Role.CITIZEN
    with pytest.raises(InvalidInput):
        await verify_email(mail.context, token)


async def test_a_registration_that_fails_sends_nothing(mail):
    """The letter is part of the same transaction."""
    registration = Registration(name="A", email="a@example.kz", password="long enough", role=Role.CITIZEN)
    await register(mail.context, registration)
    with pytest.raises(InvalidInput, match="email"):
        await register(mail.context, registration)

    assert len(await mail.letters()) == 1


async def test_an_approval_is_told_once(mail):
    """Also when the button is pressed twice."""
    officer, executor = await mail.person(Role.AKIMAT), await mail.person(Role.EXECUTOR)
    await rows("UPDATE account SET approved_at = NULL WHERE id = $1", executor.account_id)
    for _ in range(2):
        await approve_executor(mail.context, officer, executor.account_id)
    await mail.deliver()

    assert [(letter.to, letter.subject) for letter in mail.mailer.letters] == [
        ("p2@example.kz", "QalaControl: аккаунтыңыз мақұлданды")
    ]


async def test_time_alone_writes_too(mail):
    """At risk to the executor, breached also to the Akimat, escalated to the Akimat."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    request = await mail.assigned(author, executor, officer)
    await pictures.start(mail.context, executor, request.id)
    await mail.deliver()
    mail.mailer.letters.clear()
    received = []
    for _ in range(3):
        mail.clock.at = (await rows("SELECT next_moment_at AS at FROM service_request"))[0]["at"]
        await fire_due(mail.context)
        await mail.deliver()
        about = [letter for letter in mail.mailer.letters if letter.subject.startswith(request.number)]
        received.append(sorted((letter.to, title_of(letter)) for letter in about))
        mail.mailer.letters.clear()

    assert received == [
        [("p2@example.kz", "Мерзім жақындап қалды")],
        [("p2@example.kz", "Мерзім өтіп кетті"), ("p3@example.kz", "Мерзім өтіп кетті")],
        [("p3@example.kz", "Мерзімі көптен өткен: сіздің араласуыңыз керек")],
    ]


async def test_silence_is_asked_again_and_then_closed_as_silence(mail):
    """The reminder carries the two links of the same "done"; the closing letter says what happened."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await mail.speak(author, Locale.EN)
    await mail.done(author, executor, officer)
    await mail.deliver()
    for _ in range(2):
        mail.mailer.letters.clear()
        mail.clock.at = (await rows("SELECT next_moment_at AS at FROM service_request"))[0]["at"]
        await fire_due(mail.context)
        await mail.deliver()
        mine = [letter for letter in mail.mailer.letters if letter.to == "p1@example.kz"]
        if "/verdict/confirm/" in mine[0].text:
            assert title_of(mine[0]) == "We are still waiting for your answer"

    assert title_of(mine[0]) == "Closed without an answer"
