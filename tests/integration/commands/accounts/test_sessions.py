"""One's own sessions: seen, and ended."""

import pytest

from app.auth.sessions import viewer_of_token
from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sessions import end_other_sessions, end_session
from app.commands.accounts.sign_in import login
from app.domain.accounts.roles import Role
from app.errors import NotFound, Unauthenticated
from app.queries.accounts.sessions import sessions_of

PASSWORD = "қалаға сөз"


async def registered(test_app, email="a@example.kz", agent="Firefox"):
    wish = Registration(name="Aruzhan Serik", email=email, password=PASSWORD, role=Role.CITIZEN)
    return await register(test_app.context, wish, agent)


async def test_one_sees_where_one_is_signed_in(test_app):
    """Newest first; use is noted to the hour, and no more often; ended and old ones are gone."""
    first = await registered(test_app)
    test_app.pass_time(minutes=90)
    second = await login(test_app.context, "a@example.kz", PASSWORD, "Chrome\x00\ud800")
    await test_app.application.find_viewer(first.token)
    test_app.pass_time(minutes=20)
    await test_app.application.find_viewer(first.token)

    found = await sessions_of(first.viewer.account_id, test_app.clock.now())

    assert [(one.id, one.user_agent) for one in found] == [
        (second.viewer.session_id, "Chrome?"),
        (first.viewer.session_id, "Firefox"),
    ]
    assert found[0].last_used_at is None
    assert f"{found[1].last_used_at:%H:%M}" == "08:00"
    test_app.pass_time(days=31)
    assert await sessions_of(first.viewer.account_id, test_app.clock.now()) == []


async def test_one_ends_one_or_all_others(test_app):
    """The one that asks goes on; ending twice is no error."""
    sessions = [
        await registered(test_app),
        *[await login(test_app.context, "a@example.kz", PASSWORD) for _ in range(3)],
    ]
    me, lost = sessions[0], sessions[1]

    assert await end_session(test_app.context, me.viewer, lost.viewer.session_id) is True
    assert await end_session(test_app.context, me.viewer, lost.viewer.session_id) is False
    assert await end_other_sessions(test_app.context, me.viewer) == 2

    alive = [one for one in sessions if await viewer_of_token(one.token, test_app.clock.now())]
    assert alive == [me]


async def test_a_session_of_another_account_cannot_be_ended(test_app, unknown_id):
    """It is as if there were none."""
    me, other = await registered(test_app), await registered(test_app, "b@example.kz")

    for session_id in (other.viewer.session_id, unknown_id):
        with pytest.raises(NotFound):
            await end_session(test_app.context, me.viewer, session_id)
    with pytest.raises(Unauthenticated):
        await end_session(test_app.context, None, other.viewer.session_id)
    with pytest.raises(Unauthenticated):
        await end_other_sessions(test_app.context, None)
    assert await viewer_of_token(other.token, test_app.clock.now())
