"""Drawn photos of streets, before and after a repair, for the accounts of the demo.

A seed stands for a street. Drawings of two seeds differ enough that the search for similar photos keeps them apart.
"""

import io
from collections.abc import Iterable
from random import Random

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 480, 360
_QUALITY = 72
_DARK_BRIGHT = (20, 235)
Colour = tuple[int, int, int]


def scene(seed: int, *, fixed: bool, take: int = 0) -> bytes:
    """Return a JPEG of the street, broken or repaired; each ``take`` has another viewpoint and another light."""
    street, take_random = Random(seed), Random(f"{seed} {fixed} {take}")  # noqa: S311 - drawings need no secrecy
    picture = _backdrop(street)
    draw = ImageDraw.Draw(picture)
    _street(draw, street)
    (_draw_repair if fixed else _draw_pothole)(draw, street, take_random)
    _people(draw, take_random)
    out = io.BytesIO()
    _photographed(picture, take_random).save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _backdrop(street: Random) -> Image.Image:
    """Return a background of blurred light and dark areas, which give each street its own perceptual hash."""
    low, high = _DARK_BRIGHT
    tint = [street.uniform(0.75, 1.05) for _ in range(3)]
    cells = Image.new("RGB", (6, 5))
    shades = [street.randint(low, high) for _ in range(30)]
    cells.putdata([_clipped(shade * factor for factor in tint) for shade in shades])
    return cells.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _clipped(parts: Iterable[float]) -> Colour:
    red, green, blue = (max(0, min(255, round(part))) for part in parts)
    return red, green, blue


def _street(draw: ImageDraw.ImageDraw, street: Random) -> None:
    left = 0
    while left < WIDTH:
        width, top = street.randint(50, 130), street.randint(20, 150)
        wall = _grey(street, 40, 220)
        draw.rectangle((left, top, left + width, 210), fill=wall)
        lit = _grey(street, 30, 250)
        for x in range(left + 8, left + width - 14, 22):
            for y in range(top + 10, 190, 28):
                draw.rectangle((x, y, x + 10, y + 14), fill=lit)
        left += width + street.randint(0, 30)
    road = street.randint(60, 130)
    middle = street.randint(120, 360)
    draw.polygon(
        [(middle - 60, 200), (middle + 60, 200), (WIDTH + 60, HEIGHT), (-60, HEIGHT)], fill=(road, road, road + 4)
    )
    for _ in range(street.randint(2, 5)):
        x, y, shade = street.randint(0, WIDTH), street.randint(210, HEIGHT), street.randint(40, 170)
        across, down = street.randint(40, 150), street.randint(10, 45)
        draw.ellipse((x - across, y - down, x + across, y + down), fill=(shade, shade, shade))


def _grey(random: Random, low: int, high: int) -> Colour:
    shade = random.randint(low, high)
    return _clipped(shade * random.uniform(0.8, 1.1) for _ in range(3))


def _spot(street: Random) -> tuple[int, int]:
    return street.randint(130, 350), street.randint(250, 310)


def _draw_pothole(draw: ImageDraw.ImageDraw, street: Random, take_random: Random) -> None:
    """Draw a pothole with an uneven edge, cracks and water."""
    x, y = _spot(street)
    edge = [(x + dx * take_random.uniform(0.7, 1.2), y + dy * take_random.uniform(0.7, 1.2)) for dx, dy in _RING]
    for _ in range(7):
        draw.line(
            (x, y, x + take_random.randint(-140, 140), y + take_random.randint(-50, 60)), fill=(25, 24, 24), width=3
        )
    draw.polygon(edge, fill=(28, 26, 25))
    draw.ellipse((x - 38, y - 12, x + 30, y + 18), fill=(96, 108, 120))


_RING = [(-90, 0), (-60, -26), (-10, -34), (45, -28), (88, -4), (66, 24), (8, 38), (-52, 28)]


def _draw_repair(draw: ImageDraw.ImageDraw, street: Random, take_random: Random) -> None:
    """Draw a patch of new asphalt with sealed edges and new road markings."""
    x, y = _spot(street)
    draw.polygon([(x - 112, y + 44), (x - 84, y - 38), (x + 92, y - 38), (x + 118, y + 44)], fill=(44, 44, 48))
    draw.line([(x - 112, y + 44), (x - 84, y - 38), (x + 92, y - 38), (x + 118, y + 44)], fill=(18, 18, 20), width=4)
    for _ in range(260):
        dx, dy = take_random.randint(-80, 84), take_random.randint(-34, 40)
        draw.point((x + dx, y + dy), fill=(92, 92, 98))
    for step in range(4):
        left = 20 + step * 125 + take_random.randint(-12, 12)
        draw.polygon([(left, 345), (left + 8, 328), (left + 66, 328), (left + 62, 345)], fill=(240, 240, 235))


def _people(draw: ImageDraw.ImageDraw, take_random: Random) -> None:
    """Draw one to four people without faces, at other positions in each take."""
    for _ in range(take_random.randint(1, 4)):
        x, foot, coat = take_random.randint(10, WIDTH - 10), take_random.randint(205, 250), _grey(take_random, 20, 230)
        draw.rectangle((x - 8, foot - 46, x + 8, foot), fill=coat)
        draw.ellipse((x - 6, foot - 60, x + 6, foot - 46), fill=_grey(take_random, 60, 190))


def _photographed(picture: Image.Image, take_random: Random) -> Image.Image:
    """Return the picture cropped, brightened or darkened, and slightly blurred, as the camera of one take."""
    width = take_random.randint(WIDTH * 3 // 4, WIDTH * 9 // 10)
    left, top = take_random.randint(0, WIDTH - width), take_random.randint(0, HEIGHT // 12)
    cut = picture.crop((left, top, left + width, HEIGHT)).resize((WIDTH, HEIGHT))
    light = take_random.uniform(0.8, 1.1)
    return cut.point(lambda level: min(255, int(level * light))).filter(ImageFilter.GaussianBlur(0.8))
