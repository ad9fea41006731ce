"""The morning letter of the Akimat."""

from datetime import UTC, datetime, timedelta

import pytest

from app.commands.accounts import preferences
from app.commands.jobs.retention import delete_what_is_over
from app.commands.requests import verdict
from app.commands.requests.submission import submit
from app.commands.staff.blocking import block_account
from app.domain.accounts.roles import Locale, Role
from app.domain.notifications.letters import Channel, NotificationKind
from app.models.database import rows
from app.notifications.digest import Digest
from app.queries.log.verification import log_seal
from app.queries.notifications.superiors import superiors_of
from app.settings import Settings
from tests import pictures

YESTERDAY_NOON = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
EIGHT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
"""08:00 in Almaty, which is five hours ahead of UTC."""


async def digests(mail):
    return [letter for letter in mail.mailer.letters if "#/city" in letter.text]


async def yesterday(mail):
    """Five requests: one only submitted, one in work, one done, one confirmed, one disputed and overdue since."""
    mail.clock.at = YESTERDAY_NOON
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await mail.assigned(author, executor, officer)
    await mail.done(author, executor, officer)
    confirmed = await mail.done(author, executor, officer)
    await verdict.confirm(mail.context, author, confirmed.id, 5)
    disputed = await mail.done(author, executor, officer)
    await verdict.dispute(mail.context, author, disputed.id, "Әлі бар")
    await rows("UPDATE service_request SET due_at = $2 WHERE id = $1", disputed.id, YESTERDAY_NOON + timedelta(hours=1))
    started = await mail.assigned(author, executor, officer)
    await pictures.start(mail.context, executor, started.id)
    return officer, disputed


async def test_it_says_what_happened_and_what_is_overdue(mail):
    """In figures, and the overdue ones as a list of links."""
    officer, overdue = await yesterday(mail)
    await mail.speak(officer, Locale.RU)
    mail.clock.at = EIGHT
    await mail.deliver()
    (letter,) = await digests(mail)

    assert letter.to == "p3@example.kz"
    assert letter.subject == "Алматы: день в цифрах, 19 ноября"
    for line in [
        "Подано вчера: 5",
        "Выполнено вчера: 2",
        "Подтверждено жителями вчера: 1",
        "Оспорено жителями вчера: 1",
        "Открыто сейчас: 3",
        "Просрочено сейчас: 1",
        "Ждут ответа жителя сейчас: 1",
        "Просрочено, сначала самые давние (показано 1 из 1)",
        f"- {overdue.number}, Яма на дороге, Абай даңғылы 10. Срок был 19 ноября 2026 г., 13:00",
        f"http://qala.test/#/request/{overdue.id}",
    ]:
        assert line in letter.text
    assert str(await log_seal()) in letter.text
    assert (await log_seal()).position > 0
    assert letter.unsubscribe_url.startswith("http://qala.test/unsubscribe/")
    assert "http://qala.test/#/preferences?lang=ru" in letter.text


async def test_it_says_the_same_while_the_read_model_is_built(mail):
    """After an update the day is counted from the tables."""
    officer, _ = await yesterday(mail)
    await mail.speak(officer, Locale.RU)
    await rows("UPDATE projection SET position = NULL WHERE name = 'day_figures'")
    mail.clock.at = EIGHT
    await mail.deliver()
    (letter,) = await digests(mail)

    for line in [
        "Подано вчера: 5",
        "Выполнено вчера: 2",
        "Подтверждено жителями вчера: 1",
        "Оспорено жителями вчера: 1",
    ]:
        assert line in letter.text


@pytest.mark.parametrize(
    ("at", "count"),
    [
        (EIGHT - timedelta(seconds=1), 0),
        (EIGHT, 1),
        (EIGHT + timedelta(hours=3, minutes=59), 1),
        (EIGHT + timedelta(hours=4), 0),
    ],
)
async def test_it_comes_at_eight_by_the_clock_of_the_city_or_soon_after(mail, at, count):
    """An application that starts in the afternoon writes it the next morning."""
    mail.clock.at = at
    await mail.person(Role.AKIMAT)
    await mail.deliver()

    assert len(await digests(mail)) == count


