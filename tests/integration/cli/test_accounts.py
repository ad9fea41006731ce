"""`qala account`: the operator blocks an account everywhere, ends the block, and makes the first officer of a city."""

import pytest

from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sign_in import login
from app.domain.accounts.decisions import DecisionKind
from app.domain.accounts.roles import Role
from app.errors import Unauthenticated
from app.models import Account, LetterRow, Session
from app.queries.accounts.decisions import decisions_about

EMAIL, PASSWORD = "a@example.kz", "қалаға сөз"


@pytest.fixture
async def account(test_app):
    """A citizen with a session."""
    wish = Registration(name="Aruzhan Serik", email=EMAIL, password=PASSWORD, role=Role.CITIZEN, city_id="almaty")
    return (await register(test_app.context, wish)).viewer


async def test_block_ends_sessions_and_says_why(test_app, qala, account):
    """The second call says that nothing changed; the reason is in the letter, at the sign-in and in the history."""
    first = await qala("account", "block", f" {EMAIL.upper()} ", "--reason", "Спам")
    second = await qala("account", "block", EMAIL)

    assert (first[0], "is blocked" in first[1]) == (0, True), first
    assert (second[0], second[1], "was blocked already" in second[2]) == (0, "", True), second
    assert await Session.filter(account_id=account.account_id, revoked_at=None).count() == 0
    (decision,) = (await decisions_about([account.account_id]))[account.account_id]
    assert (decision.kind, decision.officer_id, decision.reason) == (DecisionKind.BLOCKED, None, "Спам")
    assert decision.everywhere
    assert await LetterRow.filter(account_id=account.account_id, kind="ACCOUNT_BLOCKED").count() == 1
    with pytest.raises(Unauthenticated, match="Спам"):
        await login(test_app.context, EMAIL, PASSWORD)


async def test_unblock_opens_the_account_again(test_app, qala, account):
    """Without a block there is nothing to end; afterwards the password opens new sessions."""
    nothing = await qala("account", "unblock", EMAIL)
    await qala("account", "block", EMAIL)
    ended = await qala("account", "unblock", EMAIL, "--reason", "Ошибка")

    assert (nothing[0], "was not blocked everywhere" in nothing[2]) == (0, True), nothing
    assert (ended[0], "can sign in again" in ended[1]) == (0, True), ended
    assert await login(test_app.context, EMAIL, PASSWORD)
    kinds = [item.kind for item in (await decisions_about([account.account_id]))[account.account_id]]
    assert kinds == [DecisionKind.UNBLOCKED, DecisionKind.BLOCKED]


@pytest.mark.parametrize("command", ["block", "unblock"])
@pytest.mark.parametrize(("email", "named"), [("unknown@example.kz", "unknown@example.kz"), ("no address", "email: ")])
async def test_unknown_address_is_refused_by_name(test_app, qala, command, email, named):
    """A typing error changes nothing and exits with a status that a script sees."""
    code, out, err = await qala("account", command, email)

    assert code != 0
    assert out == ""
    assert named in err
    assert "Traceback" not in err
    assert await Account.filter(blocked_at__isnull=False).count() == 0


async def test_blank_or_long_reason_is_no_accident(test_app, qala, account):
    """A reason of spaces is none; one that is too long is refused, and the account is as it was."""
    code, _, err = await qala("account", "block", EMAIL, "--reason", "x" * 501)
    blocked = (await Account.get(id=account.account_id)).blocked_at
    await qala("account", "block", EMAIL, "--reason", "  ")

    assert code != 0
    assert "reason" in err
    assert blocked is None
    (decision,) = (await decisions_about([account.account_id]))[account.account_id]
    assert decision.reason is None
