"""A decision about an account closes its connections, so that its pages reconnect and read again."""

import pytest

from app.auth.passwords import hash_password
from app.commands.accounts.email_verification import resend_verification, verify_email
from app.commands.staff.approval import approve_executor, reject_executor
from app.domain.roles import Role
from app.models import Account, EmailToken
from tests.integration.live.client import CITY_FEED

PASSWORD = "a long enough one"


@pytest.fixture
async def waiting(live):
    """An open page of an executor without approval and without a confirmed address."""
    executor, other = await live.test_app.person(Role.EXECUTOR), await live.test_app.person(Role.EXECUTOR)
    await Account.filter(id=executor.account_id).update(approved_at=None, email_verified_at=None)
    wires = []
    for person in (executor, other):
        wire = await live.wire(person)
        await wire.subscribe("1", CITY_FEED)
        await wire.live()
        wires.append(wire)
    for socket in live.application.sockets._open:
        socket.rights = None  # the sweep finds nothing: what closes the socket is the notice
    return executor, *wires


@pytest.mark.parametrize("decide", [approve_executor, reject_executor])
async def test_decision_reaches_the_executors_sockets_at_once(live, waiting, decide):
    executor, wire, others = waiting
    akimat = await live.test_app.person(Role.AKIMAT)

    await decide(live.test_app.context, akimat, executor.account_id)

    assert (await wire.ended())[0] == 1012
    await others.live()


async def test_confirmed_address_reaches_other_sockets_at_once(live, waiting):
    """The link may have been opened on another device."""
    executor, wire, others = waiting
    context = live.test_app.context
    await Account.filter(id=executor.account_id).update(password_hash=await hash_password(PASSWORD))
    await resend_verification(context, executor)
    link = await EmailToken.get(account_id=executor.account_id)

    await verify_email(context, context.links.verify_token(link.id), password=PASSWORD)

    assert (await wire.ended())[0] == 1012
    await others.live()
