"""Keys say what the bytes are: the key of a photograph is the hash of its bytes, so nothing stored is ever changed."""

import hashlib
import re

ORIGINALS = "o/"
"""Originals: private, with everything the camera wrote into them."""
RENDITIONS = "r/"
"""What pages show: WebP without metadata."""
AVATARS = "a/"
"""Faces of accounts: WebP without metadata."""

WEBP = "image/webp"
_KEY = re.compile(r"o/[0-9a-f]{64}|[ra]/[0-9a-f]{64}\.webp")


def original_key(data: bytes) -> str:
    """Return the key of these bytes as an original."""
    return ORIGINALS + hashlib.sha256(data).hexdigest()


def rendition_key(data: bytes) -> str:
    """Return the key of these WebP bytes as a rendition."""
    return f"{RENDITIONS}{hashlib.sha256(data).hexdigest()}.webp"


def avatar_key(data: bytes) -> str:
    """Return the key of these WebP bytes as an avatar."""
    return f"{AVATARS}{hashlib.sha256(data).hexdigest()}.webp"


def is_key(text: str) -> bool:
    """Whether this is a key at all."""
    return _KEY.fullmatch(text) is not None


def is_public(key: str) -> bool:
    """Whether pages may show what lies under this key."""
    return is_key(key) and not key.startswith(ORIGINALS)


def digest_of(key: str) -> str:
    """Return the hash (SHA-256, hexadecimal) that the key says its bytes have."""
    return key[2:66]


def checked(key: str) -> str:
    """Return the key.

    Raises:
        ValueError: it is none; so no text from outside ever becomes a path.
    """
    if not is_key(key):
        raise ValueError(f"expected a key like r/<64 hexadecimal digits>.webp, not {key[:80]!r}")
    return key


def checked_bytes(key: str, data: bytes) -> bytes:
    """Return the bytes.

    Raises:
        ValueError: they are not what the key says.
    """
    if hashlib.sha256(data).hexdigest() != digest_of(checked(key)):
        raise ValueError(f"the bytes given for {key} have another hash")
    return data
