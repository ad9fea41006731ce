"""Letters of one kind are switched off from a letter, without signing in, and by a POST only."""

import pytest

from app.commands.accounts.erasure import erase_person
from app.domain.accounts.roles import Locale, Role
from app.domain.notifications.letters import Channel, NotificationKind
from app.models.database import rows
from app.notifications.links import LinkForged, Links, Subscription


async def off(account_id):
    found = await rows("SELECT kind, channel FROM notification_preference WHERE account_id = $1", account_id)
    return [(item["kind"], item["channel"]) for item in found]


async def link_of(mail, locale=Locale.RU):
    """Return the author of a request, and the path that a letter about it names."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await mail.speak(author, locale)
    await mail.assigned(author, executor, officer)
    await mail.deliver()
    letter = next(letter for letter in mail.mailer.letters if letter.to == "p1@example.kz")
    return author, letter.unsubscribe_url.removeprefix("http://qala.test")


async def test_opening_the_link_changes_nothing_and_pressing_the_button_does(mail, page):
    """Mail scanners open every link, some by HEAD. The page speaks the language of the account and names the kind."""
    author, path = await link_of(mail)

    assert (await page.head(path)).status_code == 200
    shown = await page.get(path)
    assert (shown.status_code, await off(author.account_id)) == (200, [])
    assert "Больше не присылать такие письма?" in shown.text
    assert "Шаги заявок, которые вы подали или за которыми следите" in shown.text

    done = await page.post(path)
    assert (done.status_code, await off(author.account_id)) == (200, [(NotificationKind.REQUEST_MOVED, Channel.EMAIL)])
    assert "Готово: таких писем больше не будет" in done.text


async def test_a_mail_program_does_it_with_one_post(mail, page):
    """RFC 8058: no cookie, no origin, a form with one field; twice is as good as once."""
    author, path = await link_of(mail)
    for _ in range(2):
        answer = await page.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200

    assert await off(author.account_id) == [(NotificationKind.REQUEST_MOVED, Channel.EMAIL)]


async def test_a_foreign_page_cannot_press_it(mail, page):
    """A browser names the page that sends a form."""
    author, path = await link_of(mail)

    answer = await page.post(path, headers={"Origin": "https://evil.example"})

    assert (answer.status_code, await off(author.account_id)) == (403, [])


async def test_a_changed_link_does_nothing(mail, page):
    """Each account and each kind has a link of its own."""
    author, path = await link_of(mail)
    token = path.removeprefix("/unsubscribe/")
    for forged in (token[:-2] + ("AA" if token[-2:] != "AA" else "BB"), "x", token[4:], "A" * 2000):
        answer = await page.post(f"/unsubscribe/{forged}")
        assert answer.status_code == 404

    assert await off(author.account_id) == []


async def test_a_link_of_another_purpose_is_none(mail):
    """Not even with the same bytes."""
    links: Links = mail.context.links
    subscription = Subscription((await mail.person()).account_id, NotificationKind.DIGEST)
    token = links.unsubscribe(subscription).rpartition("/")[2]

    assert links.read_unsubscribe(token) == subscription
    with pytest.raises(LinkForged):
        links.read_unsubscribe(links.account_token("RESET_PASSWORD", subscription.account_id))


async def test_the_link_of_an_erased_account_leaves_no_trace(mail, page):
    """There is no account to keep a choice for."""
    author, path = await link_of(mail)
    await erase_person(author.account_id, mail.clock.now())

    assert (await page.post(path)).status_code == 200
    assert await off(author.account_id) == []
