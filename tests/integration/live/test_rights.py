"""A decision about an account closes its connections, so that its pages reconnect and read again."""

from functools import partial

import pytest

from app.auth.passwords import hash_password
from app.commands.accounts.email_verification import resend_verification, verify_email
from app.commands.staff.approval import approve_executor, reject_executor
from app.domain.accounts.roles import Role
from app.models import Account, EmailToken
from tests.integration.live.server import CITY_FEED

PASSWORD = "a long enough one"


@pytest.fixture
async def waiting(live):
    """An open page of an executor without approval and without a confirmed address."""
    executor, other = await live.test_app.person(Role.EXECUTOR), await live.test_app.person(Role.EXECUTOR)
    await Account.filter(id=executor.account_id).update(approved_at=None, email_verified_at=None)
    clients = []
    for person in (executor, other):
        client = await live.connect(person)
        await client.subscribe("1", CITY_FEED)
        await client.synchronise()
        clients.append(client)
    for socket in live.application.sockets:
        socket.rights = None  # the sweep finds nothing: what closes the socket is the notice
    return executor, *clients


@pytest.mark.parametrize("decide", [partial(approve_executor, even_unconfirmed=True), reject_executor])
async def test_decision_reaches_the_executors_sockets_at_once(live, waiting, decide):
    executor, client, others = waiting
    akimat = await live.test_app.person(Role.AKIMAT)

    await decide(live.test_app.context, akimat, executor.account_id)

    assert (await client.ended())[0] == 1012
    await others.synchronise()


async def test_confirmed_address_reaches_other_sockets_at_once(live, waiting):
    """The link may have been opened on another device."""
    executor, client, others = waiting
    context = live.test_app.context
    await Account.filter(id=executor.account_id).update(password_hash=await hash_password(PASSWORD))
    await resend_verification(context, executor)
    link = await EmailToken.get(account_id=executor.account_id)

    await verify_email(context, context.links.verify_token(link.id), password=PASSWORD)

    assert (await client.ended())[0] == 1012
    await others.synchronise()
