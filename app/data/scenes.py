"""Drawn places with something wrong, and the same places put right: the photos of people who are made up.

A seed is a place. Two seeds look as different as two streets do, so that no drawing is taken for another one.
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
    """Return a JPEG of the place, before or after the work; each ``take`` is from another spot, at another hour."""
    place, moment = Random(seed), Random(f"{seed} {fixed} {take}")  # noqa: S311 - dice for drawings, not for secrets
    picture = _backdrop(place)
    draw = ImageDraw.Draw(picture)
    _street(draw, place)
    (_mended if fixed else _broken)(draw, place, moment)
    _people(draw, moment)
    out = io.BytesIO()
    _as_seen(picture, moment).save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _backdrop(place: Random) -> Image.Image:
    """Light and shade over the whole picture: sky, walls and trees out of focus."""
    low, high = _DARK_BRIGHT
    tint = [place.uniform(0.75, 1.05) for _ in range(3)]
    cells = Image.new("RGB", (6, 5))
    shades = [place.randint(low, high) for _ in range(30)]
    cells.putdata([_clipped(shade * part for part in tint) for shade in shades])
    return cells.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _clipped(parts: Iterable[float]) -> Colour:
    red, green, blue = (max(0, min(255, round(part))) for part in parts)
    return red, green, blue


def _street(draw: ImageDraw.ImageDraw, place: Random) -> None:
    left = 0
    while left < WIDTH:
        width, top = place.randint(50, 130), place.randint(20, 150)
        wall = _grey(place, 40, 220)
        draw.rectangle((left, top, left + width, 210), fill=wall)
        lit = _grey(place, 30, 250)
        for x in range(left + 8, left + width - 14, 22):
            for y in range(top + 10, 190, 28):
                draw.rectangle((x, y, x + 10, y + 14), fill=lit)
        left += width + place.randint(0, 30)
    road = place.randint(60, 130)
    middle = place.randint(120, 360)
    draw.polygon(
        [(middle - 60, 200), (middle + 60, 200), (WIDTH + 60, HEIGHT), (-60, HEIGHT)], fill=(road, road, road + 4)
    )
    for _ in range(place.randint(2, 5)):
        x, y, shade = place.randint(0, WIDTH), place.randint(210, HEIGHT), place.randint(40, 170)
        across, down = place.randint(40, 150), place.randint(10, 45)
        draw.ellipse((x - across, y - down, x + across, y + down), fill=(shade, shade, shade))


def _grey(dice: Random, low: int, high: int) -> Colour:
    shade = dice.randint(low, high)
    return _clipped(shade * dice.uniform(0.8, 1.1) for _ in range(3))


def _spot(place: Random) -> tuple[int, int]:
    return place.randint(130, 350), place.randint(250, 310)


def _broken(draw: ImageDraw.ImageDraw, place: Random, moment: Random) -> None:
    """A hole with a torn edge, cracks, and water in it."""
    x, y = _spot(place)
    edge = [(x + dx * moment.uniform(0.7, 1.2), y + dy * moment.uniform(0.7, 1.2)) for dx, dy in _RING]
    for _ in range(7):
        draw.line((x, y, x + moment.randint(-140, 140), y + moment.randint(-50, 60)), fill=(25, 24, 24), width=3)
    draw.polygon(edge, fill=(28, 26, 25))
    draw.ellipse((x - 38, y - 12, x + 30, y + 18), fill=(96, 108, 120))


_RING = [(-90, 0), (-60, -26), (-10, -34), (45, -28), (88, -4), (66, 24), (8, 38), (-52, 28)]


def _mended(draw: ImageDraw.ImageDraw, place: Random, moment: Random) -> None:
    """A patch of fresh asphalt, sealed at its edges, with new paint beside it."""
    x, y = _spot(place)
    draw.polygon([(x - 112, y + 44), (x - 84, y - 38), (x + 92, y - 38), (x + 118, y + 44)], fill=(44, 44, 48))
    draw.line([(x - 112, y + 44), (x - 84, y - 38), (x + 92, y - 38), (x + 118, y + 44)], fill=(18, 18, 20), width=4)
    for _ in range(260):
        dx, dy = moment.randint(-80, 84), moment.randint(-34, 40)
        draw.point((x + dx, y + dy), fill=(92, 92, 98))
    for step in range(4):
        left = 20 + step * 125 + moment.randint(-12, 12)
        draw.polygon([(left, 345), (left + 8, 328), (left + 66, 328), (left + 62, 345)], fill=(240, 240, 235))


def _people(draw: ImageDraw.ImageDraw, moment: Random) -> None:
    """Whoever walked by: faceless, and elsewhere the next time."""
    for _ in range(moment.randint(1, 4)):
        x, foot, coat = moment.randint(10, WIDTH - 10), moment.randint(205, 250), _grey(moment, 20, 230)
        draw.rectangle((x - 8, foot - 46, x + 8, foot), fill=coat)
        draw.ellipse((x - 6, foot - 60, x + 6, foot - 46), fill=_grey(moment, 60, 190))


def _as_seen(picture: Image.Image, moment: Random) -> Image.Image:
    """What the camera makes of it: another spot, another hour, a little blur."""
    width = moment.randint(WIDTH * 3 // 4, WIDTH * 9 // 10)
    left, top = moment.randint(0, WIDTH - width), moment.randint(0, HEIGHT // 12)
    cut = picture.crop((left, top, left + width, HEIGHT)).resize((WIDTH, HEIGHT))
    light = moment.uniform(0.8, 1.1)
    return cut.point(lambda level: min(255, int(level * light))).filter(ImageFilter.GaussianBlur(0.8))
