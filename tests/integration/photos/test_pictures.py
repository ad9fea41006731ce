"""Every kind of honest picture becomes three WebP sizes that look right and say nothing of their maker."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from app.domain.photos.evidence import SAME_PICTURE_BITS, SIMILAR_BITS, hash_distance
from app.domain.photos.photo import PhotoSize, Rectangle
from app.errors import InvalidInput
from app.photos.pipeline import Pipeline, Processed
from tests.integration.photos.image_files import chunks, image, opened, saved

ORANGE = (230, 120, 20)


def near(found: Any, wanted: Any, by: int = 12) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def large(processed: Processed) -> Image.Image:
    return opened(processed.renditions[PhotoSize.LARGE])


def with_alpha() -> Image.Image:
    picture = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    picture.paste((*ORANGE, 255), (0, 0, 64, 32))
    return picture


ORANGE_FILES = {
    "jpeg": saved(Image.new("RGB", (64, 64), ORANGE)),
    "jpeg-progressive": saved(Image.new("RGB", (64, 64), ORANGE), progressive=True),
    "jpeg-cmyk": saved(Image.new("RGB", (64, 64), ORANGE).convert("CMYK")),
    "png": saved(Image.new("RGB", (64, 64), ORANGE), "PNG"),
    "png-palette": saved(Image.new("RGB", (64, 64), ORANGE).quantize(4), "PNG"),
    "webp": saved(Image.new("RGB", (64, 64), ORANGE), "WEBP"),
    "webp-lossless": saved(Image.new("RGB", (64, 64), ORANGE), "WEBP", lossless=True),
    "avif": saved(Image.new("RGB", (64, 64), ORANGE), "AVIF"),
}


@pytest.mark.parametrize("kind", ORANGE_FILES)
async def test_colours_arrive_whatever_the_kind(pipeline: Pipeline, kind: str):
    made = await pipeline.process(f"a.{kind}", ORANGE_FILES[kind])

    assert near(large(made).getpixel((32, 32)), ORANGE)
    assert (made.width, made.height) == (64, 64)
    assert made.media_type == f"image/{kind.partition('-')[0]}"
    assert made.digest == hashlib.sha256(ORANGE_FILES[kind]).digest()


@pytest.mark.parametrize(
    ("mode", "level", "wanted"),
    [("1", 1, 255), ("L", 90, 90), ("I;16", 90 * 256 + 17, 90), ("LA", (90, 255), 90), ("I;16", 65535, 255)],
)
async def test_grey_pictures_of_any_depth_keep_their_brightness(pipeline: Pipeline, mode, level, wanted):
    made = await pipeline.process("grey.png", saved(Image.new(mode, (40, 40), level), "PNG"))

    assert near(large(made).getpixel((20, 20)), (wanted,) * 3, 4)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
async def test_transparent_parts_are_white(pipeline: Pipeline, kind: str):
    made = large(await pipeline.process("a", saved(with_alpha(), kind)))

    assert made.mode == "RGB"
    assert near(made.getpixel((32, 10)), ORANGE)
    assert near(made.getpixel((32, 55)), (255, 255, 255), 6)


async def test_a_transparent_colour_of_a_palette_is_white(pipeline: Pipeline):
    palette = Image.new("P", (64, 64), 0)
    palette.putpalette([255, 0, 0, *ORANGE])
    palette.paste(1, (0, 0, 64, 32))

    made = large(await pipeline.process("a.png", saved(palette, "PNG", transparency=0)))

    assert near(made.getpixel((32, 55)), (255, 255, 255), 6)
    assert near(made.getpixel((32, 10)), ORANGE)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
async def test_of_a_film_the_first_picture_is_taken(pipeline: Pipeline, kind: str):
    film = saved(
        Image.new("RGB", (64, 64), ORANGE), kind, save_all=True, append_images=[Image.new("RGB", (64, 64), "blue")]
    )

    assert near(large(await pipeline.process("a", film)).getpixel((32, 32)), ORANGE)


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_every_orientation_stands_upright(pipeline: Pipeline, orientation: int):
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright = Image.new("RGB", (96, 64), "white")
    upright.paste("red", (0, 0, 48, 32))
    lying = upright.transpose(undo[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation

    made = await pipeline.process("a.jpg", saved(lying, exif=exif, quality=95))

    assert (made.width, made.height) == large(made).size == (96, 64)
    assert near(large(made).getpixel((12, 12)), (254, 0, 0), 25)
    assert near(large(made).getpixel((84, 52)), (255, 255, 255), 25)


async def test_a_colour_profile_is_obeyed(pipeline: Pipeline):
    # sRGB with the names of red and blue exchanged: who obeys it shows a red file blue.
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"

    made = await pipeline.process("a.png", saved(Image.new("RGB", (32, 32), "red"), "PNG", icc_profile=bytes(profile)))

    assert near(large(made).getpixel((16, 16)), (0, 0, 255), 40)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("profile", [b"rubbish", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()])
async def test_a_broken_or_foreign_profile_is_ignored(pipeline: Pipeline, mode: str, profile: bytes):
    plain = Image.new("RGB", (32, 32), (100, 100, 100)).convert(mode)

    made = await pipeline.process("a.jpg", saved(plain, icc_profile=profile))

    assert near(large(made).getpixel((16, 16)), (100, 100, 100), 6)


async def test_sizes_are_kept_and_nothing_is_enlarged(pipeline: Pipeline):
    big = await pipeline.process("big.jpg", saved(image(3000, 1500)))
    small = await pipeline.process("small.png", saved(image(500, 250), "PNG"))

    assert [opened(big.renditions[size]).size for size in PhotoSize] == [(320, 160), (960, 480), (2048, 1024)]
    assert [opened(small.renditions[size]).size for size in PhotoSize] == [(320, 160), (500, 250), (500, 250)]
    assert (big.width, big.height) == (3000, 1500)


def telling() -> dict[str, object]:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Secret"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return {"exif": exif.tobytes(), "xmp": b"<x:xmpmeta>secret place</x:xmpmeta>", "icc_profile": profile}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
async def test_nothing_of_the_maker_is_served(pipeline: Pipeline, kind: str):
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "Secret")
    options = {"pnginfo": notes} if kind == "PNG" else {"comment": b"Secret"} if kind == "JPEG" else {}
    notified = {name: value for name, value in telling().items() if kind != "PNG" or name != "xmp"}
    data = saved(image(), kind, **notified, **options)
    assert b"ecret" in data

    made = await pipeline.process("a", data)
    blurred = await pipeline.blurred(data, [Rectangle(0.1, 0.1, 0.2, 0.2)])
    portrait = await pipeline.avatar("a", data)

    for webp in (*made.renditions.values(), *blurred.renditions.values(), portrait):
        assert chunks(webp) == ["VP8 "]
        assert b"ecret" not in webp


async def test_the_preview_is_tiny(pipeline: Pipeline):
    made = await pipeline.process("a.jpg", saved(image(4000, 3000)))

    assert made.preview.startswith("data:image/webp;base64,")
    assert len(made.preview) <= 700


def photographed(**tags: object) -> bytes:
    """A JPEG that tells the given tags of its making."""
    exif = Image.Exif()
    for name, value in tags.items():
        if name in ExifTags.Base.__members__ and name in {"Make", "Model"}:
            exif[ExifTags.Base[name]] = value
        elif name in ExifTags.GPS.__members__:
            exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS[name]] = value
        else:
            exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base[name]] = value
    return saved(image(64, 48), exif=exif)


ALMATY = {
    "GPSLatitudeRef": "N",
    "GPSLatitude": (43.0, 14.0, 15.5),
    "GPSLongitudeRef": "E",
    "GPSLongitude": (76.0, 56.0, 30.25),
}


async def test_place_time_and_camera_are_read(pipeline: Pipeline):
    made = await pipeline.process(
        "a.jpg",
        photographed(
            **ALMATY,
            DateTimeOriginal="2026:11:20 17:30:05",
            OffsetTimeOriginal="+05:00",
            Make="ACME",
            Model="ACME <b>7",
        ),
    )

    assert made.latitude == pytest.approx(43.237639, abs=1e-5)
    assert made.longitude == pytest.approx(76.941736, abs=1e-5)
    assert made.taken_at == datetime(2026, 11, 20, 12, 30, 5, tzinfo=UTC)
    assert made.camera == "ACME b 7"


async def test_south_and_west_are_negative(pipeline: Pipeline):
    made = await pipeline.process("a.jpg", photographed(**{**ALMATY, "GPSLatitudeRef": "S", "GPSLongitudeRef": "W"}))

    assert made.latitude == pytest.approx(-43.237639, abs=1e-5)
    assert made.longitude == pytest.approx(-76.941736, abs=1e-5)


async def test_a_time_without_a_zone_is_the_citys_and_unknown_without_a_city(pipeline: Pipeline):
    data = photographed(DateTimeOriginal="2026:11:20 17:30:05")

    assert (await pipeline.process("a.jpg", data)).taken_at is None
    in_almaty = await pipeline.process("a.jpg", data, zone=ZoneInfo("Asia/Almaty"))
    assert in_almaty.taken_at == datetime(2026, 11, 20, 12, 30, 5, tzinfo=UTC)


async def test_satellites_tell_the_time_where_the_camera_does_not(pipeline: Pipeline):
    made = await pipeline.process("a.jpg", photographed(GPSDateStamp="2026:11:20", GPSTimeStamp=(12.0, 30.0, 5.0)))

    assert made.taken_at == datetime(2026, 11, 20, 12, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "tags",
    [
        {**ALMATY, "GPSLatitude": (95.0, 0.0, 0.0)},
        {**ALMATY, "GPSLatitudeRef": "X"},
        {**ALMATY, "GPSLatitude": (43.0, 99.0, 0.0)},
        {**ALMATY, "GPSLatitude": (43.0,)},
        {"GPSLatitude": (43.0, 14.0, 15.5), "GPSLongitude": (76.0, 56.0, 30.25)},
        {**ALMATY, "GPSLatitude": (0.0, 0.0, 0.0), "GPSLongitude": (0.0, 0.0, 0.0)},
        {"DateTimeOriginal": "2026:13:45 99:99:99", "OffsetTimeOriginal": "+05:00"},
        {"DateTimeOriginal": "0001:01:01 00:00:00", "OffsetTimeOriginal": "+14:00"},
        {"DateTimeOriginal": "2026:11:20 17:30:05", "OffsetTimeOriginal": "+99:00"},
        {"GPSDateStamp": "2026:11:20", "GPSTimeStamp": (99.0, 0.0, 0.0)},
        {"Make": "\0\0\0", "Model": "<>\x1b"},
    ],
)
async def test_what_cannot_be_is_not_known(pipeline: Pipeline, tags: dict[str, object]):
    made = await pipeline.process("a.jpg", photographed(**tags))

    assert (made.latitude, made.longitude, made.taken_at, made.camera) == (None, None, None, None)


async def test_metadata_of_random_bytes_never_refuses_a_picture(pipeline: Pipeline):
    whole = photographed(**ALMATY, DateTimeOriginal="2026:11:20 17:30:05", Make="ACME")
    start = whole.index(b"Exif\0\0") + 6
    end = start - 8 + int.from_bytes(whole[start - 8 : start - 6], "big")
    for at in range(start, end, 2):
        bent = bytearray(whole)
        bent[at] ^= 0xFF
        made = await pipeline.process("a.jpg", bytes(bent))
        assert (made.latitude is None) == (made.longitude is None)


async def test_the_same_picture_saved_anew_is_the_same_and_another_is_not(pipeline: Pipeline):
    picture = image(1200, 900)
    first = await pipeline.process("a.jpg", saved(picture, quality=90))
    copies = [
        saved(picture, quality=40),
        saved(picture.resize((600, 450)), "WEBP", quality=70),
        *(saved(picture.transpose(turn), quality=80) for turn in Image.Transpose),
    ]

    assert first.perceptual_hash is not None
    for copy in copies:
        made = await pipeline.process("copy", copy)
        assert hash_distance(made.perceptual_hashes, first.perceptual_hash) <= SAME_PICTURE_BITS
    for seed in range(2, 8):
        other = await pipeline.process("other", saved(image(1200, 900, seed=seed)))
        assert hash_distance(other.perceptual_hashes, first.perceptual_hash) > SIMILAR_BITS


@pytest.mark.parametrize(
    "flat",
    [Image.new("RGB", (300, 200), "grey"), Image.linear_gradient("L"), Image.radial_gradient("L").resize((2, 2))],
    ids=["grey", "gradient", "four-pixels"],
)
async def test_a_flat_picture_has_no_look(pipeline: Pipeline, flat: Image.Image):
    made = await pipeline.process("flat.png", saved(flat, "PNG"))

    assert made.perceptual_hashes == ()
    assert made.perceptual_hash is None


def differing(one: Image.Image, other: Image.Image) -> float:
    """Which share of the pixels differs plainly."""
    pairs = zip(one.get_flattened_data(), other.get_flattened_data(), strict=True)
    return sum(not near(pixel, twin, 30) for pixel, twin in pairs) / (one.width * one.height)


async def test_what_is_blurred_cannot_be_told_and_the_rest_stays(pipeline: Pipeline):
    picture = image(800, 600)
    data = saved(picture, quality=95)

    before = opened((await pipeline.process("a.jpg", data)).renditions[PhotoSize.LARGE])
    made = await pipeline.blurred(data, [Rectangle(0.25, 0.25, 0.5, 0.5)])

    inside = opened(made.renditions[PhotoSize.LARGE]).crop((200, 150, 600, 450))
    # Three cells along, two down: as flat as six stones, however much was there.
    cells = inside.resize((3, 2), Image.Resampling.NEAREST).resize(inside.size, Image.Resampling.NEAREST)
    assert differing(inside, cells) < 0.06
    assert differing(before.crop((200, 150, 600, 450)), cells) > 0.5
    above = (0, 0, 800, 140)
    assert differing(before.crop(above), opened(made.renditions[PhotoSize.LARGE]).crop(above)) < 0.02


async def test_two_number_plates_blur_to_the_same(pipeline: Pipeline):
    def plate(stripes: int) -> bytes:
        picture = Image.new("RGB", (900, 300), (120, 120, 120))
        for stripe in range(0, 300, 20):
            # The same amount of ink in other places, as letters of one alphabet have.
            picture.paste("black", (300 + stripe + stripes, 100, 310 + stripe + stripes, 200))
        return saved(picture, "PNG")

    one, other = plate(0), plate(7)
    assert one != other
    hidden = [await pipeline.blurred(data, [Rectangle(0.3, 0.3, 0.4, 0.4)]) for data in (one, other)]
    assert hidden[0].renditions == hidden[1].renditions


@pytest.mark.parametrize("sides", [(-0.1, 0, 0.5, 0.5), (0, 0, 0, 0.5), (0.6, 0, 0.5, 0.5), (float("nan"), 0, 1, 1)])
def test_a_rectangle_lies_inside_the_picture(sides: tuple[float, float, float, float]):
    with pytest.raises(InvalidInput, match="fractions between 0 and 1"):
        Rectangle(*sides)


@pytest.mark.parametrize("size", [(2000, 500), (300, 1200), (100, 80)])
async def test_a_portrait_is_a_square(pipeline: Pipeline, size: tuple[int, int]):
    assert opened(await pipeline.avatar("me.jpg", saved(image(*size)))).size == (256, 256)


async def test_a_file_that_is_no_portrait_is_refused_by_its_field(pipeline: Pipeline):
    with pytest.raises(InvalidInput, match=r'avatar: "me.gif" is a GIF') as refusal:
        await pipeline.avatar("me.gif", b"GIF89a")
    assert refusal.value.data == {"field": "avatar", "file": "me.gif"}
