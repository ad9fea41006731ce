"""The two links of the letter that asks: one tap, once, and for its account alone."""

import re
from datetime import timedelta

import pytest

from app.commands.jobs.deadlines import fire_due
from app.commands.requests import comments, verdict
from app.commands.staff.blocking import block_account, block_everywhere
from app.domain.accounts.roles import Locale, Role
from app.domain.notifications.letters import Answer
from app.domain.requests.lifecycle import Status
from app.errors import Conflict
from app.models.accounts.account import anonymise_account
from app.models.database import row, rows
from app.notifications.links import Verdict
from tests import pictures


async def asked(mail, locale=Locale.KK):
    """Return a done request, its people, and the two links of its letter, without the host."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await mail.speak(author, locale)
    request = await mail.done(author, executor, officer)
    await mail.deliver()
    letter = next(letter for letter in reversed(mail.mailer.letters) if "/verdict/" in letter.text)
    assert letter.to == "p1@example.kz"
    confirm, dispute = re.findall(r"http://qala\.test(/verdict/\S+)", letter.text)
    return request, (author, executor, officer), confirm, dispute


async def state(request):
    return await row("SELECT status, rating, version FROM service_request WHERE id = $1", request.id)


@pytest.mark.parametrize(
    ("locale", "question", "button"),
    [
        (Locale.KK, "Мәселенің шешілгенін растайсыз ба?", "Иә, шешілді"),
        (Locale.RU, "Подтвердить, что проблема решена?", "Да, исправлено"),
        (Locale.EN, "Confirm that the problem is fixed?", "Yes, it is fixed"),
    ],
)
async def test_looking_does_nothing_and_one_press_confirms(mail, page, locale, question, button):
    """A scanner that reads the link changes nothing; the page has one button, in the author's language."""
    request, _, confirm, _ = await asked(mail, locale)
    shown = await page.get(confirm)
    await page.head(confirm)
    before = await state(request)
    pressed = await page.post(confirm, data={"rating": "4"})

    assert shown.status_code == 200
    assert question in shown.text
    assert shown.text.count("<button") == 1
    assert button in shown.text
    assert request.number in shown.text
    assert f'<html lang="{locale.lower()}">' in shown.text
    assert before == {"status": "DONE", "rating": None, "version": request.version}
    assert pressed.status_code == 200
    assert await state(request) == {"status": "CONFIRMED", "rating": 4, "version": request.version + 1}


async def test_the_step_is_the_author_own(mail, page):
    """By the same command as on the page: the event names them."""
    request, (author, *_), confirm, _ = await asked(mail)
    await page.post(confirm, data={"rating": "5"})
    event = await row("SELECT kind, actor_id, actor_role FROM event WHERE request_id = $1 ORDER BY id DESC", request.id)

    assert event == {"kind": "WORK_CONFIRMED", "actor_id": author.account_id, "actor_role": "CITIZEN"}
    assert (await state(request))["rating"] == 5


async def test_the_second_press_explains_what_happened(mail, page):
    """Pressed again, looked at again, or the other link afterwards: nothing more happens."""
    request, _, confirm, dispute = await asked(mail, Locale.EN)
    await page.post(confirm, data={"rating": "2"})
    again = [await page.post(confirm, data={"rating": "5"}), await page.get(confirm), await page.post(dispute)]

    for answer in again:
        assert answer.status_code == 200
        assert "You have confirmed this request already." in answer.text
        assert "<button" not in answer.text
    assert await state(request) == {"status": "CONFIRMED", "rating": 2, "version": request.version + 1}


async def test_not_fixed_goes_back_to_work_with_its_reason(mail, page):
    """The words come from the list, in the author's language; their own words follow."""
    request, _, confirm, dispute = await asked(mail, Locale.RU)
    shown = await page.get(dispute)
    pressed = await page.post(dispute, data={"reason": "partly", "words": "Ямa справа"})
    event = await row("SELECT kind, reason FROM event WHERE request_id = $1 ORDER BY id DESC", request.id)
    other = await page.post(confirm)

    assert shown.text.count("<button") == 1
    assert "Заявка снова в работе" in pressed.text
    assert event == {"kind": "WORK_DISPUTED", "reason": "Исправлено лишь частично. Ямa справа"}
    assert "Вы уже сообщили, что проблема не решена" in other.text
    assert (await state(request))["status"] == Status.IN_PROGRESS


async def test_a_newer_done_has_links_of_its_own(mail, page):
    """The old link cannot confirm work that its letter did not speak of."""
    request, (author, executor, _), confirm, dispute = await asked(mail)
    await page.post(dispute)
    mail.pass_time(hours=1)
    await pictures.complete(mail.context, executor, request.id)
    old = await page.post(confirm)
    await mail.deliver()
    texts = "".join(letter.text for letter in mail.mailer.letters)
    newer = [link for link in re.findall(r"http://qala\.test(/verdict/confirm/\S+)", texts) if link != confirm]

    assert (await state(request))["status"] == Status.DONE
    assert "<button" not in old.text
    await page.post(newer[0], data={"rating": "4"})
    assert (await state(request))["status"] == Status.CONFIRMED
    assert author


