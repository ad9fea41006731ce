"""Unconfirmed accounts are erased; all others stay."""

from datetime import timedelta

from app.auth.sessions import viewer_of_token
from app.commands.accounts.registration import Registration, register
from app.commands.jobs.account_cleanup import remove_unconfirmed_accounts
from app.commands.requests.comments import comment
from app.commands.requests.submission import submit
from app.commands.staff.approval import approve_executor
from app.commands.staff.blocking import block_account
from app.domain.accounts.roles import Role
from app.models import Account, EmailToken, LetterRow, ServiceRequestRow, Session
from app.models.database import rows

DAYS = 30


async def registered(test_app, email, **changes):
    given = {"name": "Aruzhan Serik", "email": email, "password": "қалаға сөз", "role": Role.CITIZEN}
    return await register(test_app.context, Registration(**{**given, **changes}))


async def addresses():
    return sorted(item["email"] for item in await rows("SELECT email FROM account WHERE email NOT LIKE 'erased-%'"))


async def test_an_unconfirmed_account_is_deleted(test_app):
    """On its day and not before; the address is free again, and nothing of the person is left."""
    signed = await registered(test_app, "a@example.kz")
    test_app.pass_time(days=DAYS)
    assert await remove_unconfirmed_accounts(test_app.context, DAYS) == 0

    test_app.pass_time(seconds=1)
    assert await remove_unconfirmed_accounts(test_app.context, DAYS) == 1

    assert await viewer_of_token(signed.token, test_app.clock.now()) is None
    for table in (Account, Session, EmailToken, LetterRow):
        assert await table.all().count() == 0, table
    assert await registered(test_app, "a@example.kz")


async def test_what_was_reported_stays_without_a_name(test_app):
    """The city keeps its statistics; the person is erased as if they had done it themselves."""
    signed = await registered(test_app, "a@example.kz", city_id="almaty")
    report = await submit(test_app.context, signed.viewer, test_app.submission())
    test_app.pass_time(days=DAYS + 1)

    assert await remove_unconfirmed_accounts(test_app.context, DAYS) == 1
    assert await remove_unconfirmed_accounts(test_app.context, DAYS) == 0

    account = await Account.get(id=signed.viewer.account_id)
    assert (account.name, account.password_hash, account.erased_at) == ("Тұрғын", "", test_app.clock.now())
    assert (await ServiceRequestRow.get(id=report.id)).author_id == account.id
    assert await addresses() == []


async def test_who_only_commented_leaves_a_nameless_row(test_app):
    """The log knows people by id, without a key that would hold the row."""
    signed = await registered(test_app, "a@example.kz")
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    await comment(test_app.context, signed.viewer, request.id, "сөз")
    test_app.pass_time(days=DAYS + 1)

    assert await remove_unconfirmed_accounts(test_app.context, DAYS) == 1

    assert (await Account.get(id=signed.viewer.account_id)).name == "Тұрғын"


async def test_a_confirmed_approved_or_blocked_account_stays(test_app):
    """By an opened link, by the Akimat, or by a block; and younger accounts."""
    akimat = await test_app.person(Role.AKIMAT)
    await registered(test_app, "confirmed@example.kz")
    await Account.filter(email="confirmed@example.kz").update(email_verified_at=test_app.clock.now())
    executor = await registered(test_app, "executor@example.kz", role=Role.EXECUTOR, city_id="almaty")
    await approve_executor(test_app.context, akimat, executor.viewer.account_id, even_unconfirmed=True)
    blocked = await registered(test_app, "blocked@example.kz", city_id="almaty")
    await block_account(test_app.context, akimat, blocked.viewer.account_id)
    test_app.pass_time(days=DAYS)
    await registered(test_app, "late@example.kz")
    test_app.pass_time(days=1)

    assert await remove_unconfirmed_accounts(test_app.context, DAYS) == 0
    assert await addresses() == [
        "blocked@example.kz",
        "confirmed@example.kz",
        "executor@example.kz",
        "late@example.kz",
        "p1@example.kz",
    ]


async def test_many_are_swept_in_one_round(test_app):
    """More than one batch, whether rows go or stay as tombstones."""
    now = test_app.clock.now() - timedelta(days=DAYS + 1)
    await Account.bulk_create(
        [
            Account(email=f"n{n}@example.kz", password_hash="-", name="N", role=Role.CITIZEN, created_at=now)
            for n in range(205)
        ]
    )

    assert await remove_unconfirmed_accounts(test_app.context, DAYS) == 205
    assert await Account.all().count() == 0


async def test_links_that_expired_go_too(test_app):
    """Also the form of a second registration, which is personal data."""
    await registered(test_app, "a@example.kz")
    await Account.all().update(email_verified_at=test_app.clock.now())
    assert await EmailToken.all().count() == 1
    test_app.pass_time(hours=48 + 23)
    await remove_unconfirmed_accounts(test_app.context, DAYS)
    assert await EmailToken.all().count() == 1

    test_app.pass_time(hours=2)
    await remove_unconfirmed_accounts(test_app.context, DAYS)
    assert await EmailToken.all().count() == 0
