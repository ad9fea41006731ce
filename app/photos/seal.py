"""Random bytes in a WebP file, so that its key cannot be computed from the picture."""

from secrets import token_bytes

_FOURCC = b"QSEA"
_RANDOM_BYTES = 16


def resealed(webp: bytes) -> bytes:
    """Return the same picture with random bytes at its end, in a chunk that every WebP decoder skips."""
    if webp[:4] != b"RIFF" or webp[8:12] != b"WEBP":
        raise ValueError("expected a WebP")
    body = webp[8:] + (b"\0" if len(webp) % 2 else b"")
    body += _FOURCC + _RANDOM_BYTES.to_bytes(4, "little") + token_bytes(_RANDOM_BYTES)
    return b"RIFF" + len(body).to_bytes(4, "little") + body
