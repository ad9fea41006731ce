"""What one network or account may hold, and that many greedy holders leave room for the next."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.auth.viewer import Viewer
from app.domain.accounts.roles import Role
from app.errors import RateLimited
from app.live.live_limits import UNREAD_SECONDS, LiveLimits
from app.live.shares import RETRY_AFTER_SECONDS, Shares, holder_of

VIEWER = Viewer(
    account_id=UUID(int=1),
    session_id=UUID(int=2),
    expires_at=datetime(2027, 1, 1, tzinfo=UTC),
    registered_role=Role.CITIZEN,
    city_id=None,
)


def shares(total=1000, of_network=10, of_account=3):
    return Shares("sockets", "sockets", total, of_network=of_network, of_account=of_account)


def test_signed_in_clients_count_by_account_and_others_by_network():
    """A carrier's address does not count for accounts; an IPv6 client has its whole /64; the command line no limit."""
    assert holder_of(VIEWER, "10.0.0.1") == f"account:{UUID(int=1)}"
    assert holder_of(None, "10.0.0.1") == "network:10.0.0.1"
    assert holder_of(None, "2001:db8::1") == holder_of(None, "2001:db8::ffff") == "network:2001:db8::"
    assert holder_of(None, None) is None


def test_holder_with_its_share_is_refused_until_it_gives_back():
    """The refusal has a code and a time, and is counted."""
    counted = shares(of_network=2)
    for _ in range(2):
        counted.take("network:a")

    with pytest.raises(RateLimited) as refused:
        counted.take("network:a")
    assert refused.value.extensions == {"code": "RATE_LIMITED", "retryAfterSeconds": RETRY_AFTER_SECONDS}
    assert (counted.refused, len(counted)) == (1, 2)
    counted.take("network:b")
    counted.give_back("network:a")
    counted.take("network:a")
    for _ in range(50):
        counted.take(None)


def test_share_that_moves_to_a_full_account_stays_where_it_was():
    """Signing in over a socket moves it from the network to the account, once."""
    counted = shares(of_account=1)
    with counted.held("network:a") as first, counted.held("network:a") as second:
        first.move_to("account:x")
        first.move_to("account:x")
        with pytest.raises(RateLimited):
            second.move_to("account:x")
        assert (counted.held_by("network:a"), counted.held_by("account:x"), len(counted)) == (1, 1, 2)
    assert (counted.held_by("network:a"), counted.held_by("account:x"), len(counted)) == (0, 0, 0)


@settings(deadline=None)
@given(greedy=st.integers(1, 30), total=st.integers(1_000, 10_000))
def test_greedy_holders_leave_room_for_the_next(greedy, total):
    """Thirty networks may take all they can get: the total holds, and one more network still gets something."""
    counted = shares(total=total, of_network=600)
    for number in range(greedy):
        while counted.has_room_for(f"network:{number}"):
            counted.take(f"network:{number}")

    assert len(counted) < total
    assert counted.has_room_for("network:new")


def test_new_documents_are_refused_while_the_holder_has_its_share_and_asks_on():
    """A holder that gives one back, or waits some seconds, is read again; a client without an address always is."""
    now = [0.0]
    limits = LiveLimits(clock=lambda: now[0])
    for _ in range(60):
        limits.executions.take("network:a")
    assert not limits.refuses_new_documents("network:a")

    for holder in ("network:a", None):
        limits.refuse_new_documents(holder)
    assert limits.refuses_new_documents("network:a")
    assert not limits.refuses_new_documents("network:b")
    assert not limits.refuses_new_documents(None)
    now[0] += UNREAD_SECONDS
    assert not limits.refuses_new_documents("network:a")

    limits.refuse_new_documents("network:a")
    limits.executions.give_back("network:a")
    assert not limits.refuses_new_documents("network:a")
