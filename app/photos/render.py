"""Renditions of a picture: three sizes, a preview and an avatar; irreversible blurring of parts."""

import base64
import io
from collections.abc import Iterable
from math import ceil, floor

from PIL import Image, ImageFilter, ImageOps

from app.domain.photos.photo import PhotoSize, Rectangle

AVATAR_SIDE = 256
_QUALITY = {PhotoSize.SMALL: 72, PhotoSize.MEDIUM: 78, PhotoSize.LARGE: 80}
_EFFORT = 2
"""The ``method`` of WebP, 0 to 6; 3 takes twice the time of 2 for two per cent fewer bytes."""
_PREVIEW_SIDE = 24
_CELLS = 3
_MARGIN = 3
_COLOUR_STEP = 32


def renditions(picture: Image.Image) -> dict[PhotoSize, bytes]:
    """Return the picture in each size as WebP; never enlarged."""
    made: dict[PhotoSize, bytes] = {}
    current, encoded = picture, b""
    for size in sorted(PhotoSize, key=lambda one: -one.longest_side):
        if not encoded or max(current.size) > size.longest_side:
            # Each size is made from the next larger one, which is faster than from the largest.
            current = _shrunk(current, size.longest_side)
            encoded = _webp(current, _QUALITY[size])
        made[size] = encoded
    return made


def preview(picture: Image.Image) -> str:
    """Return a tiny blurred copy as a data URI of a few hundred characters, which a page shows while it loads."""
    soft = _shrunk(picture, _PREVIEW_SIDE * 4).filter(ImageFilter.GaussianBlur(4))
    tiny = _webp(_shrunk(soft, _PREVIEW_SIDE), 30)
    return f"data:image/webp;base64,{base64.b64encode(tiny).decode()}"


def avatar(picture: Image.Image) -> bytes:
    """Return the middle of the picture as a square WebP, cut slightly above the centre, where faces are."""
    square = ImageOps.fit(picture, (AVATAR_SIDE, AVATAR_SIDE), Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    return _webp(square, _QUALITY[PhotoSize.MEDIUM])


def pixelated(picture: Image.Image, rectangles: Iterable[Rectangle]) -> Image.Image:
    """Return the picture with these parts blurred irreversibly.

    A fine mosaic can be reversed by trying which text gives the same values (a number plate has few letters). So a part
    keeps at most 3 cells along its longer side, each in one of 8 levels a channel, which too many texts give.
    """
    hidden = picture.copy()
    for rectangle in rectangles:
        box = _box(rectangle, picture.width, picture.height)
        width, height = box[2] - box[0], box[3] - box[1]
        scale = _CELLS / max(width, height)
        cells = (max(1, round(width * scale)), max(1, round(height * scale)))
        coarse = picture.crop(box).resize(cells, Image.Resampling.BOX)
        coarse = coarse.point(lambda level: level // _COLOUR_STEP * _COLOUR_STEP + _COLOUR_STEP // 2)
        hidden.paste(coarse.resize((width, height), Image.Resampling.NEAREST), box)
    return hidden


def _box(rectangle: Rectangle, width: int, height: int) -> tuple[int, int, int, int]:
    # A margin, because shrinking and WebP spread colours over the edge.
    return (
        max(0, floor(rectangle.left * width) - _MARGIN),
        max(0, floor(rectangle.top * height) - _MARGIN),
        min(width, ceil((rectangle.left + rectangle.width) * width) + _MARGIN),
        min(height, ceil((rectangle.top + rectangle.height) * height) + _MARGIN),
    )


def _shrunk(picture: Image.Image, side: int) -> Image.Image:
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3)
    return smaller


def _webp(picture: Image.Image, quality: int) -> bytes:
    # ``info`` may hold a profile, EXIF or XMP, which save() would write.
    bare = picture.copy()
    bare.info = {}
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=quality, method=_EFFORT)
    return out.getvalue()
