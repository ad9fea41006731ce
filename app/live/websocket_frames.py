"""WebSocket text frames, as a server sends them: unmasked, whole, uncompressed (RFC 6455, section 5.2).

Without a mask and without compression a frame is the same bytes for everybody: it can be made once, written to many.
"""

_TEXT = b"\x81"
_SHORT, _MEDIUM = 125, 65_535


def text_frame(head: bytes, payload: bytes, tail: bytes) -> bytes:
    """Return the frame of one text message made of three parts of UTF-8."""
    length = len(head) + len(payload) + len(tail)
    if length <= _SHORT:
        size = bytes((length,))
    elif length <= _MEDIUM:
        size = b"\x7e" + length.to_bytes(2, "big")
    else:
        size = b"\x7f" + length.to_bytes(8, "big")
    return b"".join((_TEXT, size, head, payload, tail))