async def test_a_comment_in_between_spoils_no_link(mail, page):
    """It is a newer version, but the same question."""
    request, (author, *_), confirm, _ = await asked(mail)
    await comments.comment(mail.context, author, request.id, "Рахмет")
    await page.post(confirm, data={"rating": "4"})

    assert (await state(request))["status"] == Status.CONFIRMED


async def test_the_command_itself_refuses_an_older_done(mail):
    """Also when the request was done again between the look and the press."""
    request, (author, executor, _), *_ = await asked(mail)
    first_done_at = request.done_at
    await verdict.dispute(mail.context, author, request.id, "Жоқ")
    mail.pass_time(hours=1)
    await pictures.complete(mail.context, executor, request.id)

    with pytest.raises(Conflict, match="done again"):
        await verdict.confirm(mail.context, author, request.id, 5, done_at=first_done_at)
    with pytest.raises(Conflict, match="done again"):
        await verdict.dispute(mail.context, author, request.id, "Жоқ", done_at=first_done_at)


async def test_after_the_silence_the_link_still_takes_an_answer(mail, page):
    """Seven days later it is closed without one, and an answer still counts."""
    request, _, confirm, _ = await asked(mail, Locale.EN)
    mail.clock.at += timedelta(days=8)
    while (await fire_due(mail.context)).count:
        pass
    shown = await page.get(confirm)

    assert (await state(request))["status"] == Status.UNANSWERED
    assert "Confirm that the problem is fixed?" in shown.text
    await page.post(confirm, data={"rating": "2"})
    assert (await state(request))["status"] == Status.CONFIRMED


async def test_the_last_question_comes_with_photos_and_its_links_take_a_dispute(mail, page):
    """28 days after the completion, once; later than its links are good for, the page says that it is closed."""
    request, *_ = await asked(mail, Locale.EN)
    mail.clock.at += timedelta(days=28)
    while (await fire_due(mail.context)).count:
        pass
    mail.mailer.letters.clear()
    await mail.deliver()
    letter = next(letter for letter in reversed(mail.mailer.letters) if "/verdict/" in letter.text)
    dispute = re.findall(r"http://qala\.test(/verdict/dispute/\S+)", letter.text)[0]
    photos = re.findall(r"http://qala\.test(/photos/\S+)", letter.text)

    assert "Asked for the last time: is the problem fixed?" in letter.text
    assert len(photos) == 2
    shown = await page.get(dispute)
    for photo in photos:
        assert (await page.get(photo)).status_code == 200
        assert photo in shown.text
    await page.post(dispute, data={"reason": "still"})
    assert (await state(request))["status"] == Status.IN_PROGRESS


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_link_that_is_too_old_is_refused_in_plain_words(mail, page, method):
    """In the language of the browser, for the link itself is not believed any more."""
    request, _, confirm, _ = await asked(mail)
    mail.clock.at += timedelta(days=14, seconds=1)
    refused = await page.request(method, confirm, headers={"Accept-Language": "ru-RU,ru;q=0.9"})

    assert refused.status_code == 410
    assert "Срок действия ссылки истёк" in refused.text
    assert (await state(request))["status"] == Status.DONE


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("change", ["cut", "other answer", "changed", "nonsense", "unknown answer"])
async def test_a_forged_link_is_refused_in_plain_words(mail, page, method, change):
    """And does nothing."""
    request, _, confirm, dispute = await asked(mail)
    forged = {
        "cut": confirm[:-1],
        "other answer": confirm.replace("confirm", "dispute"),
        "changed": confirm[:-5] + ("A" if confirm[-5] != "A" else "B") + confirm[-4:],
        "nonsense": "/verdict/confirm/%D0%96",
        "unknown answer": confirm.replace("confirm", "delete"),
    }[change]
    refused = await page.request(method, forged, headers={"Accept-Language": "en"})

    assert refused.status_code == 404
    assert "This link is not valid." in refused.text
    assert (await state(request))["status"] == Status.DONE
    assert dispute


@pytest.mark.parametrize("who", [1, 2])
async def test_a_true_link_for_another_person_does_nothing(mail, page, who):
    """Only the author's answer closes the request, whichever account the link is made for."""
    request, people, *_ = await asked(mail)
    made = mail.context.links.verdict(Answer.CONFIRM, Verdict(request.id, people[who].account_id, request.version))
    pressed = await page.post(made.removeprefix("http://qala.test"))

    assert (await state(request))["status"] == Status.DONE
    assert "<button" not in pressed.text


