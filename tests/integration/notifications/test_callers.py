"""A caller without an account gets the letters of an author, and answers by their links."""

import re

import pytest

from app.commands.requests import comments, merging, verdict, work
from app.commands.requests.caller_erasure import erase_caller
from app.commands.requests.recorded_verdict import record_confirmation
from app.commands.requests.submission import submit, submit_for_citizen
from app.commands.requests.taken_report import CallerData, TakenReport
from app.domain.accounts.roles import Locale, Role
from app.domain.requests.lifecycle import Status
from app.domain.requests.reasons import HoldReason
from app.domain.requests.report_source import ReportSource
from app.models.database import row, rows
from app.queries.accounts.callers import caller_contacts
from tests import pictures

MAILBOX = "maria@example.kz"


async def taken(mail, officer, *, email=MAILBOX, locale=Locale.RU, **changes):
    """Return a request that the officer typed in for a caller with a mailbox."""
    caller = CallerData(name="Мария Ким", phone="8 701 234 56 78", email=email, locale=locale)
    report = TakenReport(source=ReportSource.PHONE, caller=caller)
    return await submit_for_citizen(mail.context, officer, mail.submission(**changes), report)


async def people(mail):
    """Return an executor and an officer."""
    return await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)


def to_caller(mail):
    """Return the letters to the caller, in order."""
    return [letter for letter in mail.mailer.letters if letter.to == MAILBOX]


def confirm_link(mail):
    """Return the link of the caller's letter that asks, without the host. Letters of one round have no order."""
    texts = "".join(letter.text for letter in to_caller(mail))
    return re.search(r"http://qala\.test(/verdict/confirm/\S+)", texts)[1]


async def complete(mail, executor, request):
    """Do the work."""
    await work.claim(mail.context, executor, request.id)
    await pictures.start(mail.context, executor, request.id)
    return await pictures.complete(mail.context, executor, request.id)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        (Locale.KK, "Әкімдік өтінішіңізді жазып алды"),
        (Locale.RU, "Акимат записал ваше обращение"),
        (Locale.EN, "The Akimat has written down your report"),
    ],
)
async def test_the_receipt_comes_in_the_language_that_was_asked(mail, locale, words):
    """With the number, without the name: nothing that was typed in greets a mailbox that may be a stranger's."""
    _, officer = await people(mail)

    request = await taken(mail, officer, locale=locale)
    await mail.deliver()

    (letter,) = to_caller(mail)
    assert words in letter.text
    assert request.number in letter.subject
    assert "Мария" not in letter.text + letter.html
    assert "/preferences" not in letter.text
    assert f"http://qala.test{letter.unsubscribe_url.removeprefix('http://qala.test')}" in letter.text
    assert [letter.to for letter in mail.mailer.letters] == [MAILBOX]


async def test_every_step_comes_in_one_thread_and_the_link_confirms_without_an_account(mail, page):
    """As for every author; the verdict is the caller's own, with stars."""
    executor, officer = await people(mail)
    request = await taken(mail, officer)
    await complete(mail, executor, request)
    await mail.deliver()

    letters = to_caller(mail)
    confirm = confirm_link(mail)
    assert {letter.subject for letter in letters} == {letters[0].subject}
    assert {letter.request_id for letter in letters} == {str(request.id)}
    assert len(letters) == 4
    assert "Подтвердить, что проблема решена?" in (await page.get(confirm)).text
    await page.post(confirm, data={"rating": "4"})

    event = await row("SELECT actor_id, actor_role FROM event WHERE request_id = $1 ORDER BY id DESC", request.id)
    found = await row("SELECT status, rating FROM service_request WHERE id = $1", request.id)
    assert found == {"status": Status.CONFIRMED, "rating": 4}
    assert event == {"actor_id": request.author_id, "actor_role": "CITIZEN"}


async def test_a_recorded_answer_is_told_to_the_caller_and_the_links_say_so(mail, page):
    """The caller learns what an officer has written down in their place."""
    executor, officer = await people(mail)
    request = await taken(mail, officer)
    await complete(mail, executor, request)
    await mail.deliver()
    confirm = confirm_link(mail)

    await record_confirmation(mail.context, officer, request.id, ReportSource.PHONE)
    await mail.deliver()

    letter = next(one for one in to_caller(mail) if "Сотрудник акимата записал ваш ответ" in one.text)
    assert "Заявитель подтвердил выполнение, ответ записал акимат" in letter.text
    shown = await page.get(confirm)
    assert "Вы уже подтвердили" in shown.text
    assert "<button" not in shown.text


