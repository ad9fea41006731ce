"""The interface of this package: an uploaded file in, what is stored of it out."""

import asyncio
import importlib.util
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from hashlib import sha256
from typing import Any, Self

import structlog

from app.domain.photos.photo import MAX_PHOTO_BYTES, MAX_RECTANGLES, PhotoSize, Rectangle
from app.errors import InvalidInput
from app.photos.kinds import EXPECTED, Kind, kind_of
from app.photos.pool import ChildDied, ChildTooSlow, Pool
from app.photos.refusal import Refused

log = structlog.get_logger()
_PREVIEW = re.compile(r"data:image/webp;base64,[A-Za-z0-9+/]+={0,2}")
_MAX_PREVIEW_CHARACTERS = 900
_MAX_TEXT_CHARACTERS = 80
_BROKEN = "cannot be opened: it is broken or was cut off on its way; expected a whole photograph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pixelated:
    """What is served of a picture: WebP without metadata, and a preview of at most 900 characters as a data URI."""

    renditions: Mapping[PhotoSize, bytes]
    preview: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed(Pixelated):
    """A photograph, ready to be stored.

    ``width`` and ``height`` are the upright original's. ``perceptual_hashes`` are those of its eight orientations,
    upright first; empty for a flat picture. ``taken_at`` is in UTC. ``latitude`` and ``longitude`` are both there or
    both None.
    """

    digest: bytes
    original: bytes
    media_type: str
    width: int
    height: int
    perceptual_hashes: tuple[int, ...]
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None
    camera: str | None

    @property
    def perceptual_hash(self) -> int | None:
        """The hash that is stored: of the upright picture, a signed 64-bit integer."""
        return self.perceptual_hashes[0] if self.perceptual_hashes else None


@dataclass(frozen=True, slots=True)
class _Original:
    data: bytes
    digest: bytes
    kind: Kind


def knows_heic() -> bool:
    """Whether the optional HEIC codec is installed."""
    return importlib.util.find_spec("pillow_heif") is not None


class Pipeline:
    """Turns uploads into what is stored. An async context manager; starts no process before the first file."""

    def __init__(self, processes: int = 2, *, pool: Pool | None = None) -> None:
        self._heic = knows_heic()
        self.pool = pool or Pool(processes, arguments=["--heif"] if self._heic else [])

    async def __aenter__(self) -> Self:
        await self.pool.__aenter__()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.pool.__aexit__(*exc_info)

    async def process(
        self, name: str, data: bytes, *, digest: bytes | None = None, zone: tzinfo | None = None
    ) -> Processed:
        """Check one file and return everything that is stored of it.

        ``digest`` is the SHA-256 of the data, where the caller has it. ``zone`` is the time zone of the place, for
        files that give a time without a zone; without it such a time counts as unknown.

        Raises:
            InvalidInput: field ``photos``; names the file, what is wrong and what was expected.
            RateLimited: too many files are waiting already.
        """
        kind = self._kind("photos", name, data)
        digest = digest or await _sha256(data)
        facts, made = await self._ask("photos", name, data, {"job": "process", "kind": kind.value})
        try:
            return _processed(facts, made, _Original(data, digest, kind), zone)
        except (KeyError, TypeError, ValueError) as error:
            raise _malformed("photos", name, error) from error

    async def blurred(self, original: bytes, rectangles: Sequence[Rectangle]) -> Pixelated:
        """Return new renditions of an original with these parts blurred irreversibly; none = nothing is blurred.

        Raises:
            InvalidInput: too many rectangles, or the original cannot be opened.
        """
        if len(rectangles) > MAX_RECTANGLES:
            raise InvalidInput("rectangles", f"rectangles: expected at most {MAX_RECTANGLES}, got {len(rectangles)}")
        kind = self._kind("photos", "original", original)
        boxes = [(each.left, each.top, each.width, each.height) for each in rectangles]
        job = {"job": "process", "kind": kind.value, "rectangles": boxes}
        facts, made = await self._ask("photos", "original", original, job)
        try:
            return Pixelated(renditions=_renditions(made), preview=_preview(facts))
        except (KeyError, ValueError) as error:
            raise _malformed("photos", "original", error) from error

    async def avatar(self, name: str, data: bytes) -> bytes:
        """Return a square avatar of 256 pixels as WebP, without metadata.

        Raises:
            InvalidInput: field ``avatar``; names the file, what is wrong and what was expected.
            RateLimited: too many files are waiting already.
        """
        kind = self._kind("avatar", name, data)
        _, made = await self._ask("avatar", name, data, {"job": "avatar", "kind": kind.value})
        try:
            return _webp(*made)
        except (TypeError, ValueError) as error:
            raise _malformed("avatar", name, error) from error

    def _kind(self, field: str, name: str, data: bytes) -> Kind:
        """Return the kind of a file that may be decoded."""
        if len(data) > MAX_PHOTO_BYTES:
            megabytes = len(data) / 1024 / 1024
            limit = MAX_PHOTO_BYTES // 1024 // 1024
            raise _refusal(field, name, f"has {megabytes:.1f} MB; expected at most {limit} MB", limit=MAX_PHOTO_BYTES)
        try:
            kind = kind_of(data)
        except Refused as refused:
            raise _refusal(field, name, str(refused)) from refused
        if kind is Kind.HEIF and not self._heic:
            raise _refusal(field, name, f"is a HEIC, which this server cannot open; expected {EXPECTED}")
        return kind

    async def _ask(
        self, field: str, name: str, data: bytes, header: dict[str, Any]
    ) -> tuple[dict[str, Any], list[bytes]]:
        try:
            facts, made = await self.pool.ask(header, data)
        except ChildTooSlow as error:
            log.warning("photo_too_slow", file=_shown(name), bytes=len(data))
            raise _refusal(field, name, "takes too long to open; expected an ordinary photograph") from error
        except ChildDied as error:
            log.warning("decoder_died", file=_shown(name), bytes=len(data), cause=str(error))
            raise _refusal(field, name, _BROKEN) from error
        if "refused" in facts:
            raise _refusal(field, name, str(facts["refused"]))
        if "broken" in facts:
            log.info("photo_broken", file=_shown(name), bytes=len(data), cause=str(facts["broken"]))
            raise _refusal(field, name, _BROKEN)
        return facts, made


