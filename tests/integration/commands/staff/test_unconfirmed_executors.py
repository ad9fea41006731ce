"""An executor whose address is not confirmed is approved only by an officer who says that this is known."""

import pytest

from app.commands.staff.approval import approve_executor
from app.domain.accounts.roles import Role
from app.errors import InvalidInput
from app.models import Account, AccountDecision


async def waiting(test_app, *, confirmed):
    """Return an executor who waits for approval."""
    executor = await test_app.person(Role.EXECUTOR)
    at = test_app.clock.now() if confirmed else None
    await Account.filter(id=executor.account_id).update(approved_at=None, email_verified_at=at)
    return executor.account_id


async def test_one_press_does_not_approve(test_app):
    """The refusal names the argument, and nothing is decided; with the argument it is."""
    officer, executor_id = await test_app.person(Role.AKIMAT), await waiting(test_app, confirmed=False)

    with pytest.raises(InvalidInput) as refused:
        await approve_executor(test_app.context, officer, executor_id)
    assert refused.value.data["field"] == "evenUnconfirmed"
    assert (await Account.get(id=executor_id)).approved_at is None
    assert await AccountDecision.all().count() == 0

    await approve_executor(test_app.context, officer, executor_id, even_unconfirmed=True)
    assert (await Account.get(id=executor_id)).approved_at is not None
    # The second press of a double click finds it done.
    await approve_executor(test_app.context, officer, executor_id)
    assert await AccountDecision.all().count() == 1


async def test_a_confirmed_executor_needs_no_second_word(test_app):
    """As before."""
    officer, executor_id = await test_app.person(Role.AKIMAT), await waiting(test_app, confirmed=True)

    await approve_executor(test_app.context, officer, executor_id)

    assert (await Account.get(id=executor_id)).approved_at is not None
