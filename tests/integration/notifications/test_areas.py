"""What followers of an area are sent: push at once, and one letter about the day in the next morning."""

from datetime import UTC, datetime

from app.commands.accounts import preferences
from app.commands.accounts.followed_areas import follow_area
from app.commands.requests import text_moderation
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Locale, Role
from app.domain.notifications.followed_area import Circle
from app.domain.notifications.letters import Channel, NotificationKind
from app.domain.text.hidden_texts import Text, TextPart
from app.models import PushSubscription, Session
from app.models.database import rows

YESTERDAY_NOON = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
EIGHT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
"""08:00 in Almaty, which is five hours ahead of UTC."""
CIRCLE = Circle(latitude=43.24, longitude=76.91, radius_metres=500)


async def watching(mail, locale=Locale.RU):
    """An account that follows the circle in which the tests submit, and its browser."""
    viewer = await mail.person()
    await mail.speak(viewer, locale)
    await follow_area(mail.context, viewer, "almaty", circle=CIRCLE)
    return viewer


async def letters_to(mail, viewer):
    (account,) = await rows("SELECT email FROM account WHERE id = $1", viewer.account_id)
    return [letter for letter in mail.mailer.letters if letter.to == account["email"]]


async def test_the_day_is_one_letter_in_the_morning(mail):
    mail.clock.at = YESTERDAY_NOON
    watcher = await watching(mail)
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    first = await submit(mail.context, author, mail.submission(address="Абай даңғылы 1"))
    second = await mail.done(author, executor, officer, receipt=True)
    await mail.deliver()
    assert await letters_to(mail, watcher) == []

    mail.clock.at = EIGHT
    await mail.deliver()
    await mail.deliver()

    (letter,) = await letters_to(mail, watcher)
    assert letter.subject == "Алматы: новости на ваших территориях, 19 ноября"
    for line in [
        "Сначала новые (3 из 3)",
        f"- Работа на вашей территории выполнена: {second.number}, Яма на дороге, Абай даңғылы 10",
        f"- Новая заявка на вашей территории: {first.number}, Яма на дороге, Абай даңғылы 1",
        f"http://qala.test/#/request/{first.id}",
        "http://qala.test/#/areas",
    ]:
        assert line in letter.text
    assert letter.unsubscribe_url.startswith("http://qala.test/unsubscribe/")


async def test_a_day_without_news_and_a_reader_who_switched_it_off_get_no_letter(mail):
    mail.clock.at = YESTERDAY_NOON
    quiet = await watching(mail)
    await preferences.set_preference(quiet, NotificationKind.AREA, Channel.EMAIL, enabled=False)
    await submit(mail.context, await mail.person(), mail.submission())
    elsewhere = await mail.person()
    far = Circle(latitude=43.34, longitude=76.91, radius_metres=500)
    await follow_area(mail.context, elsewhere, "almaty", circle=far)
    mail.clock.at = EIGHT
    await mail.deliver()

    assert await letters_to(mail, quiet) == await letters_to(mail, elsewhere) == []


async def test_a_browser_is_told_at_once(mail):
    """By a notice about the request, whose title says why."""
    mail.clock.at = YESTERDAY_NOON
    watcher = await watching(mail)
    session = await Session.create(
        account_id=watcher.account_id, token_hash="x", created_at=YESTERDAY_NOON, expires_at=EIGHT
    )
    await PushSubscription.create(
        account_id=watcher.account_id,
        session_id=session.id,
        endpoint="https://fcm.googleapis.com/fcm/send/1",
        p256dh="-",
        auth="-",
        created_at=YESTERDAY_NOON,
    )
    request = await submit(mail.context, await mail.person(), mail.submission())
    await mail.read_log()

    found = [letter for letter in await mail.letters() if letter["account_id"] == watcher.account_id]
    assert [(letter["kind"], letter["channel"]) for letter in found] == [("AREA", "PUSH")]
    assert request.number in str(found[0]["data"])


async def test_a_hidden_address_is_in_no_letter_of_the_morning(mail):
    """Whether it was hidden before the letter was written, or while it waited."""
    mail.clock.at = YESTERDAY_NOON
    watcher, akimat = await watching(mail), await mail.person(Role.AKIMAT)
    author = await mail.person()
    before = await submit(mail.context, author, mail.submission(address="87011234567"))
    after = await submit(mail.context, author, mail.submission(address="87017654321"))
    await text_moderation.hide(mail.context, akimat, before.id, Text(TextPart.ADDRESS), "телефон")
    mail.clock.at = EIGHT
    await mail.read_log()
    await text_moderation.hide(mail.context, akimat, after.id, Text(TextPart.ADDRESS), "телефон")
    await mail.deliver()

    (letter,) = await letters_to(mail, watcher)
    assert "8701" not in letter.text
    assert f"- Новая заявка на вашей территории: {after.number}, Яма на дороге\n" in letter.text
