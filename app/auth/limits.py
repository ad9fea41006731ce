"""Rate limits of accounts, addresses and networks: one table, the same in every installation."""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` tries of one kind by one key within a window of ``seconds``."""

    name: str
    most: int
    seconds: int


SIGN_IN_BY_ADDRESS = Limit("sign-in address", 10, 15 * _MINUTE)
"""Failures for one account from all networks together: a password of eight characters cannot be guessed in years."""
SIGN_IN_BY_CLIENT = Limit("sign-in client", 100, 15 * _MINUTE)
"""Failures from one network for all accounts together."""
SIGN_IN_BY_DEVICE = Limit("sign-in device", 10, 15 * _MINUTE)
"""Failures of one known device, which count neither for the address nor for the network: others cannot use them up."""
SIGN_INS_BY_ADDRESS = Limit("sign-ins address", 60, _HOUR)
"""Successful sign-ins to one account."""
SIGN_INS_BY_CLIENT = Limit("sign-ins client", 1_200, _HOUR)
"""Successful sign-ins from one network: twenty a minute, an hour long."""
SIGN_INS_BY_DEVICE = Limit("sign-ins device", 10, _HOUR)
"""Successful sign-ins to one account by known devices, which do not count for the network."""
REGISTER_BY_CLIENT = Limit("register client", 600, _HOUR)
"""High, because a mobile network puts thousands of people behind one address."""
REGISTER_BY_ADDRESS = Limit("register address", 10, _HOUR)
"""Registrations of one address, each of which may send it a letter: an erased account leaves its address free."""
TAKEN_BY_CLIENT = Limit("taken client", 100, _HOUR)
"""Registrations of addresses that were taken: a client with a list of addresses can test a hundred an hour."""
VERIFY_BY_ADDRESS = Limit("verify address", 3, _HOUR)
"""Confirmation messages to one mailbox, beyond the first."""
RESET_BY_ADDRESS = Limit("reset address", 3, _HOUR)
"""Reset messages that a stranger can have sent to one mailbox."""
RESET_BY_CLIENT = Limit("reset client", 200, _HOUR)
LINK_BY_CLIENT = Limit("link client", 60, _HOUR)
"""Openings of invalid links."""
PASSWORD_BY_ACCOUNT = Limit("password account", 10, 15 * _MINUTE)
"""Wrong passwords given in a session, so that a stolen session cannot be used to guess the password."""
ADDRESS_BY_ACCOUNT = Limit("address account", 5, _HOUR)
CHANGE_BY_ADDRESS = Limit("change address", 3, _HOUR)
"""Letters to a mailbox that accounts want to move to, from all accounts together."""
SUBMIT_BY_ACCOUNT = Limit("submit account", 120, _HOUR)
"""A flood earns nothing and is one click to refuse; this only keeps it from drowning a city."""
REPORT_FOR_CITIZEN_BY_ACCOUNT = Limit("report for citizen account", 120, _HOUR)
"""Reports that one officer types in for citizens: two a minute, which no one keeps up on the telephone."""
CALLER_BY_MAILBOX = Limit("caller mailbox", 10, 24 * _HOUR)
"""Reports that officers type in for one mailbox: it is not proven to be the caller's, and each brings letters."""
PHOTO_BY_ACCOUNT = Limit("photo account", 300, _HOUR)
"""Each one costs a decoding and four files: sixty full steps an hour are more than any crew takes."""
COMMENT_BY_ACCOUNT = Limit("comment account", 240, _HOUR)
STEP_BY_ACCOUNT = Limit("step account", 600, _HOUR)
"""Other steps of requests, of citizens and executors: each is an event, and may bring letters. Ten a minute are more
than a crew takes, also with an outbox of a day; two accounts that claim and release in turns stop here."""
FOLLOW_BY_ACCOUNT = Limit("follow account", 600, _HOUR)
"""Requests that an account begins to follow: each costs a row, and a notification for each step."""
AREA_BY_ACCOUNT = Limit("area account", 60, _HOUR)
"""Areas that an account begins to follow: it has ten at most, but may remove and add them, which takes a lock."""
BROWSER_BY_ACCOUNT = Limit("browser account", 60, _HOUR)
"""Browsers that an account registers for push messages; a page does so when it is opened."""

EXPORT_BY_ACCOUNT = Limit("export account", 20, _HOUR)
"""Files of requests, each of which may have a hundred thousand."""

GEOCODER_BY_NETWORK = Limit("geocoder network", 120, _MINUTE)
"""Questions to the geocoder of others from one network; what exceeds it is not asked, and no one is refused."""
GEOCODER_BY_INSTALLATION = Limit("geocoder installation", 600, _MINUTE)

POINTS_BY_NETWORK = Limit("points network", 120_000, _MINUTE)
"""What the anonymous readers of one network may read, in points (`schema/cost.py`): about 3.6 seconds of one core a
minute. The page's own documents count a twentieth, so 600 readers behind one address can open the page in a minute."""
POINTS_BY_ACCOUNT = Limit("points account", 120_000, _MINUTE)
"""What one account may read, wherever it is signed in. It does not count against its network."""

VERIFY_BY_CLIENT = Limit("verify client", 3000, _HOUR)
"""Timelines and receipts verified from one network: each costs milliseconds and needs no account."""


@lru_cache(maxsize=10_000)
def network_of(client: str | None) -> str | None:
    """Return the key of a client's network: the IPv4 address, or the /64 of an IPv6 address.

    None is returned for a client without an address, such as the command line or a unix socket.
    """
    if client is None:
        return None
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if isinstance(address, IPv6Address):
        # A client with one IPv6 address usually has 2**64 of them.
        return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
    return client