async def test_it_comes_once_a_day_with_any_leader(mail):
    """A new leader knows nothing of the morning, but the outbox does."""
    await mail.person(Role.AKIMAT)
    await mail.person(Role.AKIMAT, "astana")
    counts = []
    for hours in (0, 1, 24, 25):
        mail.clock.at = EIGHT + timedelta(hours=hours)
        async with mail.connection.transaction():
            await Digest(mail.clock).tick(mail.connection)
        await mail.deliver()
        counts.append(len(await digests(mail)))

    assert counts == [2, 2, 4, 4]


async def test_a_time_zone_that_the_system_lacks_keeps_no_other_city_waiting(mail):
    """The letters of its own mornings wait until the system knows it."""
    await mail.person(Role.AKIMAT)
    await mail.person(Role.AKIMAT, "astana")
    await rows("UPDATE city SET timezone = 'Sea/Atlantis' WHERE id = 'astana'")
    mail.context.catalog.expire()
    mail.clock.at = EIGHT
    await mail.deliver()

    assert [letter.to for letter in await digests(mail)] == ["p1@example.kz"]


async def test_a_quiet_city_is_told_that_nothing_is_overdue(mail):
    """In Kazakh, as an account speaks from the beginning."""
    await mail.person(Role.AKIMAT)
    mail.clock.at = EIGHT
    await mail.deliver()
    (letter,) = await digests(mail)

    assert letter.subject == "Алматы: күн қорытындысы, 19 қараша"
    assert "Мерзімі өткен өтінім жоқ." in letter.text


async def test_only_officers_who_want_it_get_it(mail):
    """Not citizens, not executors, not who has switched it off, not who has not confirmed their address."""
    officer, unconfirmed = await mail.person(Role.AKIMAT), await mail.person(Role.AKIMAT)
    await mail.person(), await mail.person(Role.EXECUTOR)
    await preferences.set_preference(officer, NotificationKind.DIGEST, Channel.EMAIL, enabled=False)
    await rows("UPDATE account SET approved_at = NULL WHERE id = $1", unconfirmed.account_id)
    mail.clock.at = EIGHT
    await mail.deliver()

    assert await digests(mail) == []


async def test_officer_who_is_blocked_in_the_city_gets_nothing_of_its_staff(mail):
    """Neither the figures of the morning nor the disputes and deadlines that go up to the officers."""
    officer, blocked = await mail.person(Role.AKIMAT), await mail.person(Role.AKIMAT)
    await block_account(mail.context, officer, blocked.account_id)
    request = await submit(mail.context, await mail.person(), mail.submission())
    mail.clock.at = EIGHT
    await mail.deliver()

    assert [letter.to for letter in await digests(mail)] == ["p1@example.kz"]
    assert (await superiors_of([request]))[request.id, 1].officers == {officer.account_id}


async def test_old_letters_are_deleted(mail):
    """Ninety days after they were sent; what is not sent stays."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await mail.assigned(author, executor, officer)
    await mail.read_log()
    await rows(
        "UPDATE letter SET status = 'SENT', sent_at = $1 WHERE kind = 'ASSIGNMENT'",
        EIGHT - timedelta(days=90, seconds=1),
    )
    mail.clock.at = EIGHT + timedelta(days=1)
    await mail.read_log()

    assert (await delete_what_is_over(mail.clock, Settings(letter_days=92)))["letters"] == 0
    assert (await delete_what_is_over(mail.clock, Settings()))["letters"] == 1
    assert sorted(letter["kind"] for letter in await mail.letters()) == ["DIGEST", "REQUEST_MOVED"]
