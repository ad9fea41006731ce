"""Passwords, hashed with argon2id off the event loop."""

import asyncio
import os

import structlog
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from app.auth.common_passwords import is_about, is_common
from app.auth.fair_queue import FairQueue, Payer
from app.errors import InvalidInput

log = structlog.get_logger()
LEAST_CHARACTERS = 8
MOST_CHARACTERS = 200

# OWASP's second choice: 19 MiB, two passes. Each check then costs about 30 ms of one core.
HASHER = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))
_DECOY = HASHER.hash("the password of no account")
_HASHING = FairQueue(max(1, min(4, os.cpu_count() or 1)), most_waiting=500, most_of_network=50, patience_seconds=10.0)
"""Each hash takes a whole core, so a network that signs in again and again must not keep others waiting."""


def check_password_length(password: str) -> None:
    """Refuse a password that is too short, or so long that hashing it is an attack.

    Raises:
        InvalidInput: names the field and the limits.
    """
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise InvalidInput("password", f"password: expected {LEAST_CHARACTERS} to {MOST_CHARACTERS} characters")


def check_new_password(password: str, *known: str | None) -> None:
    """Refuse a password that is too short, so long that hashing it is an attack, or easy to guess.

    ``known`` are the names and addresses of the account.

    Raises:
        InvalidInput: names the field, and says what was expected.
    """
    check_password_length(password)
    if is_common(password):
        raise InvalidInput("password", "password: expected one that few people use", common=True)
    if is_about(password, *known):
        raise InvalidInput("password", "password: expected something else than the name or the address", common=True)


async def hash_password(password: str, network: str | None = None) -> str:
    """Return the hash to keep; ``network`` is the one that waits for it, with its turn among others.

    Raises:
        RateLimited: too many of this network wait already, or the wait was too long.
    """
    async with _HASHING.slot(Payer(network)):
        return await asyncio.to_thread(HASHER.hash, _bytes(password))


async def verify_password(password: str, password_hash: str | None, network: str | None = None) -> bool:
    """Return whether the password fits; takes as long without an account (None) as with one.

    No password fits a hash of another kind than ours.

    Raises:
        RateLimited: too many of this network wait already, or the wait was too long.
    """
    given = _bytes(password[:MOST_CHARACTERS])
    async with _HASHING.slot(Payer(network)):
        try:
            fits = await asyncio.to_thread(HASHER.verify, given, password_hash or _DECOY)
        except UnknownHashError:
            # A row that another program wrote. The refusal costs as much as any other.
            log.warning("password_hash_unknown")
            await asyncio.to_thread(HASHER.verify, given, _DECOY)
            return False
    return fits and bool(password_hash)


def _bytes(password: str) -> bytes:
    # A client can send half of a surrogate pair, which UTF-8 cannot encode.
    return password.encode(errors="surrogatepass")
