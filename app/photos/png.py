"""Checks a PNG for damage. Pillow compares no checksum of the pixels, and fills missing ones with black."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples of a pixel by colour type."""
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""The passes of an interlaced picture: first column, first row, and the steps between columns and between rows."""
_PIECE = 1024 * 1024


def check_png(data: bytes) -> None:
    """Check the checksums of all chunks, and that the compressed pixels are complete and have the right length.

    Raises:
        ValueError: the file is damaged or was cut off; the text says where.
    """
    header = b""
    pixels: list[bytes] = []
    for name, body in _chunks(data):
        if name == b"IHDR":
            header = body
        elif name == b"IDAT":
            pixels.append(body)
    if len(header) != 13:
        raise ValueError("a PNG without a header")
    _check_pixels(pixels, _expected_bytes(header))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and content of each chunk up to ``IEND``; what follows it is no part of the picture."""
    at, name = len(SIGNATURE), b""
    while name != b"IEND":
        head = data[at : at + 8]
        if len(head) < 8:
            raise ValueError("a PNG that was cut off")
        length, name = struct.unpack(">I4s", head)
        body = data[at + 8 : at + 8 + length]
        checksum = data[at + 8 + length : at + 12 + length]
        if len(body) < length or checksum != struct.pack(">I", zlib.crc32(body, zlib.crc32(name))):
            raise ValueError(f"chunk {name!r} at byte {at} is damaged or was cut off")
        yield name, body
        at += 12 + length


def _expected_bytes(header: bytes) -> int:
    """Return how many bytes the pixels have before compression, each row with its filter type."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    bits = _CHANNELS.get(colour, 0) * depth
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    sizes = [(-(-(width - left) // across), -(-(height - top) // down)) for left, top, across, down in passes]
    return sum(rows * (1 + -(-columns * bits // 8)) for columns, rows in sizes if columns > 0 and rows > 0)


def _check_pixels(pixels: list[bytes], expected: int) -> None:
    stream, found = zlib.decompressobj(), 0
    try:
        for part in pixels:
            rest = part
            while rest and not stream.eof and found <= expected:
                found += len(stream.decompress(rest, _PIECE))
                rest = stream.unconsumed_tail
        found += len(stream.flush()) if found < expected else 0
    except zlib.error as error:
        raise ValueError("the compressed pixels are damaged") from error
    # Some programs write more rows than the header says, which does no harm.
    if found < expected or (found == expected and not stream.eof):
        raise ValueError(f"the pixels have {found} bytes; expected {expected}")
