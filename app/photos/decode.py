"""Decoding of a file: limits first, then the pixels, upright and in sRGB. Runs in a child process."""

import io
import warnings
import zipfile
from dataclasses import dataclass
from typing import Any

from PIL import AvifImagePlugin, Image, ImageCms, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from app.domain.photos.photo import MAX_PIXELS, PhotoSize
from app.photos.jpeg import check_scans
from app.photos.kinds import Kind
from app.photos.metadata import read_metadata
from app.photos.png import check_png
from app.photos.refusal import Refused

# Imported here, so that Pillow does not import all its fifty plugins.
_PLUGINS = (AvifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
_LARGEST = PhotoSize.LARGE.longest_side
_MAX_PROFILE_BYTES = 4 * 1024 * 1024
_SIXTEEN_BIT = 1 / 256


@dataclass(frozen=True, slots=True)
class Opened:
    """A decoded picture: upright, sRGB, at most as large as the largest size.

    ``width`` and ``height`` are those of the upright original, ``metadata`` is what it contains.
    """

    picture: Image.Image
    width: int
    height: int
    metadata: dict[str, Any]


def prepare(heif: bool) -> None:
    """Set Pillow's limits against hostile files; once in a process."""
    # By default Pillow only warns up to twice this limit, so a decompression bomb could pass.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    # One picture uses one core, so that the number of processes limits the load.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    if heif:
        import pillow_heif  # noqa: PLC0415 - an extra that need not be installed

        pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)


def open_picture(data: bytes, kind: Kind) -> Opened:
    """Return the first frame of the file.

    Raises:
        Refused: too many pixels or scans, also an archive, broken or cut off. Every other error of Pillow means
            "broken".
    """
    _refuse_archive(data)
    if kind in {Kind.AVIF, Kind.HEIF}:
        _check_whole(data)
    with _open(data, kind) as picture:
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise _too_many_pixels(f"{width} x {height} pixels")
        if kind is Kind.PNG:
            check_png(data)
        if kind is Kind.JPEG:
            check_scans(data)
        if picture.format in {"JPEG", "MPO"}:
            # libjpeg skips the fine detail of a picture that is shown smaller anyway.
            picture.draft(None, (_LARGEST, _LARGEST))
        # Before the metadata: Pillow decodes a PNG to find its metadata, and a failure there would pass unseen, with
        # the rest of the picture black.
        picture.load()
        metadata = read_metadata(picture)
        orientation = metadata.pop("orientation", 1)
        seen = _in_srgb(picture)
    if orientation >= 5:
        width, height = height, width
    return Opened(_upright(seen, orientation), width, height, metadata)


def _open(data: bytes, kind: Kind) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=[kind.value])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_many_pixels("too many pixels") from error


def _too_many_pixels(found: str) -> Refused:
    return Refused(f"has {found}; expected at most {MAX_PIXELS // 1_000_000} million pixels")


def _refuse_archive(data: bytes) -> None:
    """Refuse a picture that is an archive too: such a file can hide a program from a filter.

    Phones append a video to a picture; that is no archive and passes. Appended bytes are never served.
    """
    try:
        zipfile.ZipFile(io.BytesIO(data)).close()
    except Exception:  # noqa: BLE001 - any error means that it is no archive
        return
    raise Refused("is an archive and a picture at the same time; expected a photograph and nothing else")


def _check_whole(data: bytes) -> None:
    """Check that the boxes of an AVIF or HEIC are complete; libheif decodes half a file to a half grey picture.

    Raises:
        ValueError: the last box is longer than what is left of the file.
    """
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 0:
            return
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size < 8 or at + size > len(data):
            raise ValueError("a box is longer than the file")
        at += size


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return the pixels as RGB in sRGB, on white, no larger than the largest size we keep."""
    profile = picture.info.get("icc_profile")
    plain = _plain_mode(picture)
    # Colours are converted after shrinking: it is faster, and the difference is not visible.
    plain.thumbnail((_LARGEST, _LARGEST), Image.Resampling.BICUBIC, reducing_gap=2)
    if plain.mode.startswith("I"):
        plain = plain.convert("I").point(lambda level: level * _SIXTEEN_BIT).convert("L")
    if plain.mode in {"RGBA", "LA"}:
        plain = plain.convert("RGBA")
        paper = Image.new("RGB", plain.size, "white")
        paper.paste(plain, mask=plain.getchannel("A"))
        plain = paper
    return _converted(plain, profile) if profile else plain.convert("RGB")


def _plain_mode(picture: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be shrunk: palette indexes, for example, must not be interpolated."""
    transparent = picture.has_transparency_data
    if picture.mode in {"P", "PA"} or (transparent and picture.mode in {"1", "L", "RGB"}):
        return picture.convert("RGBA" if transparent else "RGB")
    if picture.mode in {"1", "La"}:
        return picture.convert("LA" if picture.mode == "La" else "L")
    if picture.mode not in {"L", "LA", "RGB", "RGBA", "CMYK"} and not picture.mode.startswith("I"):
        return picture.convert("RGBA" if transparent else "RGB")
    return picture


def _converted(picture: Image.Image, profile: bytes) -> Image.Image:
    """Return the picture in sRGB; a profile that is broken, too large or of another colour space is ignored."""
    try:
        if len(profile) > _MAX_PROFILE_BYTES:
            return picture.convert("RGB")
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        if {"GRAY": "L"}.get(space, space) != picture.mode:
            return picture.convert("RGB")
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture.convert("RGB")
    return converted if converted is not None else picture.convert("RGB")


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)
