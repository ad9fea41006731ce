"""Keys of stored objects: each contains the SHA-256 of its bytes, so an object never changes."""

import hashlib
import re

ORIGINALS = "o/"
"""Originals: private, with all metadata of the camera."""
RENDITIONS = "r/"
"""Renditions, served to pages: WebP without metadata."""
AVATARS = "a/"
"""Avatars of accounts: WebP without metadata."""

WEBP = "image/webp"
_KEY = re.compile(r"o/[0-9a-f]{64}|[ra]/[0-9a-f]{64}\.webp")


def original_key(data: bytes) -> str:
    """Return the key of these bytes as an original."""
    return original_key_of(hashlib.sha256(data).digest())


def original_key_of(digest: bytes) -> str:
    """Return the key of an original with this SHA-256."""
    return ORIGINALS + digest.hex()


def rendition_key(data: bytes) -> str:
    """Return the key of these WebP bytes as a rendition."""
    return rendition_key_of(hashlib.sha256(data).digest())


def rendition_key_of(digest: bytes) -> str:
    """Return the key of a rendition with this SHA-256."""
    return f"{RENDITIONS}{digest.hex()}.webp"


def avatar_key(data: bytes) -> str:
    """Return the key of these WebP bytes as an avatar."""
    return avatar_key_of(hashlib.sha256(data).digest())


def avatar_key_of(digest: bytes) -> str:
    """Return the key of an avatar with this SHA-256."""
    return f"{AVATARS}{digest.hex()}.webp"


def is_key(text: str) -> bool:
    """Whether this text is a key."""
    return _KEY.fullmatch(text) is not None


def is_public(key: str) -> bool:
    """Whether this is the key of an object that pages may show."""
    return is_key(key) and not key.startswith(ORIGINALS)


def digest_of(key: str) -> str:
    """Return the SHA-256 in the key, in hexadecimal."""
    return key[2:66]


def checked(key: str) -> str:
    """Return the key. Every storage calls this first, so that no text from outside becomes a path.

    Raises:
        ValueError: the text is no key.
    """
    if not is_key(key):
        raise ValueError(f"expected a key like r/<64 hexadecimal digits>.webp, not {key[:80]!r}")
    return key


def check_digest(key: str, data: bytes, digest: bytes | None) -> None:
    """Check that the bytes are those that the key names. ``digest`` is their SHA-256; None = it is computed here.

    Raises:
        ValueError: they are not.
    """
    found = digest.hex() if digest is not None else hashlib.sha256(data).hexdigest()
    if found != digest_of(checked(key)):
        raise ValueError(f"the bytes given for {key} have another hash")
