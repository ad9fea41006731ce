"""Opaque tokens: the client holds random text, the table its hash."""

from hashlib import sha256
from secrets import token_urlsafe


def new_token() -> str:
    """Return 256 random bits as text."""
    return token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the hash to store. Plain SHA-256 is enough, because a token of 256 random bits cannot be guessed."""
    return sha256(token.encode(errors="replace")).hexdigest()
