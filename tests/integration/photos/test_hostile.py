"""Files that want to do harm are refused with a clear word, and neither the product nor its memory notices."""

import io
import re
import zipfile
import zlib
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from app.domain.photos.photo import MAX_PHOTO_BYTES
from app.errors import InvalidInput
from app.photos.pipeline import Pipeline
from tests.integration.photos.image_files import ZEROS, chunks, image, jpeg_of, png_chunk, png_of, saved, scan_bomb
from tests.pictures import pattern

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF_HTML = b"GIF89a/*\x01\x00\x80\x00\x00*/=1;/*<html><script>alert(1)</script></html>*/"


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        written.writestr("a.exe", b"MZ")
    return out.getvalue()


def half(kind: str) -> bytes:
    """What is left when a phone loses its connection."""
    whole = saved(image(900, 700), kind)
    return whole[: len(whole) // 2]


REFUSED = {
    "a.svg": (SVG, "is an SVG"),
    "svg-as.jpg": (SVG, "is an SVG"),
    "a.gif": (saved(Image.new("P", (9, 9)), "GIF"), "is a GIF"),
    "gif-and-html.jpg": (GIF_HTML, "is a GIF"),
    "zip-as.jpg": (archive(), "is a ZIP archive"),
    "jpeg-and-zip.jpg": (saved(image()) + archive(), "is an archive and a picture at the same time"),
    "a.html": (b"<!DOCTYPE html><script>alert(1)</script>", "is an HTML page"),
    "a.bmp": (saved(image(), "BMP"), "is a BMP"),
    "a.tiff": (saved(image(), "TIFF"), "is a TIFF"),
    "a.pdf": (b"%PDF-1.7", "is a PDF"),
    "a.mp4": (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "is a video"),
    "empty.jpg": (b"", "is empty"),
    "text.jpg": (b"hello", "is not a picture that we know"),
    "magic-only.png": (b"\x89PNG\r\n\x1a\n", "is broken or was cut off"),
    "magic-only.webp": (b"RIFF\x10\0\0\0WEBPVP8 ", "is broken or was cut off"),
    "magic-only.avif": (b"\0\0\0\x14ftypavif\0\0\0\0avif", "is broken or was cut off"),
    "half.jpg": (half("JPEG"), "is broken or was cut off"),
    "half.png": (half("PNG"), "is broken or was cut off"),
    "half.webp": (half("WEBP"), "is broken or was cut off"),
    "half.avif": (half("AVIF"), "is broken or was cut off"),
    "bomb.png": (png_of(30_000, 30_000), "expected at most 50 million pixels"),
    "bomb.jpg": (jpeg_of(30_000, 30_000), "expected at most 50 million pixels"),
    "slightly-too-large.png": (png_of(8_193, 6_144), "expected at most 50 million pixels"),
    "scan-bomb.jpg": (scan_bomb(64, 50), "has more than 50 scans"),
    "text-bomb.png": (png_of(8, 8, extra=png_chunk(b"zTXt", b"a\0\0" + ZEROS)), "is broken or was cut off"),
    "profile-bomb.png": (png_of(8, 8, extra=png_chunk(b"iCCP", b"a\0\0" + ZEROS)), "is broken or was cut off"),
}


DAMAGED = "is broken or was cut off"


async def test_a_damaged_byte_anywhere_in_a_png_is_found(pipeline: Pipeline):
    whole = saved(pattern(11, (900, 700)), "PNG", compress_level=1)
    for at in range(8, len(whole), len(whole) // 40):
        damaged = bytearray(whole)
        damaged[at] ^= 0x10

        with pytest.raises(InvalidInput, match=DAMAGED):
            await pipeline.process("damaged.png", bytes(damaged))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
async def test_a_png_whose_pixels_end_early_is_found_though_its_checksums_are_right(pipeline: Pipeline, share: float):
    rows = b"".join(b"\0" + Random(row).randbytes(900) for row in range(700))

    with pytest.raises(InvalidInput, match=DAMAGED):
        await pipeline.process("short.png", png_of(900, 700, rows=rows[: int(len(rows) * share)]))


async def test_a_png_whose_stream_breaks_is_found_though_its_checksums_are_right(pipeline: Pipeline):
    stream = bytearray(zlib.compress(b"".join(b"\0" + Random(row).randbytes(900) for row in range(700)), 1))
    stream[len(stream) // 2 : len(stream) // 2 + 64] = b"\xff" * 64

    with pytest.raises(InvalidInput, match=DAMAGED):
        await pipeline.process("stream.png", png_of(900, 700, stream=bytes(stream)))


@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 2), (8, 8), (21, 13), (300, 200)])
async def test_an_interlaced_png_is_whole_or_found(pipeline: Pipeline, width: int, height: int):
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    sizes = [(len(range(left, width, right)), len(range(top, height, down))) for left, top, right, down in passes]
    rows = b"".join(bytes(1 + across) * down for across, down in sizes if across)

    made = await pipeline.process("whole.png", png_of(width, height, rows=rows, interlaced=True))

    assert (made.width, made.height) == (width, height)
    with pytest.raises(InvalidInput, match=DAMAGED):
        await pipeline.process("short.png", png_of(width, height, rows=rows[:-1], interlaced=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
async def test_a_file_cut_off_anywhere_is_found(pipeline: Pipeline, kind: str):
    whole = saved(pattern(13, (900, 700)), kind)
    for share in (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
        with pytest.raises(InvalidInput, match=DAMAGED):
            await pipeline.process("cut", whole[: int(len(whole) * share)])


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_no_photograph_is_refused_by_name(pipeline: Pipeline, name: str):
    data, words = REFUSED[name]

    with pytest.raises(InvalidInput, match=re.escape(words)) as refusal:
        await pipeline.process(name, data)

    assert refusal.value.message.startswith(f'photos: "{name}" ')
    assert "expected" in refusal.value.message
    assert refusal.value.data == {"field": "photos", "file": name}


async def test_a_file_over_the_limit_is_refused_before_it_is_looked_at(pipeline: Pipeline):
    with pytest.raises(InvalidInput, match=r"has 15.0 MB; expected at most 15 MB") as refusal:
        await pipeline.process("big.jpg", b"\xff\xd8\xff" + bytes(MAX_PHOTO_BYTES - 2))

    assert refusal.value.data["limit"] == MAX_PHOTO_BYTES


async def test_the_name_cannot_carry_anything_into_the_message(pipeline: Pipeline):
    with pytest.raises(InvalidInput) as refusal:
        await pipeline.process("../../etc/\x1b[31mpass\nwd" + "x" * 500, b"")

    assert refusal.value.data["file"].startswith("[31mpass wd")
    assert len(refusal.value.data["file"]) <= 80


async def test_markup_and_films_appended_to_a_picture_are_not_served(pipeline: Pipeline):
    made = await pipeline.process("motion.jpg", saved(image()) + b"\0\0\0\x18ftypmp42<script>alert(1)</script>")

    for webp in made.renditions.values():
        assert chunks(webp) == ["VP8 "]
        assert b"script" not in webp


async def test_scans_are_counted_up_to_the_end_of_the_picture_alone(pipeline: Pipeline):
    """A phone appends a film, and a thumbnail may stand before the picture: bytes of theirs are no scans."""
    film, thumbnail = b"\xff\xda\0\2" * 100, b"Exif\0\0" + b"\xff\xda\0\2" * 100
    inside = b"\xff\xe1" + (len(thumbnail) + 2).to_bytes(2) + thumbnail
    plain = saved(image(), progressive=True)

    for whole in (plain + film, plain[:2] + inside + plain[2:], scan_bomb(64, 40)):
        assert (await pipeline.process("film.jpg", whole)).width in {400, 64}


def resident(pid: int | str, name: str) -> int:
    """Return a line of /proc/PID/status in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) // 1024


def forgotten_peak() -> int:
    """Make the kernel forget the most memory this process ever had; return what it has now."""
    Path("/proc/self/clear_refs").write_text("5")
    return resident("self", "VmHWM")


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells the peak of a process")
async def test_bombs_do_not_cost_memory():
    """Neither the process of the product nor the child grows, though the bombs would fill gigabytes."""
    async with Pipeline(1) as pipeline:
        await pipeline.process("first.jpg", saved(image()))
        (child,) = pipeline.pool.pids
        before, child_before = forgotten_peak(), resident(child, "VmHWM")

        for name in ("bomb.png", "bomb.jpg", "text-bomb.png", "profile-bomb.png", "jpeg-and-zip.jpg"):
            with pytest.raises(InvalidInput):
                await pipeline.process(name, REFUSED[name][0])

        assert pipeline.pool.pids == [child]
        assert resident("self", "VmHWM") - before < 16
        # Pillow inflates a text up to its limit of one megabyte, and stops there.
        assert resident(child, "VmHWM") - child_before < 32


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells the peak of a process")
@pytest.mark.parametrize(
    ("kind", "hasty"),
    [("PNG", {"compress_level": 1}), ("WEBP", {"method": 0}), ("JPEG", {}), ("AVIF", {"speed": 10})],
    ids=["PNG", "WEBP", "JPEG", "AVIF"],
)
async def test_the_largest_picture_allowed_is_taken_in_bounded_memory(kind: str, hasty: dict[str, int]):
    data = saved(Image.new("RGB", (8_192, 6_144), (200, 120, 40)), kind, **hasty)
    async with Pipeline(1) as pipeline:
        before = forgotten_peak()

        made = await pipeline.process("largest", data)

        assert (made.width, made.height) == (8_192, 6_144)
        assert resident(pipeline.pool.pids[0], "VmHWM") < 900
        assert resident("self", "VmHWM") - before < 16
