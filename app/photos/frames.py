"""What goes between the product and a child process: a small JSON header, then bytes.

Never pickle: whoever takes over a decoder through a hostile file would run code in the product by it.
"""

import json
import struct
from collections.abc import Sequence
from typing import Any

LENGTHS = struct.Struct(">II")
"""Length of the header, length of everything after it."""
MAX_HEADER_BYTES = 64 * 1024
MAX_BODY_BYTES = 32 * 1024 * 1024


def frame(header: dict[str, Any], parts: Sequence[bytes]) -> list[bytes]:
    """Return the pieces to write; the header is told how long each part is."""
    head = json.dumps({**header, "lengths": [len(part) for part in parts]}).encode()
    return [LENGTHS.pack(len(head), sum(map(len, parts))), head, *parts]


def measured(lengths: bytes) -> tuple[int, int]:
    """Return how much follows.

    Raises:
        ValueError: more than anybody honest would send.
    """
    header, body = LENGTHS.unpack(lengths)
    if header > MAX_HEADER_BYTES or body > MAX_BODY_BYTES:
        raise ValueError("a frame is larger than any may be")
    return header, body


def unframe(head: bytes, body: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Return the header and the parts.

    Raises:
        ValueError: the header does not fit the body.
    """
    header = json.loads(head)
    if not isinstance(header, dict) or not isinstance(header.get("lengths"), list):
        raise ValueError("expected a header with lengths")
    parts, at = [], 0
    for length in header["lengths"]:
        if not isinstance(length, int) or not 0 <= length <= len(body) - at:
            raise ValueError("a part is longer than its frame")
        parts.append(body[at : at + length])
        at += length
    return header, parts
