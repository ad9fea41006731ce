"""How often somebody may try: one table, the same everywhere. A change of a number is a decision, not a setting."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries of one kind by one asker within one window."""

    name: str
    most: int
    seconds: int


SIGN_IN_BY_ADDRESS = Limit("sign-in address", 10, 15 * _MINUTE)
"""Failures for one account, whoever tries: guessing a password of eight characters takes longer than the city lives."""
SIGN_IN_BY_CLIENT = Limit("sign-in client", 100, 15 * _MINUTE)
"""Failures from one network, whichever accounts it tries."""
REGISTER_BY_CLIENT = Limit("register client", 600, _HOUR)
"""Mobile networks put thousands of people behind one address; a robot is slowed all the same."""
RESET_BY_ADDRESS = Limit("reset address", 3, _HOUR)
"""Letters that a stranger can make us send to one mailbox."""
RESET_BY_CLIENT = Limit("reset client", 200, _HOUR)
LINK_BY_CLIENT = Limit("link client", 60, _HOUR)
"""Openings of links from letters that turned out to be none."""
PASSWORD_BY_ACCOUNT = Limit("password account", 10, 15 * _MINUTE)
"""Failures to say one's own password: a borrowed session must not become a guessing machine."""
ADDRESS_BY_ACCOUNT = Limit("address account", 5, _HOUR)
SUBMIT_BY_ACCOUNT = Limit("submit account", 120, _HOUR)
"""A flood earns nothing and is one click to refuse; this only keeps it from drowning a city."""
PHOTO_BY_ACCOUNT = Limit("photo account", 300, _HOUR)
"""Each one costs a decoding and four files: sixty full steps an hour are more than any crew takes."""
COMMENT_BY_ACCOUNT = Limit("comment account", 240, _HOUR)


def network_of(client: str | None) -> str | None:
    """Return what one household shares: the IPv4 address, or the /64 of an IPv6 address.

    None stands for what has no address: the command line, a unix socket.
    """
    if client is None:
        return None
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if isinstance(address, IPv6Address):
        # Whoever has one IPv6 address has 2**64 of them.
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return client
