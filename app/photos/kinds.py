"""The kind of a file by its first bytes; its name and the media type from the client are not used."""

from enum import StrEnum

from app.photos.refusal import Refused

EXPECTED = "a photograph as JPEG, PNG, WebP or AVIF"


class Kind(StrEnum):
    """A kind of picture that is accepted; the value is Pillow's name of the format."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    AVIF = "AVIF"
    HEIF = "HEIF"

    @property
    def media_type(self) -> str:
        """The registered media type."""
        return "image/heic" if self is Kind.HEIF else f"image/{self.value.lower()}"


_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_REFUSED = (
    (b"GIF8", "a GIF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"%PDF", "a PDF"),
    (b"BM", "a BMP"),
    (b"II*\x00", "a TIFF or raw camera file"),
    (b"MM\x00*", "a TIFF or raw camera file"),
    (b"\x00\x00\x00\x0cjP", "a JPEG 2000"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_MARKUP = ((b"<svg", "an SVG"), (b"<html", "an HTML page"), (b"<!doctype html", "an HTML page"), (b"<?xml", "XML"))


def kind_of(data: bytes) -> Kind:
    """Return the kind of the file.

    Raises:
        Refused: it is of another kind; the text names common ones.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    return _boxed(data) or _refuse(data)


def _boxed(data: bytes) -> Kind | None:
    if data[4:8] != b"ftyp":
        return None
    size = int.from_bytes(data[:4], "big")
    if not 16 <= size <= 256:
        return None
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, size, 4))]
    if _AVIF_BRANDS.intersection(brands):
        return Kind.AVIF
    if _HEIF_BRANDS.intersection(brands):
        return Kind.HEIF
    raise Refused(f"is a video or an unknown kind of picture; expected {EXPECTED}")


def _refuse(data: bytes) -> Kind:
    if not data:
        raise Refused(f"is empty; expected {EXPECTED}")
    for magic, name in _REFUSED:
        if data.startswith(magic):
            raise Refused(f"is {name}; expected {EXPECTED}")
    beginning = data[:1024].lower()
    for mark, name in _MARKUP:
        if mark in beginning:
            raise Refused(f"is {name}; expected {EXPECTED}")
    raise Refused(f"is not a picture that we know; expected {EXPECTED}")
