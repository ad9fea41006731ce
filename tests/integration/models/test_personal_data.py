"""Every table that names a person is exported and erased by one registry, or says why not."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

from app.commands.requests.submission import submit
from app.domain.accounts.decisions import DecisionKind
from app.domain.accounts.roles import Role
from app.domain.notifications.letters import Channel, LetterKind, NotificationKind
from app.models import (
    Account,
    AccountDecision,
    Caller,
    EmailToken,
    Follow,
    FollowedAreaRow,
    KnownDevice,
    LeaderboardLeave,
    LetterRow,
    NotificationPreference,
    NotificationRow,
    PushSubscription,
    Session,
)
from app.models.accounts.city_account import CityAccount
from app.models.database import rows, transaction
from app.models.identity import new_id
from app.models.privacy.erasure import Blanked, Deleted, Kept
from app.models.privacy.personal_data import (
    ARCHIVED_COLUMNS,
    PERSONAL_TABLES,
    PROJECTED_COLUMNS,
    NotExported,
    erase_personal_rows,
)

OTHER_IDS = {
    "id",
    "merged_into",
    "organisation_id",
    "request_id",
    "session_id",
    "upload_id",
    "version",
}
"""Columns of UUIDs that name something else than an account."""


def declared():
    """Return the columns that the registry knows, with their tables."""
    return Counter(
        (table.model._meta.db_table, column)
        for table in PERSONAL_TABLES
        for column in (table.account_column, *table.other_account_columns)
    )


async def test_every_column_that_names_an_account_is_in_the_registry(test_app):
    """A new table or column with the id of a person has to say how it is exported and erased."""
    columns = await rows(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND udt_name IN ('uuid', '_uuid')"
    )
    found = {(item["table_name"], item["column_name"]) for item in columns}

    named = {(table, column) for table, column in found if column not in OTHER_IDS}

    assert (set(declared()) | PROJECTED_COLUMNS | ARCHIVED_COLUMNS) - {("account", "id")} == named
    assert max(declared().values()) == 1


async def test_every_foreign_key_to_an_account_is_in_the_registry(test_app):
    """Whatever its column is called."""
    keys = await rows(
        "SELECT k.conrelid::regclass::text AS table_name, a.attname::text AS column_name FROM pg_constraint k"
        " JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)"
        " WHERE k.contype = 'f' AND k.confrelid = 'account'::regclass"
    )
    found = {(item["table_name"], item["column_name"]) for item in keys}

    assert found
    assert found <= set(declared())


async def test_what_is_kept_and_what_is_not_exported_has_a_reason(test_app):
    """So that a reader of the registry need not ask; every other part of the export runs."""
    for table in PERSONAL_TABLES:
        for decision in (table.erasure, table.exported):
            if isinstance(decision, Kept | NotExported):
                assert len(decision.reason) > 20
        if not isinstance(table.exported, NotExported):
            for statement in table.exported.values():
                assert await rows(statement, new_id()) == []


async def test_erasing_applies_every_entry_of_the_registry(test_app):
    """One row in each table that changes: deleted, or blank, and another person's row as it was."""
    erased, other = [(await test_app.person()).account_id for _ in range(2)]
    for account_id in (erased, other):
        await fill(test_app, account_id)

    async with transaction():
        await erase_personal_rows(erased, test_app.clock.now())

    for table in PERSONAL_TABLES:
        own = await table.model.filter(**{table.account_column: erased})
        others = await table.model.filter(**{table.account_column: other})
        match table.erasure:
            case Deleted():
                assert (len(own), len(others)) == (0, 1), table.model
            case Blanked(values) if table.model in (AccountDecision, Session):
                assert [{name: getattr(item, name) for name in values} for item in own] == [values]
                assert all(getattr(item, name) != value for item in others for name, value in values.items())
    assert (await Account.get(id=erased)).name == "Тұрғын"
    assert (await Account.get(id=other)).name == "Aruzhan Serik"
    assert await LeaderboardLeave.filter(account_id=erased).count() == 1
    assert await LeaderboardLeave.filter(account_id=other).count() == 0


async def fill(test_app, account_id: UUID):
    """Give the account a row in each table whose rows erasing deletes or blanks."""
    now, officer = test_app.clock.now(), await test_app.person(Role.AKIMAT)
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    session = await Session.create(
        account_id=account_id, token_hash=str(account_id), created_at=now, expires_at=now, user_agent="Firefox"
    )
    await KnownDevice.create(token_hash=str(account_id), account_id=account_id, session_id=session.id, created_at=now)
    await PushSubscription.create(
        account_id=account_id,
        session_id=session.id,
        endpoint=str(account_id),
        p256dh="key",
        auth="secret",
        created_at=now,
    )
    await Caller.create(
        account_id=account_id, city_id="almaty", phone="+77012345678", officer_id=officer.account_id, created_at=now
    )
    await EmailToken.create(account_id=account_id, token_hash=str(account_id), created_at=now, expires_at=now)
    await LetterRow.create(
        account_id=account_id,
        kind=LetterKind.DIGEST,
        fact="digest",
        channel=Channel.EMAIL,
        data={},
        next_attempt_at=now + timedelta(days=1),
        created_at=now,
    )
    await NotificationPreference.create(
        account_id=account_id, kind=NotificationKind.DIGEST, channel=Channel.PUSH, enabled=False
    )
    await NotificationRow.create(account_id=account_id, position=1)
    await Follow.create(account_id=account_id, request_id=request.id, created_at=now)
    await CityAccount.create(account_id=account_id, city_id="almaty", created_at=now)
    await FollowedAreaRow.create(
        account_id=account_id,
        city_id="almaty",
        latitude=43.24,
        longitude=76.91,
        radius_metres=500,
        hexagons=[1],
        created_at=now,
    )
    await AccountDecision.create(
        account_id=account_id,
        officer_id=officer.account_id,
        city_id="almaty",
        kind=DecisionKind.BLOCKED,
        reason="spam",
        at=now,
    )
