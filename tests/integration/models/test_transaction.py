"""Writes of models belong to the transaction of the task that makes them."""

import asyncio

import pytest

from app.domain.notifications.letters import Channel, NotificationKind
from app.models import Account, NotificationPreference, Organisation
from app.models.accounts.organisation import find_or_create_organisation
from app.models.database import row, rows, transaction
from app.models.points.leaderboard_leave import leave_leaderboards

TABLES = ("account", "notification_preference", "organisation", "leaderboard_leave")


class Abandoned(Exception):
    """Ends a transaction without a commit."""


async def contents():
    """Return the rows of the tables that the writes below change."""
    return [await rows(f"SELECT * FROM {table} ORDER BY id") for table in TABLES]


async def creates(test_app, account):
    await Organisation.create(city_id="almaty", name="A", name_key="a", created_at=test_app.clock.now())


async def saves(test_app, account):
    account.name = "Another name"
    await account.save(update_fields=["name"])


async def updates(test_app, account):
    await Account.filter(id=account.id).update(name="Another name")


async def locks_and_updates(test_app, account):
    locked = await Account.select_for_update().get(id=account.id)
    await Account.filter(id=locked.id).update(is_head=True)


async def deletes(test_app, account):
    await Account.filter(id=account.id).delete()


async def upserts(test_app, account):
    choice = NotificationPreference(
        account_id=account.id, kind=NotificationKind.DIGEST, channel=Channel.PUSH, enabled=False
    )
    await NotificationPreference.bulk_create(
        [choice], on_conflict=("account_id", "kind", "channel"), update_fields=("enabled",)
    )


async def runs_named_statements(test_app, account):
    await find_or_create_organisation("almaty", "A", test_app.clock.now())
    await leave_leaderboards(account.id, test_app.clock.now())


@pytest.mark.parametrize("write", [creates, saves, updates, locks_and_updates, deletes, upserts, runs_named_statements])
async def test_a_rollback_undoes_what_models_write(test_app, write):
    """The write is seen inside the transaction, and is gone after its rollback."""
    account = await Account.get(id=(await test_app.person()).account_id)
    before = await contents()

    async def write_and_abandon():
        async with transaction():
            await write(test_app, account)
            assert await contents() != before
            raise Abandoned

    with pytest.raises(Abandoned):
        await write_and_abandon()

    assert await contents() == before


async def test_a_commit_keeps_what_models_write(test_app):
    """The same connection, so the statement beside the model is in the same transaction."""
    account = await Account.get(id=(await test_app.person()).account_id)

    async with transaction():
        first = await row("SELECT pg_current_xact_id()::text AS id")
        await updates(test_app, account)
        stored = await row("SELECT xmin::text AS id FROM account WHERE id = $1", account.id)

    assert stored == first
    assert (await Account.get(id=account.id)).name == "Another name"


async def test_of_two_transactions_that_wait_for_each_other_one_is_a_conflict(test_app):
    """Which one PostgreSQL ends is its choice; the other one goes on."""
    first, second = [(await test_app.person()).account_id for _ in range(2)]
    both_hold_one = asyncio.Barrier(2)

    async def lock(*account_ids):
        async with transaction():
            await Account.select_for_update().get(id=account_ids[0])
            await both_hold_one.wait()
            await Account.select_for_update().get(id=account_ids[1])

    answers = await asyncio.gather(lock(first, second), lock(second, first), return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "NoneType"]
