"""The table of limits, and what counts as one client."""

import pytest

from app.auth import limits
from app.auth.limits import Limit, network_of

TABLE = [value for value in vars(limits).values() if isinstance(value, Limit)]


def test_every_limit_has_a_counter_of_its_own():
    """Two limits of one name would count together."""
    assert len({limit.name for limit in TABLE}) == len(TABLE) > 0
    assert all(limit.most > 0 and limit.seconds > 0 for limit in TABLE)


@pytest.mark.parametrize(
    ("client", "network"),
    [
        (None, None),
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("testclient", "testclient"),
    ],
)
def test_one_household_is_one_client(client, network):
    """An IPv6 household has more addresses than a limiter can count; they share a /64."""
    assert network_of(client) == network
