"""Pictures for tests, each unlike any other, and the two steps of work that cannot go without one."""

import io
from collections.abc import Sequence
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from PIL import Image

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.photos.intake import Picture, PictureBytes
from app.commands.requests import work
from app.domain.photos.photo import Shot
from app.domain.requests.service_request import ServiceRequest

_numbers = count(1_000_000)
"""Far from every seed that a test names."""


def pattern(seed: int | None = None, size: tuple[int, int] = (144, 128)) -> Image.Image:
    """Grey blocks as chance has it: far from every other seed by its hash."""
    dice = Random(next(_numbers) if seed is None else seed)
    blocks = Image.new("L", (9, 8))
    blocks.putdata([dice.randrange(256) for _ in range(72)])
    return blocks.resize(size, Image.Resampling.NEAREST).convert("RGB")


def encoded(picture: Image.Image, kind: str = "PNG", **given: Any) -> bytes:
    """The bytes of a file with this picture."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **given)
    return buffer.getvalue()


def picture(seed: int | None = None, *, name: str = "photo.png", data: bytes | None = None, **shot: Any) -> Picture:
    """A picture on its way in; without a seed a new one each time."""
    return Picture(PictureBytes(name, encoded(pattern(seed)) if data is None else data), Shot(**shot))


async def start(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, *, photos: Sequence[Picture] | None = None
) -> ServiceRequest:
    """Begin the work with a photo of the place as it is."""
    return await work.start(context, viewer, request_id, photos=[picture()] if photos is None else photos)


async def complete(
    context: CommandContext,
    viewer: Viewer | None,
    request_id: UUID,
    note: str | None = None,
    *,
    photos: Sequence[Picture] | None = None,
) -> ServiceRequest:
    """Finish the work with a photo that was never used."""
    return await work.complete(context, viewer, request_id, note, photos=[picture()] if photos is None else photos)
