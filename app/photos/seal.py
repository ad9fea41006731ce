"""Equal pictures under other bytes: for addresses that nobody can work out who knows the picture."""

from secrets import token_bytes

_FOURCC = b"QSEA"
_RANDOM_BYTES = 16


def resealed(webp: bytes) -> bytes:
    """Return the same picture with random bytes behind it, in a chunk that every reader of WebP passes over."""
    if webp[:4] != b"RIFF" or webp[8:12] != b"WEBP":
        raise ValueError("expected a WebP")
    body = webp[8:] + (b"\0" if len(webp) % 2 else b"")
    body += _FOURCC + _RANDOM_BYTES.to_bytes(4, "little") + token_bytes(_RANDOM_BYTES)
    return b"RIFF" + len(body).to_bytes(4, "little") + body
