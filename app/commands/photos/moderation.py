"""Seeing to photos that are there: the Akimat hides, shows and blurs them, their sender takes them back.

Each is a step of the request, so every open window changes at once. What the public may no longer see lies under no
address that was ever public: pictures get new files, and the old ones go as soon as no row names them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from app.auth.permissions import require
from app.auth.step_permissions import permit
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.photos.intake import store_renditions
from app.commands.photos.step_photos import request_of
from app.commands.photos.stored_objects import discard_soon, fulfil
from app.commands.requests.step import Step, take
from app.domain.events import EventKind
from app.domain.lifecycle import Action
from app.domain.photos import MAX_RECTANGLES, PhotoSize, Rectangle
from app.domain.service_request import ServiceRequest
from app.domain.texts import clean_text
from app.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.models.database import row, rows
from app.models.identity import new_id
from app.photos.pipeline import Pixelated
from app.photos.seal import resealed

_PHOTO = (
    "SELECT id, request_id, account_id, preview, original_key, small_key, medium_key, large_key, hidden_at, blurred"
    " FROM photo WHERE id = $1 AND retracted_at IS NULL"
)
_RENDITIONS = {PhotoSize.SMALL: "small_key", PhotoSize.MEDIUM: "medium_key", PhotoSize.LARGE: "large_key"}
_RENEW = "UPDATE photo SET small_key = $2, medium_key = $3, large_key = $4, preview = $5, blurred = $6 WHERE id = $1"


@dataclass(frozen=True, slots=True)
class _Prints:
    """New files of a photo, in the storage already."""

    upload_id: UUID
    keys: Mapping[PhotoSize, str]
    preview: str | None
    blurred: str | None
    """The rectangles as JSON."""


async def hide(context: CommandContext, viewer: Viewer | None, photo_id: UUID, reason: str) -> ServiceRequest:
    """Take a photo out of the public's sight, for a reason that everybody can read.

    Raises:
        NotFound: no such photo.
        NotAllowed: not the Akimat of the city.
        Conflict: it is hidden already.
    """
    viewer, words = require(viewer, "hidePhoto"), clean_text("reason", reason, limit=1000)
    photo = await _moderated(viewer, photo_id)
    if photo["hidden_at"] is not None:
        raise Conflict("this photo is hidden already", id=str(photo_id))
    return await context.run_to_completion(_hide(context, viewer, photo, words))


async def _hide(context: CommandContext, viewer: Viewer, photo: dict[str, Any], words: str) -> ServiceRequest:
    files = {size: resealed(await context.storage.read(photo[column])) for size, column in _RENDITIONS.items()}
    prints = await _printed(context, files, photo["preview"], photo["blurred"])

    async def change(_: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _renew(photo, prints)
        await rows(
            "UPDATE photo SET hidden_at = $2, hidden_by = $3, hide_reason = $4 WHERE id = $1",
            photo["id"],
            now,
            viewer.account_id,
            words,
        )
        return {}

    return await _moderate(context, viewer, photo, change, words)


async def show(context: CommandContext, viewer: Viewer | None, photo_id: UUID) -> ServiceRequest:
    """Let the public see a hidden photo again.

    Raises:
        NotFound, NotAllowed: as in ``hide``.
        Conflict: it is not hidden.
    """
    viewer = require(viewer, "showPhoto")
    photo = await _moderated(viewer, photo_id)

    async def change(_: ServiceRequest, __: datetime) -> dict[str, Any]:
        shown = await row(
            "UPDATE photo SET hidden_at = NULL, hidden_by = NULL, hide_reason = NULL"
            " WHERE id = $1 AND hidden_at IS NOT NULL AND retracted_at IS NULL RETURNING id",
            photo_id,
        )
        if shown is None:
            raise Conflict("this photo is not hidden", id=str(photo_id))
        return {}

    return await take(context, viewer, photo["request_id"], _step(change))


async def blur(
    context: CommandContext, viewer: Viewer | None, photo_id: UUID, rectangles: Sequence[Rectangle]
) -> ServiceRequest:
    """Make parts of a photo unrecognisable, in place of what was blurred before; none = as it came.

    Raises:
        NotFound, NotAllowed: as in ``hide``.
        InvalidInput: too many rectangles, or the file as it came is gone.
    """
    viewer = require(viewer, "blurPhoto")
    if len(rectangles) > MAX_RECTANGLES:
        raise InvalidInput("rectangles", f"rectangles: expected at most {MAX_RECTANGLES}, got {len(rectangles)}")
    photo = await _moderated(viewer, photo_id)
    return await context.run_to_completion(_blur(context, viewer, photo, rectangles))


async def _blur(
    context: CommandContext, viewer: Viewer, photo: dict[str, Any], rectangles: Sequence[Rectangle]
) -> ServiceRequest:
    made = await _developed(context, photo, rectangles)
    # The prints of a hidden photo would else come back under the addresses that they had.
    sealed = photo["hidden_at"] is not None
    files = {size: resealed(data) if sealed else data for size, data in made.renditions.items()}
    blurred = orjson.dumps([asdict(rectangle) for rectangle in rectangles]).decode() if rectangles else None
    prints = await _printed(context, files, made.preview, blurred)

    async def change(_: ServiceRequest, __: datetime) -> dict[str, Any]:
        await _renew(photo, prints)
        return {}

    return await _moderate(context, viewer, photo, change)


async def _developed(context: CommandContext, photo: dict[str, Any], rectangles: Sequence[Rectangle]) -> Pixelated:
    source = photo["original_key"]
    if source is None:
        if not rectangles:
            raise InvalidInput("rectangles", "rectangles: expected at least one; the photo as it came is gone")
        # Its sender has erased their account; what is shown is all there is.
        source = photo["large_key"]
    async with context.decode_semaphore:
        return await context.pipeline.blurred(await context.storage.read(source), rectangles)


async def retract(context: CommandContext, viewer: Viewer | None, photo_id: UUID) -> ServiceRequest:
    """Take one's own photo back, before anybody works on the request: nobody sees it any more, and its files go.

    Raises:
        NotFound: no such photo.
        NotAllowed: somebody else's photo.
        IllegalTransition: work has begun, or the request is closed.
    """
    viewer = require(viewer, "retractPhoto")
    photo = await _photo(photo_id)
    permit(viewer, await request_of(photo["request_id"]), Action.RETRACT_PHOTO)
    if photo["account_id"] != viewer.account_id:
        raise NotAllowed("only who sent a photo may take it back", action=Action.RETRACT_PHOTO.value)

    async def change(_: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _same(photo)
        await rows("UPDATE photo SET retracted_at = $2, preview = NULL, look = NULL WHERE id = $1", photo_id, now)
        return {}

    step = Step(action=Action.RETRACT_PHOTO, kind=EventKind.PHOTO_RETRACTED, change=change)
    return await context.run_to_completion(_retract(context, viewer, photo, step))


async def _retract(context: CommandContext, viewer: Viewer, photo: dict[str, Any], step: Step) -> ServiceRequest:
    after = await take(context, viewer, photo["request_id"], step)
    await discard_soon(context, [key for key in (photo["original_key"], *_keys(photo)) if key])
    return after


async def _photo(photo_id: UUID) -> dict[str, Any]:
    found = await row(_PHOTO, photo_id)
    if found is None:
        raise NotFound("there is no such photo", id=str(photo_id))
    return found


async def _moderated(viewer: Viewer, photo_id: UUID) -> dict[str, Any]:
    """Return the photo, when this viewer may see to it."""
    photo = await _photo(photo_id)
    permit(viewer, await request_of(photo["request_id"]), Action.MODERATE_PHOTO)
    return photo


def _step(change: Any, reason: str | None = None) -> Step:
    return Step(action=Action.MODERATE_PHOTO, kind=EventKind.PHOTO_MODERATED, change=change, reason=reason)


async def _moderate(
    context: CommandContext, viewer: Viewer, photo: dict[str, Any], change: Any, reason: str | None = None
) -> ServiceRequest:
    after = await take(context, viewer, photo["request_id"], _step(change, reason))
    await discard_soon(context, _keys(photo))
    return after


async def _printed(
    context: CommandContext, files: Mapping[PhotoSize, bytes], preview: str | None, blurred: Any
) -> _Prints:
    upload_id = new_id()
    keys = await store_renditions(context, upload_id, files)
    return _Prints(upload_id, keys, preview, blurred)


async def _renew(photo: dict[str, Any], prints: _Prints) -> None:
    """Let the row name the new files; the request of the photo is locked."""
    await _same(photo)
    keys = [prints.keys[size] for size in _RENDITIONS]
    await rows(_RENEW, photo["id"], *keys, prints.preview, prints.blurred)
    await fulfil(prints.upload_id)


async def _same(photo: dict[str, Any]) -> None:
    """Check that nobody has seen to the photo since it was read."""
    found = await row(_PHOTO, photo["id"])
    if found != photo:
        raise Conflict("somebody else was seeing to this photo; look at it again", id=str(photo["id"]))


def _keys(photo: dict[str, Any]) -> list[str]:
    return [photo[column] for column in _RENDITIONS.values()]
