"""Co-authors are asked by letter, with links of their own."""

import re

from app.commands.jobs.deadlines import fire_due
from app.commands.requests import following, merging, verdict
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Locale, Role
from app.domain.requests.lifecycle import Status
from app.models.database import row, rows
from tests import pictures


async def merged(mail):
    """A done request of one author, into which those of two others were merged; the last of them unfollowed."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    second, third = await mail.person(), await mail.person()
    for person in (author, second, third):
        await mail.speak(person, Locale.RU)
    request = await mail.assigned(author, executor, officer)
    for person in (second, third):
        repeat = await submit(mail.context, person, mail.submission())
        await merging.merge(mail.context, officer, repeat.id, request.id)
    await following.unfollow(third, request.id)
    await pictures.start(mail.context, executor, request.id)
    await mail.deliver()
    mail.mailer.letters.clear()
    await pictures.complete(mail.context, executor, request.id)
    await mail.deliver()
    return request, author, second, third, executor


def asked(mail):
    """Return the links of the letters that ask, by the address they went to."""
    return {
        letter.to: re.findall(r"http://qala\.test(/verdict/\S+)", letter.text)
        for letter in mail.mailer.letters
        if "/verdict/" in letter.text
    }


async def test_those_who_follow_are_asked_with_links_of_their_own(mail, page):
    """The author and the co-author; one who wants to hear no more is not written to, and keeps the say."""
    request, _, second, third, _ = await merged(mail)
    links = asked(mail)
    (letter,) = [one for one in mail.mailer.letters if one.to == "p4@example.kz"]

    assert set(links) == {"p1@example.kz", "p4@example.kz"}
    assert "Ваша заявка объединена с этой, и ваш ответ тоже учитывается." in letter.text
    pressed = await page.post(links["p4@example.kz"][0], data={"rating": "2"})
    again = await page.get(links["p4@example.kz"][0])
    kept = await row("SELECT account_id, rating FROM verdict")
    assert "Спасибо! Выполнение подтверждено." in pressed.text
    assert "Вы уже подтвердили выполнение этой заявки." in again.text
    assert kept == {"account_id": second.account_id, "rating": 2}
    assert (await row("SELECT status FROM service_request WHERE id = $1", request.id))["status"] == Status.DONE
    await verdict.dispute(mail.context, third, request.id, "Жоқ")


async def test_the_links_of_one_say_what_another_has_done(mail, page):
    """Closed by the author, or disputed by a co-author: the page of the other says who did it."""
    request, author, _, third, executor = await merged(mail)
    _, first_dispute = asked(mail)["p4@example.kz"]
    await verdict.dispute(mail.context, third, request.id, "Жоқ")
    disputed = await page.get(first_dispute)
    mail.mailer.letters.clear()
    await pictures.complete(mail.context, executor, request.id)
    await mail.deliver()
    confirm, _ = asked(mail)["p4@example.kz"]
    await verdict.confirm(mail.context, author, request.id, 5)
    closed = await page.post(confirm, data={"rating": "4"})

    assert "Другой автор сообщил, что проблема не решена" in disputed.text
    assert "Выполнение уже подтвердил другой автор заявки." in closed.text
    assert "<button" not in disputed.text + closed.text


async def test_only_those_who_have_not_answered_are_reminded(mail, page):
    """After three days the author alone: the co-author has spoken."""
    await merged(mail)
    await page.post(asked(mail)["p4@example.kz"][0], data={"rating": "4"})
    await mail.deliver()
    mail.mailer.letters.clear()
    mail.pass_time(days=3)
    await fire_due(mail.context)
    await mail.deliver()

    assert set(asked(mail)) == {"p1@example.kz"}
    assert len(await rows("SELECT 1 FROM letter WHERE kind = 'VERDICT_ASKED'")) == 3
