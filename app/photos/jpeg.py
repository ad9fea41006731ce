"""Counts the scans of a JPEG. Each makes the decoder walk the whole picture, however few bytes the scan has."""

import re

from app.photos.refusal import Refused

MAX_SCANS = 50
"""Cameras write one scan, programs that save for the web about ten, those that try hardest about twenty-five."""
_MARKER = re.compile(rb"\xff([^\x00\xff])")
"""As libjpeg looks for the next one; a byte of the pixels that could be taken for a marker has a zero behind it."""
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_START_OF_SCAN, _END = 0xDA, 0xD9


def check_scans(data: bytes) -> None:
    """Check that the picture has no more scans than a photograph needs; what follows its end is no part of it.

    Raises:
        Refused: it has more.
    """
    at = scans = 0
    while (found := _MARKER.search(data, at)) is not None and found[1][0] != _END:
        at = found.end()
        if found[1][0] in _WITHOUT_LENGTH:
            continue
        scans += found[1][0] == _START_OF_SCAN
        if scans > MAX_SCANS:
            raise Refused(f"has more than {MAX_SCANS} scans, which no photograph needs; expected an ordinary one")
        at += int.from_bytes(data[at : at + 2], "big")