@pytest.mark.parametrize("everywhere", [True, False])
async def test_a_blocked_account_is_told_why_it_may_not_answer(mail, page, everywhere):
    """By the officer's own words; a press sent all the same does nothing."""
    request, (author, _, officer), confirm, dispute = await asked(mail, Locale.RU)
    if everywhere:
        await block_everywhere(mail.context, author.account_id, "<b>Спам</b>")
    else:
        await block_account(mail.context, officer, author.account_id, "<b>Спам</b>")
    answers = [
        await page.get(confirm),
        await page.post(confirm, data={"rating": "5"}),
        await page.post(confirm),
        await page.post(dispute, data={"reason": "still"}),
    ]

    assert (await state(request))["status"] == Status.DONE
    for answer in answers:
        assert "<button" not in answer.text
        assert "Этот аккаунт заблокирован, поэтому ответить нельзя." in answer.text
        assert "Причина: <bdi>&lt;b&gt;Спам&lt;/b&gt;</bdi>" in answer.text
        assert "напишите в акимат" in answer.text


async def test_a_block_in_another_city_leaves_the_answer_open(mail, page):
    """The account may still say whether the work in this city is good."""
    request, (author, *_), confirm, _ = await asked(mail)
    await rows("UPDATE account SET blocked_cities = '{astana}' WHERE id = $1", author.account_id)
    await page.post(confirm, data={"rating": "4"})

    assert (await state(request))["status"] == Status.CONFIRMED


async def test_an_erased_account_has_no_say(mail, page):
    """Its links are dead with it."""
    request, (author, *_), confirm, _ = await asked(mail)
    await anonymise_account(author.account_id, "-", "gone@example.kz", mail.clock.now())
    shown, pressed = await page.get(confirm), await page.post(confirm, data={"rating": "4"})

    assert (await state(request))["status"] == Status.DONE
    assert "<button" not in shown.text + pressed.text


async def test_what_is_sent_with_the_press_is_not_believed(mail, page):
    """A rating that is none confirms nothing; the page says what is expected. A reason that is none is the first."""
    request, _, confirm, dispute = await asked(mail)
    refused = await page.post(confirm, data={"rating": "99"})
    standing = await state(request)
    await page.post(dispute, data={"reason": "<script>"})
    event = await row("SELECT reason FROM event WHERE request_id = $1 ORDER BY id DESC", request.id)

    assert (refused.status_code, standing["status"]) == (422, Status.DONE)
    assert "1-ден 5-ке дейінгі бағаны таңдаңыз." in refused.text
    assert event == {"reason": "Мәселе әлі бар"}


@pytest.mark.parametrize(
    ("locale", "error"),
    [
        (Locale.KK, "1-ден 5-ке дейінгі бағаны таңдаңыз."),
        (Locale.RU, "Выберите оценку от 1 до 5."),
        (Locale.EN, "Choose a rating from 1 to 5."),
    ],
)
async def test_no_star_is_chosen_beforehand_and_one_must_be(mail, page, locale, error):
    """Pressing without a star asks for one, in words tied to the field; then the press counts."""
    request, _, confirm, _ = await asked(mail, locale)
    shown = await page.get(confirm)
    pressed = await page.post(confirm)
    standing = await state(request)
    await page.post(confirm, data={"rating": "3"})

    assert "checked" not in shown.text
    assert shown.text.count('name="rating"') == shown.text.count("required") == 5
    assert error not in shown.text
    assert (pressed.status_code, standing["rating"]) == (422, None)
    assert f'role="alert">{error}</p>' in pressed.text
    assert pressed.text.count('aria-describedby="rating-error"') == 5
    assert (await state(request))["rating"] == 3


async def test_the_page_obeys_the_security_headers(mail, page):
    """No script, no inline style, nothing kept by caches or found by search engines."""
    _, _, confirm, dispute = await asked(mail)
    for link in (confirm, dispute):
        shown = await page.get(link)
        assert not re.search(r"<script|<style|style=|https?://(?!qala\.test)", shown.text)
        assert shown.headers["cache-control"] == "no-store"
        assert shown.headers["x-robots-tag"] == "noindex"
        assert "form-action 'self'" in shown.headers["content-security-policy"]
    style = await page.get("/plain-page.css")
    assert style.headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("origin", ["null", "https://evil.example"])
async def test_verdict_of_a_foreign_page_is_refused(mail, page, origin):
    """The form is ours; another page that got hold of the link presses no button."""
    request, _, confirm, _ = await asked(mail)

    refused = await page.post(confirm, data={"rating": "4"}, headers={"origin": origin})

    assert refused.status_code == 403
    assert refused.headers["cache-control"] == "no-store"
    assert (await state(request))["status"] == "DONE"
