"""What is kept for a time only is deleted, in batches; what is needed stays."""

from datetime import timedelta

import pytest

from app.commands.jobs import retention
from app.commands.jobs.retention import delete_what_is_over
from app.commands.requests import work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.events.rebuild import rebuild_projections
from app.models import NotificationRow
from app.models.database import rows
from app.settings import Settings
from tests.conftest import NOON

DAYS = 100
SETTINGS = Settings(notification_days=DAYS)


async def notifications_of(account_id):
    """Return positions with whether they are read."""
    found = await NotificationRow.filter(account_id=account_id).order_by("position")
    return [(one.position, one.read_at is not None) for one in found]


@pytest.fixture
async def author_with_notifications(test_app):
    """An author with notifications of work that began at noon, and of work that began a hundred days later."""
    author, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    for _ in range(2):
        request = await submit(test_app.context, author, test_app.submission())
        await work.claim(test_app.context, executor, request.id)
        await work.release(test_app.context, executor, request.id, "no time")
        await test_app.settled()
        test_app.pass_time(days=DAYS)
    return author


async def test_old_notifications_are_deleted_and_do_not_come_back(
    test_app, urls, author_with_notifications, monkeypatch
):
    monkeypatch.setattr(retention, "BATCH", 1)
    account_id = author_with_notifications.account_id
    before = await notifications_of(account_id)
    old = [one for one in before if one[0] <= 3]
    assert 0 < len(old) < len(before)
    test_app.clock.at = NOON + timedelta(days=DAYS, hours=1)

    deleted = await delete_what_is_over(test_app.clock, SETTINGS)

    assert deleted["notifications"] == len(old)
    assert await notifications_of(account_id) == before[len(old) :]
    await rebuild_projections(urls.database_url, ["notifications"])
    assert await notifications_of(account_id) == before[len(old) :]


async def test_notifications_stay_for_ever_with_zero(test_app, author_with_notifications):
    test_app.clock.at = NOON + timedelta(days=10_000)

    assert "notifications" not in await delete_what_is_over(test_app.clock, Settings(notification_days=0))
    assert await notifications_of(author_with_notifications.account_id)


async def test_sessions_are_deleted_thirty_days_after_their_end(test_app, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    person = await test_app.person()
    ends = [NOON - timedelta(days=days) for days in (29, 31, 32, 33)] + [NOON + timedelta(days=1)]
    for number, end in enumerate(ends):
        await rows(
            "INSERT INTO session (id, account_id, token_hash, created_at, expires_at, user_agent)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $3, '')",
            person.account_id,
            str(number),
            end,
        )

    assert (await delete_what_is_over(test_app.clock, SETTINGS))["sessions"] == 3
    left = await rows("SELECT token_hash FROM session WHERE length(token_hash) = 1 ORDER BY 1")
    assert [row["token_hash"] for row in left] == ["0", "4"]


async def test_letters_that_were_given_up_are_deleted_and_those_that_wait_stay(test_app):
    person = await test_app.person()
    old = NOON - timedelta(days=SETTINGS.letter_days, seconds=1)
    for fact, status, at in (("a", "DEAD", old), ("b", "DEAD", NOON), ("c", "WAITING", old), ("d", "FAILED", old)):
        await rows(
            "INSERT INTO letter (id, account_id, kind, fact, channel, address, data, status, attempts, next_attempt_at,"
            " created_at) VALUES (gen_random_uuid(), $1, 'ASSIGNMENT', $2, 'EMAIL', '', '{}', $3, 8, $4, $5)",
            person.account_id,
            fact,
            status,
            NOON + timedelta(days=1),
            at,
        )

    assert (await delete_what_is_over(test_app.clock, SETTINGS))["letters"] == 1
    left = await rows("SELECT fact FROM letter WHERE account_id = $1 ORDER BY 1", person.account_id)
    assert [row["fact"] for row in left] == ["b", "c", "d"]