async def test_words_of_strangers_do_not_reach_an_unconfirmed_mailbox(mail):
    """A citizen's comment makes no letter; what staff writes does, with its words."""
    executor, officer = await people(mail)
    stranger = await mail.person()
    request = await taken(mail, officer)
    await work.claim(mail.context, executor, request.id)
    await pictures.start(mail.context, executor, request.id)
    await mail.deliver()
    before = len(to_caller(mail))

    await comments.comment(mail.context, stranger, request.id, "Выиграйте приз на сайте")
    await mail.deliver()
    assert len(to_caller(mail)) == before

    await work.hold(mail.context, executor, request.id, HoldReason.WEATHER, "Ждём сухой погоды")
    await comments.comment(mail.context, officer, request.id, "Приедем завтра")
    await mail.deliver()
    texts = [letter.text for letter in to_caller(mail)[before:]]
    # Letters of one round have no order.
    assert [sum(words in text for text in texts) for words in ("Ждём сухой погоды", "Приедем завтра")] == [1, 1]
    assert len(texts) == 2


async def test_a_strangers_reason_is_left_out_of_a_callers_letter(mail):
    """A co-author's dispute is a step that the caller is notified of, without the co-author's words."""
    executor, officer = await people(mail)
    neighbour = await mail.person()
    request = await taken(mail, officer)
    repeat = await submit(mail.context, neighbour, mail.submission())
    await merging.merge(mail.context, officer, repeat.id, request.id)
    await complete(mail, executor, request)
    await verdict.dispute(mail.context, neighbour, request.id, "Зайдите на мой сайт")
    await mail.deliver()

    assert "Зайдите на мой сайт" in "".join(letter.text for letter in mail.mailer.letters)
    assert "Зайдите на мой сайт" not in "".join(letter.text for letter in to_caller(mail))
    assert ["Автор сообщает: не исправлено" in letter.text for letter in to_caller(mail)].count(True) == 1


async def test_unsubscribing_stops_all_letters_to_the_mailbox(mail, page):
    """Of this report and of later ones: its owner has no account to choose in, and may never have called."""
    executor, officer = await people(mail)
    request = await taken(mail, officer)
    await mail.deliver()
    path = to_caller(mail)[0].unsubscribe_url.removeprefix("http://qala.test")

    shown = await page.get(path)
    assert (await caller_contacts([request.author_id]))[request.author_id].gets_letters
    done = await page.post(path, data={"List-Unsubscribe": "One-Click"})
    second = await taken(mail, officer, address="Сатпаев 5")
    await complete(mail, executor, request)
    await mail.deliver()

    assert ("Больше не присылать такие письма?" in shown.text, done.status_code) == (True, 200)
    assert "preferences" not in done.text
    assert len(to_caller(mail)) == 1
    contacts = await caller_contacts([request.author_id, second.author_id])
    assert [contacts[one.author_id].gets_letters for one in (request, second)] == [False, False]


async def test_who_left_no_mailbox_gets_no_letter(mail):
    """Neither does the account that stands for the caller, whose address has no mailbox."""
    executor, officer = await people(mail)
    request = await taken(mail, officer, email=None)
    await complete(mail, executor, request)
    await mail.deliver()

    assert [letter.to for letter in mail.mailer.letters if "callers.invalid" in letter.to] == []
    assert await rows("SELECT * FROM letter WHERE account_id = $1", request.author_id) == []


async def test_an_erased_caller_gets_nothing_more(mail, page):
    """Not even a letter that waits, and the links of earlier ones are void."""
    executor, officer = await people(mail)
    request = await taken(mail, officer)
    await complete(mail, executor, request)
    await mail.deliver()
    confirm = confirm_link(mail)
    await comments.comment(mail.context, officer, request.id, "Приедем завтра")
    await mail.read_log()
    before = len(to_caller(mail))

    await erase_caller(mail.context, officer, request.id)
    await mail.deliver()
    await page.post(confirm, data={"rating": "5"})

    assert len(to_caller(mail)) == before
    assert (await row("SELECT status FROM service_request WHERE id = $1", request.id))["status"] == Status.DONE
