"""Limits of what one network or account may hold of the live part of a process.

Mobile carriers put thousands of people behind one address. So clients with a session count by account, networks may
hold much, and joining what another network watches already is always free.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from app.auth.limits import network_of
from app.auth.viewer import Viewer
from app.errors import RateLimited

RETRY_AFTER_SECONDS = 30
FREE_FRACTION = 8
"""A holder may have at most the free rest divided by this, so that many greedy holders always leave room for one."""
_NETWORK = "network:"

Holder = str | None
"""Who holds: an account, or the network of a client without a session. None, without any address, has no limit."""


def holder_of(viewer: Viewer | None, client: str | None) -> Holder:
    """Return the account of a viewer, else the network of the client."""
    if viewer is not None:
        return f"account:{viewer.account_id}"
    network = network_of(client)
    return None if network is None else f"{_NETWORK}{network}"


class Shares:
    """One kind of thing that the process has a limited number of, and who holds how many."""

    def __init__(self, kind: str, name: str, total: int, *, of_network: int, of_account: int) -> None:
        self.kind = kind
        """The label of its metrics."""
        self.refused = 0
        self._name = name
        self._total = total
        self._of_network = of_network
        self._of_account = of_account
        self._held: Counter[str] = Counter()
        self._sum = 0

    def __len__(self) -> int:
        """Return how many are held altogether."""
        return self._sum

    def held_by(self, holder: Holder) -> int:
        """Return how many this holder has."""
        return 0 if holder is None else self._held[holder]

    def has_room_for(self, holder: Holder) -> bool:
        """Whether this holder may take one more."""
        if holder is None:
            return True
        most = self._of_network if holder.startswith(_NETWORK) else self._of_account
        return self._held[holder] < min(most, (self._total - self._sum) // FREE_FRACTION)

    def take(self, holder: Holder) -> None:
        """Count one more.

        Raises:
            RateLimited: the holder has its share; says when to try again.
        """
        if not self.has_room_for(holder):
            raise self.refusal()
        self._sum += 1
        if holder is not None:
            self._held[holder] += 1

    def give_back(self, holder: Holder) -> None:
        """Count one less."""
        self._sum -= 1
        if holder is not None:
            self._held[holder] -= 1
            if not self._held[holder]:
                del self._held[holder]

    @contextmanager
    def held(self, holder: Holder) -> "Iterator[Share]":
        """Count one more during the block.

        Raises:
            RateLimited: the holder has its share.
        """
        self.take(holder)
        share = Share(self, holder)
        try:
            yield share
        finally:
            self.give_back(share.holder)

    def refusal(self) -> RateLimited:
        """Return the error of a refused try, and count it."""
        self.refused += 1
        return RateLimited(
            f"too many {self._name} of your network or account; close some, or wait",
            retry_after_seconds=RETRY_AFTER_SECONDS,
        )


class Share:
    """One that is held."""

    __slots__ = ("_shares", "holder")

    def __init__(self, shares: Shares, holder: Holder) -> None:
        self._shares = shares
        self.holder = holder

    def move_to(self, holder: Holder) -> None:
        """Let another holder count for it.

        Raises:
            RateLimited: that holder has its share; the present one still counts.
        """
        if holder != self.holder:
            self._shares.take(holder)
            self._shares.give_back(self.holder)
            self.holder = holder
