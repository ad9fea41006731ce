"""Known devices: tokens that let the owner of an account sign in while others guess its password.

This is the device cookie of OWASP. Each sign-in gives the browser a token that is bound to the account. Attempts that
bring it are counted by the device; all other attempts share the counters of the address and of the network, which any
client can use up.
"""

import re
from dataclasses import dataclass

from app.auth.tokens import new_token, token_hash
from app.models import KnownDevice

DEVICE_COOKIE = "qala_device"
DEVICE_DAYS = 365
"""How long a device stays known without a sign-in."""
_MOST_TOKENS = 4
"""Accounts that share one browser, as families do."""
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class DeviceTokens:
    """What a client presents: the tokens of the accounts that have signed in there, the newest first."""

    tokens: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> "DeviceTokens":
        """Read the text of a cookie or an argument; what is no token is left out."""
        given = text.split(".", _MOST_TOKENS)[:_MOST_TOKENS]
        return cls(tuple(dict.fromkeys(token for token in given if _TOKEN.fullmatch(token))))

    def __str__(self) -> str:
        """Return the text that the client keeps."""
        return ".".join(self.tokens)

    @property
    def hashes(self) -> list[str]:
        """What the table has of the tokens."""
        return [token_hash(token) for token in self.tokens]

    def renewed(self, used: KnownDevice | None) -> "DeviceTokens":
        """Return the tokens with a fresh one in front, in place of the one that was used."""
        spent = None if used is None else used.token_hash
        others = [token for token in self.tokens if token_hash(token) != spent]
        return DeviceTokens((new_token(), *others)[:_MOST_TOKENS])


async def find_device(address: str, presented: DeviceTokens) -> KnownDevice | None:
    """Return the presented device that the account of this address knows."""
    if not presented.tokens:
        return None
    return await KnownDevice.filter(token_hash__in=presented.hashes, account__email=address).first()
