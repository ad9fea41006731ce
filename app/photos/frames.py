"""The frames between the server and a child process: a small JSON header, then bytes.

Not pickle: a child that a hostile file has taken over would run code in the server by it.
"""

import json
import struct
from collections.abc import Sequence
from typing import Any

LENGTHS = struct.Struct(">II")
"""Length of the header, length of everything after it."""
BEGUN = b"\x01"
"""What a child sends as soon as it has read a whole file, before it opens it; the answer follows."""
MAX_HEADER_BYTES = 64 * 1024
MAX_BODY_BYTES = 32 * 1024 * 1024


def frame(header: dict[str, Any], parts: Sequence[bytes]) -> list[bytes]:
    """Return the pieces to write. ``lengths`` is added to the header: how long each part is."""
    head = json.dumps({**header, "lengths": [len(part) for part in parts]}).encode()
    return [LENGTHS.pack(len(head), sum(map(len, parts))), head, *parts]


def frame_lengths(lengths: bytes) -> tuple[int, int]:
    """Return the lengths of header and body that follow.

    Raises:
        ValueError: a length is above its limit.
    """
    header, body = LENGTHS.unpack(lengths)
    if header > MAX_HEADER_BYTES or body > MAX_BODY_BYTES:
        raise ValueError("a frame is larger than its limit")
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
