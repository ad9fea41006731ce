"""Accounts that nobody confirmed go; everybody else stays."""

from datetime import timedelta

from app.auth.sessions import viewer_of_token
from app.commands.accounts import Registration, register
from app.commands.approval import approve_executor
from app.commands.blocking import block_account
from app.commands.comments import comment
from app.commands.submit import submit
from app.commands.sweep import sweep
from app.domain.roles import Role
from app.models import Account, EmailToken, LetterRow, ServiceRequestRow, Session
from app.models.database import rows

DAYS = 30


async def somebody(town, email, **changes):
    given = {"name": "Aruzhan Serik", "email": email, "password": "қалаға сөз", "role": Role.CITIZEN}
    return await register(town.desk, Registration(**{**given, **changes}))


async def addresses():
    return sorted(item["email"] for item in await rows("SELECT email FROM account WHERE email NOT LIKE 'erased-%'"))


async def test_an_account_that_nobody_confirmed_goes_whole(town):
    """On its day and not before; the address is free again, and nothing of the person is left."""
    signed = await somebody(town, "a@example.kz")
    town.pass_time(days=DAYS)
    assert await sweep(town.desk, DAYS) == 0

    town.pass_time(seconds=1)
    assert await sweep(town.desk, DAYS) == 1

    assert await viewer_of_token(signed.token, town.clock.now()) is None
    for table in (Account, Session, EmailToken, LetterRow):
        assert await table.all().count() == 0, table
    assert await somebody(town, "a@example.kz")


async def test_what_was_reported_stays_without_a_name(town):
    """The city keeps its statistics; the person is erased as if they had done it themselves."""
    signed = await somebody(town, "a@example.kz", city_id="almaty")
    report = await submit(town.desk, signed.viewer, town.submission())
    town.pass_time(days=DAYS + 1)

    assert await sweep(town.desk, DAYS) == 1
    assert await sweep(town.desk, DAYS) == 0

    account = await Account.get(id=signed.viewer.account_id)
    assert (account.name, account.password_hash, account.erased_at) == ("Тұрғын", "", town.clock.now())
    assert (await ServiceRequestRow.get(id=report.id)).author_id == account.id
    assert await addresses() == []


async def test_who_only_commented_leaves_a_nameless_row(town):
    """The log knows people by id, without a key that would hold the row."""
    signed = await somebody(town, "a@example.kz")
    request = await submit(town.desk, await town.person(), town.submission())
    await comment(town.desk, signed.viewer, request.id, "сөз")
    town.pass_time(days=DAYS + 1)

    assert await sweep(town.desk, DAYS) == 1

    assert (await Account.get(id=signed.viewer.account_id)).name == "Тұрғын"


async def test_whom_somebody_vouches_for_stays(town):
    """A mailbox, the Akimat, or a block; and whoever came later."""
    akimat = await town.person(Role.AKIMAT)
    await somebody(town, "confirmed@example.kz")
    await Account.filter(email="confirmed@example.kz").update(email_verified_at=town.clock.now())
    executor = await somebody(town, "executor@example.kz", role=Role.EXECUTOR, city_id="almaty")
    await approve_executor(town.desk, akimat, executor.viewer.account_id)
    blocked = await somebody(town, "blocked@example.kz", city_id="almaty")
    await block_account(town.desk, akimat, blocked.viewer.account_id)
    town.pass_time(days=DAYS)
    await somebody(town, "late@example.kz")
    town.pass_time(days=1)

    assert await sweep(town.desk, DAYS) == 0
    assert await addresses() == [
        "blocked@example.kz",
        "confirmed@example.kz",
        "executor@example.kz",
        "late@example.kz",
        "p1@example.kz",
    ]


async def test_many_are_swept_in_one_round(town):
    """More than one batch, whether rows go or stay as tombstones."""
    now = town.clock.now() - timedelta(days=DAYS + 1)
    await Account.bulk_create(
        [
            Account(email=f"n{n}@example.kz", password_hash="-", name="N", role=Role.CITIZEN, created_at=now)
            for n in range(205)
        ]
    )

    assert await sweep(town.desk, DAYS) == 205
    assert await Account.all().count() == 0


async def test_links_that_expired_go_too(town):
    """Also the form of a second registration, which is personal data."""
    await somebody(town, "a@example.kz")
    await Account.all().update(email_verified_at=town.clock.now())
    assert await EmailToken.all().count() == 1
    town.pass_time(hours=48 + 23)
    await sweep(town.desk, DAYS)
    assert await EmailToken.all().count() == 1

    town.pass_time(hours=2)
    await sweep(town.desk, DAYS)
    assert await EmailToken.all().count() == 0
