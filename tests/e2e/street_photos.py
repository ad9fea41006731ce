"""Generated photographs of streets: large, unlike each other, with or without a pothole."""

import io
from random import Random

from PIL import Image, ImageDraw

SIZE = (2600, 1950)


def street_photo(seed: int, *, mended: bool = False, place: tuple[float, float] | None = None) -> bytes:
    """Return a JPEG. A seed stands for a street; ``place`` is (latitude, longitude) for the EXIF metadata."""
    picture = Image.new("RGB", SIZE, (118, 150, 190))
    draw, dice = ImageDraw.Draw(picture), Random(seed)
    width, height = SIZE
    draw.rectangle((0, height * 0.4, width, height), fill=(92, 92, 96))
    for number in range(7):
        left, top = width * number / 7, height * dice.uniform(0.02, 0.34)
        draw.rectangle((left, top, left + width / 8, height * 0.42), fill=tuple(dice.randrange(70, 230) for _ in "rgb"))
    for _ in range(9):
        x, y, size = dice.uniform(0, 0.45) * width, dice.uniform(0.45, 0.9) * height, dice.uniform(40, 160)
        draw.ellipse((x, y, x + 2 * size, y + size), fill=(dice.randrange(60, 200),) * 3)
    fill = (150, 150, 152) if mended else (28, 25, 23)
    draw.ellipse((width * 0.55, height * 0.55, width * 0.92, height * 0.9), fill=fill)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90, exif=_metadata(place))
    return buffer.getvalue()


def _metadata(place: tuple[float, float] | None) -> Image.Exif:
    exif = Image.Exif()
    if place is not None:
        latitude, longitude = place
        exif.get_ifd(0x8825).update({1: "N", 2: _degrees(latitude), 3: "E", 4: _degrees(longitude)})
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    whole, minutes = int(value), (value % 1) * 60
    return float(whole), float(int(minutes)), round((minutes % 1) * 60, 2)