async def _sha256(data: bytes) -> bytes:
    return (await asyncio.to_thread(sha256, data)).digest()


def _shown(name: str) -> str:
    return _plain(name.replace("\\", "/").rsplit("/", 1)[-1]) or "photo"


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_MAX_TEXT_CHARACTERS]


def _refusal(field: str, name: str, words: str, **data: Any) -> InvalidInput:
    return InvalidInput(field, f'{field}: "{_shown(name)}" {words}', file=_shown(name), **data)


def _malformed(field: str, name: str, error: Exception) -> InvalidInput:
    log.warning("decoder_answer_malformed", file=_shown(name), cause=repr(error))
    return _refusal(field, name, _BROKEN)


# A child may have been taken over by a hostile file, so its answers are checked like any input.


def _processed(facts: dict[str, Any], made: list[bytes], original: _Original, zone: tzinfo | None) -> Processed:
    hashes = tuple(int(value) for value in facts["perceptual_hashes"])
    if len(hashes) not in {0, 8} or any(not -(2**63) <= value < 2**63 for value in hashes):
        raise ValueError("perceptual_hashes")
    return Processed(
        renditions=_renditions(made),
        preview=_preview(facts),
        digest=original.digest,
        original=original.data,
        media_type=original.kind.media_type,
        width=_side(facts["width"]),
        height=_side(facts["height"]),
        perceptual_hashes=hashes,
        taken_at=_taken_at(facts["taken_utc"], facts["taken_local"], zone),
        latitude=_degrees(facts["latitude"]),
        longitude=_degrees(facts["longitude"]),
        camera=_plain(str(facts["camera"])) or None if facts["camera"] else None,
    )


def _side(value: Any) -> int:
    if not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise ValueError("side")
    return value


def _degrees(value: Any) -> float | None:
    if value is not None and not (isinstance(value, int | float) and -180 <= value <= 180):
        raise ValueError("degrees")
    return value


def _taken_at(utc: str | None, local: str | None, zone: tzinfo | None) -> datetime | None:
    if utc:
        return datetime.fromisoformat(utc).astimezone(UTC)
    return datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC) if local and zone else None


def _renditions(made: list[bytes]) -> dict[PhotoSize, bytes]:
    return {size: _webp(picture) for size, picture in zip(PhotoSize, made, strict=True)}


def _preview(facts: dict[str, Any]) -> str:
    preview = str(facts["preview"])
    if len(preview) > _MAX_PREVIEW_CHARACTERS or not _PREVIEW.fullmatch(preview):
        raise ValueError("preview")
    return preview


def _webp(picture: bytes) -> bytes:
    if picture[:4] != b"RIFF" or picture[8:12] != b"WEBP":
        raise ValueError("expected a WebP")
    return picture
