"""Opaque tokens: random for the holder, a hash for the table."""

from hashlib import sha256
from secrets import token_urlsafe


def new_token() -> str:
    """Return 256 random bits as text."""
    return token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what may be kept of a token. Plain SHA-256 is enough: the token itself cannot be guessed."""
    return sha256(token.encode(errors="replace")).hexdigest()
