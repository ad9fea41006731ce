"""Uploads of photos: read in chunks, checked, decoded and stored. No transaction is open meanwhile.

The name that the client gives a file is used in error messages only; its media type is not used at all.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from math import isfinite
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from app.auth.limits import PHOTO_BY_ACCOUNT
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.photos.stored_objects import begin_upload
from app.commands.rate_limits import allow_by_account
from app.domain.photos.photo import MAX_PHOTO_BYTES, MAX_PHOTOS, PhotoSize, Shot
from app.errors import InvalidInput
from app.models.identity import new_id
from app.photos.pipeline import Processed
from app.storage.keys import WEBP, original_key_of, rendition_key_of

CHUNK_BYTES = 256 * 1024
LONGEST_NAME = 80


class PictureFile(Protocol):
    """An uploaded file, read once or more from its beginning."""

    @property
    def filename(self) -> str | None:
        """The name that the client gives it."""
        ...

    async def read(self, size: int) -> bytes:
        """Return at most so many bytes; none at the end."""
        ...

    async def seek(self, offset: int) -> None:
        """Read on from this byte."""
        ...


@dataclass(slots=True)
class PictureBytes:
    """A ``PictureFile`` whose bytes are in memory."""

    filename: str
    data: bytes
    _at: int = field(default=0, init=False)

    async def read(self, size: int) -> bytes:
        """Return at most so many bytes."""
        piece = self.data[self._at : self._at + size]
        self._at += len(piece)
        return piece

    async def seek(self, offset: int) -> None:
        """Read on from this byte."""
        self._at = offset


@dataclass(frozen=True, slots=True)
class Picture:
    """An uploaded file, and what the browser knew when the photo was taken."""

    file: PictureFile
    shot: Shot = Shot()  # noqa: RUF009 - the default is frozen

    @property
    def name(self) -> str:
        """The name of the file, printable and at most 80 characters long."""
        printable = "".join(c for c in self.file.filename or "" if c.isprintable())
        return printable[:LONGEST_NAME] or "photo"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhoto:
    """A stored photo that has no row yet."""

    digest: bytes
    original_key: str
    renditions: dict[PhotoSize, str]
    width: int
    height: int
    preview: str
    perceptual_hashes: tuple[int, ...]
    """In its eight orientations, upright first; empty for a picture too flat to be compared."""
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None
    camera: str | None
    shot: Shot


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """The stored photos of one step."""

    upload_id: UUID
    photos: tuple[NewPhoto, ...]


def check_pictures(pictures: Sequence[Picture]) -> None:
    """Check number and shots of the pictures; no file is read.

    Raises:
        InvalidInput: too many, or a shot with impossible values; names the picture by its number.
    """
    if len(pictures) > MAX_PHOTOS:
        raise InvalidInput("photos", f"photos: expected at most {MAX_PHOTOS}, got {len(pictures)}", limit=MAX_PHOTOS)
    for number, picture in enumerate(pictures):
        _check_shot(number, picture.shot)


def _check_shot(number: int, shot: Shot) -> None:
    if (shot.latitude is None) != (shot.longitude is None):
        raise _no_shot(number, "both latitude and longitude, or neither,")
    for name, value, most in (("latitude", shot.latitude, 90), ("longitude", shot.longitude, 180)):
        if value is not None and not (isfinite(value) and abs(value) <= most):
            raise _no_shot(number, f"{name} from -{most} to {most}")
    if shot.accuracy_metres is not None and not (isfinite(shot.accuracy_metres) and shot.accuracy_metres >= 0):
        raise _no_shot(number, "accuracyMetres of 0 or more")


def _no_shot(number: int, expected: str) -> InvalidInput:
    return InvalidInput("shots", f"shots: expected {expected} in shot {number + 1}", photo=number)


async def digests_of(pictures: Sequence[Picture]) -> tuple[bytes, ...]:
    """Return the SHA-256 of each file in order; the files are read once and set back to their beginnings.

    Raises:
        InvalidInput: a file is too large, or comes twice; names it.
    """
    digests: list[bytes] = []
    for number, picture in enumerate(pictures):
        digest, size = sha256(), 0
        while piece := await picture.file.read(CHUNK_BYTES):
            size += len(piece)
            if size > MAX_PHOTO_BYTES:
                raise _refused(picture, number, f"is larger than {MAX_PHOTO_BYTES // 2**20} MB")
            digest.update(piece)
        await picture.file.seek(0)
        if digest.digest() in digests:
            first = pictures[digests.index(digest.digest())].name
            raise _refused(picture, number, f"is the same file as {first}; expected each photo once")
        digests.append(digest.digest())
    return tuple(digests)


async def upload_photos(
    context: CommandContext, viewer: Viewer, pictures: Sequence[Picture], city_id: str
) -> Upload | None:
    """Check, decode and store the pictures; return them for their rows, or None where there is none.

    Raises:
        RateLimited: too many photos from one account.
        InvalidInput: a file is no known kind of picture, broken, too large or sent twice; names it.
        StorageError: the storage does not take them.
    """
    if not pictures:
        return None
    check_pictures(pictures)
    digests = await digests_of(pictures)
    await allow_by_account(context, viewer, PHOTO_BY_ACCOUNT, len(pictures))
    city = await context.catalog.city(city_id)
    zone = ZoneInfo(city.timezone if city else "UTC")
    upload_id = new_id()
    work = (
        _store_one(context, upload_id, number, picture, digest=digest, zone=zone)
        for number, (picture, digest) in enumerate(zip(pictures, digests, strict=True))
    )
    # All finish before the first error is raised: otherwise the caller would close files that are still being read.
    photos = [_photo_or_raise(outcome) for outcome in await asyncio.gather(*work, return_exceptions=True)]
    return Upload(upload_id=upload_id, photos=tuple(photos))


def _photo_or_raise(outcome: NewPhoto | BaseException) -> NewPhoto:
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


async def _store_one(
    context: CommandContext, upload_id: UUID, number: int, picture: Picture, *, digest: bytes, zone: ZoneInfo
) -> NewPhoto:
    # Whole files are in memory only here, so the semaphore bounds that memory.
    async with context.decode_semaphore:
        data = await _read_all(picture.file)
        try:
            processed = await context.pipeline.process(picture.name, data, digest=digest, zone=zone)
        except InvalidInput as error:
            error.data["photo"] = number
            raise
        return await _stored(context, upload_id, processed, picture.shot)


async def _read_all(file: PictureFile) -> bytes:
    # ``digests_of`` has checked the size.
    pieces = []
    while piece := await file.read(CHUNK_BYTES):
        pieces.append(piece)
    return b"".join(pieces)


async def store_renditions(
    context: CommandContext, upload_id: UUID, renditions: Mapping[PhotoSize, bytes], *, also: tuple[str, ...] = ()
) -> dict[PhotoSize, str]:
    """Store the renditions and return their keys. ``also`` are keys of the same upload that the caller puts."""
    digests = {size: sha256(data).digest() for size, data in renditions.items()}
    keys = {size: rendition_key_of(digest) for size, digest in digests.items()}
    await begin_upload(context, upload_id, [*keys.values(), *also])
    # A small picture has the same bytes in several sizes.
    distinct = {key: size for size, key in keys.items()}
    await asyncio.gather(
        *(context.storage.put(key, renditions[size], WEBP, digest=digests[size]) for key, size in distinct.items())
    )
    return keys


async def _stored(context: CommandContext, upload_id: UUID, processed: Processed, shot: Shot) -> NewPhoto:
    original = original_key_of(processed.digest)
    renditions = await store_renditions(context, upload_id, processed.renditions, also=(original,))
    await context.storage.put(original, processed.original, processed.media_type, digest=processed.digest)
    return NewPhoto(
        digest=processed.digest,
        original_key=original,
        renditions=renditions,
        width=processed.width,
        height=processed.height,
        preview=processed.preview,
        perceptual_hashes=processed.perceptual_hashes,
        taken_at=processed.taken_at,
        latitude=processed.latitude,
        longitude=processed.longitude,
        camera=processed.camera,
        shot=shot,
    )


def _refused(picture: Picture, number: int, why: str) -> InvalidInput:
    return InvalidInput("photos", f"photos: {picture.name} {why}", photo=number, file=picture.name)
