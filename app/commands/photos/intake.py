"""Taking pictures in: read in small pieces, measured, developed, stored. No transaction is open meanwhile.

Of what the sender says of a file, only its name is used, and only to name it in a refusal.
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

from app.commands.context import CommandContext
from app.commands.photos.stored_objects import intend
from app.domain.photos import MAX_PHOTO_BYTES, MAX_PHOTOS, PhotoSize, Shot
from app.errors import InvalidInput
from app.models.identity import new_id
from app.photos.pipeline import Processed
from app.storage.keys import WEBP, original_key, rendition_key

CHUNK_BYTES = 256 * 1024
LONGEST_NAME = 80


class PictureFile(Protocol):
    """A file on its way in."""

    @property
    def filename(self) -> str | None:
        """What its sender calls it."""
        ...

    async def read(self, size: int) -> bytes:
        """Return at most so many bytes; none at its end."""
        ...

    async def seek(self, offset: int) -> None:
        """Go to this byte."""
        ...


@dataclass(slots=True)
class PictureBytes:
    """A file that is in memory already."""

    filename: str
    data: bytes
    _at: int = field(default=0, init=False)

    async def read(self, size: int) -> bytes:
        """Return at most so many bytes."""
        piece = self.data[self._at : self._at + size]
        self._at += len(piece)
        return piece

    async def seek(self, offset: int) -> None:
        """Go to this byte."""
        self._at = offset


@dataclass(frozen=True, slots=True)
class Picture:
    """What somebody sends: a file, and what the browser knew of the moment of the shot."""

    file: PictureFile
    shot: Shot = Shot()  # noqa: RUF009 - frozen, and empty

    @property
    def name(self) -> str:
        """Return the name of the file, fit to be shown."""
        printable = "".join(c for c in self.file.filename or "" if c.isprintable())
        return printable[:LONGEST_NAME] or "photo"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhoto:
    """A picture that lies in the storage and waits for its row."""

    digest: bytes
    original_key: str
    renditions: dict[PhotoSize, str]
    width: int
    height: int
    preview: str
    looks: tuple[int, ...]
    """What it looks like, upright first, then turned and mirrored; empty when it is too flat to tell anything."""
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None
    camera: str | None
    shot: Shot


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """The pictures of one step."""

    upload_id: UUID
    photos: tuple[NewPhoto, ...]


def check_pictures(pictures: Sequence[Picture]) -> None:
    """Check what can be checked without opening a file.

    Raises:
        InvalidInput: too many of them, or a shot that cannot be; names it by its number.
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
    """Return the SHA-256 of each file, in order; reads them once and goes back to their beginnings.

    Raises:
        InvalidInput: one is too large, or comes twice; names it.
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


async def take_in(context: CommandContext, pictures: Sequence[Picture], zone: ZoneInfo) -> Brought:
    """Develop the pictures and put them into the storage.

    Raises:
        InvalidInput: one is no picture that we know, is broken or too large; names it.
        StorageError: the storage does not take them.
    """
    upload_id = new_id()
    work = (_one(context, upload_id, number, picture, zone) for number, picture in enumerate(pictures))
    # All come to their end before any is refused: nobody reads on in files that are closed.
    photos = [_taken(outcome) for outcome in await asyncio.gather(*work, return_exceptions=True)]
    return Brought(upload_id=upload_id, photos=tuple(photos))


def _taken(outcome: NewPhoto | BaseException) -> NewPhoto:
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


async def _one(context: CommandContext, upload_id: UUID, number: int, picture: Picture, zone: ZoneInfo) -> NewPhoto:
    # Few at once: whole files are in memory only here.
    async with context.decode_semaphore:
        data = await whole(picture.file)
        try:
            processed = await context.pipeline.process(picture.name, data, zone=zone)
        except InvalidInput as error:
            error.data["photo"] = number
            raise
        return await _stored(context, upload_id, processed, picture.shot)


async def whole(file: PictureFile) -> bytes:
    """Return all of a file that is known not to be too large."""
    pieces = []
    while piece := await file.read(CHUNK_BYTES):
        pieces.append(piece)
    return b"".join(pieces)


async def store_renditions(
    context: CommandContext, upload_id: UUID, renditions: Mapping[PhotoSize, bytes], *, also: tuple[str, ...] = ()
) -> dict[PhotoSize, str]:
    """Put them into the storage; return their keys. ``also`` will be put by the caller."""
    keys = {size: rendition_key(data) for size, data in renditions.items()}
    await intend(context, upload_id, [*keys.values(), *also])
    # A small picture has the same bytes in several sizes.
    distinct = {key: renditions[size] for size, key in keys.items()}
    await asyncio.gather(*(context.storage.put(key, data, WEBP) for key, data in distinct.items()))
    return keys


async def _stored(context: CommandContext, upload_id: UUID, processed: Processed, shot: Shot) -> NewPhoto:
    original = original_key(processed.original)
    renditions = await store_renditions(context, upload_id, processed.renditions, also=(original,))
    await context.storage.put(original, processed.original, processed.media_type)
    return NewPhoto(
        digest=processed.digest,
        original_key=original,
        renditions=renditions,
        width=processed.width,
        height=processed.height,
        preview=processed.preview,
        looks=processed.looks,
        taken_at=processed.taken_at,
        latitude=processed.latitude,
        longitude=processed.longitude,
        camera=processed.camera,
        shot=shot,
    )


def _refused(picture: Picture, number: int, why: str) -> InvalidInput:
    return InvalidInput("photos", f"photos: {picture.name} {why}", photo=number, file=picture.name)
