"""WebSocket text frames as a server sends them: unmasked, unfragmented, uncompressed (RFC 6455, section 5.2).

Such a frame has the same bytes for every client, so it is made once and written to many.
"""

_TEXT = b"\x81"
_MAX_SHORT, _MAX_MEDIUM = 125, 65_535


def text_frame(head: bytes, payload: bytes, tail: bytes) -> bytes:
    """Return the frame of one text message made of three parts of UTF-8."""
    length = len(head) + len(payload) + len(tail)
    if length <= _MAX_SHORT:
        size = bytes((length,))
    elif length <= _MAX_MEDIUM:
        size = b"\x7e" + length.to_bytes(2, "big")
    else:
        size = b"\x7f" + length.to_bytes(8, "big")
    return b"".join((_TEXT, size, head, payload, tail))
