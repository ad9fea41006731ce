"""Pictures and would-be pictures made for the tests, and a reader of WebP that is not Pillow's."""

import io
import random
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw


def image(width: int = 400, height: int = 300, *, seed: int = 1) -> Image.Image:
    """A picture of blocks in many colours: unlike others of another seed, and plainly turned when it is turned."""
    chance = random.Random(seed)
    picture = Image.new("RGB", (width, height), "grey")
    draw = ImageDraw.Draw(picture)
    for _ in range(60):
        left, top = chance.randrange(width), chance.randrange(height)
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.rectangle(
            (left, top, left + chance.randrange(width // 3), top + chance.randrange(height // 3)), fill=colour
        )
    return picture


def saved(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def chunks(webp: bytes) -> list[str]:
    """Walk the RIFF container by its own lengths."""
    riff, size, form = struct.unpack_from("<4sI4s", webp)
    assert (riff, form) == (b"RIFF", b"WEBP")
    assert size + 8 == len(webp)
    found, at = [], 12
    while at < len(webp):
        name, length = struct.unpack_from("<4sI", webp, at)
        found.append(name.decode())
        at += 8 + length + length % 2
    assert at == len(webp)
    return found


def png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(
    width: int,
    height: int,
    *,
    extra: bytes = b"",
    rows: bytes = b"\0" * 64,
    stream: bytes = b"",
    interlaced: bool = False,
) -> bytes:
    """A grey PNG that says how large it is, whatever is in it."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, interlaced))
    body = png_chunk(b"IDAT", stream or zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + header + extra + body + png_chunk(b"IEND", b"")


def jpeg_of(width: int, height: int) -> bytes:
    """A JPEG of eight pixels that says it is larger."""
    data = bytearray(saved(Image.new("L", (8, 8), 128)))
    at = data.index(b"\xff\xc0")
    struct.pack_into(">HH", data, at + 5, height, width)
    return bytes(data)


def scan_bomb(side: int = 7000, times: int = 40) -> bytes:
    """A progressive JPEG whose last scan comes again and again: each time the decoder walks the whole picture.

    By default it is as slow as one that is taken can be.
    """
    data = saved(Image.new("L", (side, side), 128), quality=50, progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * times + data[-2:]


ZEROS = zlib.compress(b"\0" * 100_000_000, 9)
"""A text of 100 MB in 100 KB."""
