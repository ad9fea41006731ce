"""A socket of a blocked account closes at once, and so do those of a password that was reset."""

from app.commands.accounts.passwords import request_password_reset, reset_password
from app.commands.staff.blocking import block_everywhere
from tests.integration.commands.accounts.test_passwords import EMAIL, NEW, link, registered
from tests.integration.live.server import CITY_FEED


async def test_an_open_socket_of_a_blocked_account_is_closed(live):
    """By the notice, not by the next sweep."""
    citizen = await live.test_app.person()
    client = await live.connect(citizen)
    await client.subscribe("1", CITY_FEED)
    await client.synchronise()

    await block_everywhere(live.test_app.context, citizen.account_id)

    assert await client.ended() == (4403, [])


async def test_a_reset_closes_the_sockets_of_the_old_sessions(live):
    """Old sessions are closed."""
    signed = await registered(live.test_app)
    client = await live.socket(signed.token)
    await client.init()
    await request_password_reset(live.test_app.context, EMAIL)

    await reset_password(live.test_app.context, await link(live.test_app, "reset"), NEW)

    assert (await client.ended())[0] == 4403
