"""Moderating photos: the Akimat hides, shows and blurs them, their sender retracts them.

Each is a step of the request, so every subscriber sees it at once. A photo that the public may not see any more gets
new files under new keys, and the old files are deleted as soon as no row names them.
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
from app.commands.photos.stored_objects import finish_upload, try_delete_unreferenced
from app.commands.requests._step import Step, take
from app.domain.log.events import EventKind
from app.domain.photos.photo import MAX_RECTANGLES, PhotoSize, Rectangle
from app.domain.requests.lifecycle import Action
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.limits import REASON
from app.domain.text.texts import clean_text
from app.errors import Conflict, InvalidInput, NotAllowed, NotFound
from app.models.identity import new_id
from app.models.photos.photo import PhotoRow
from app.models.photos.photo_rows import StoredPhoto, replace_renditions, show_photo, stored_photo
from app.photos.pipeline import Pixelated
from app.photos.seal import resealed
from app.queries.requests.service_requests import existing_request


@dataclass(frozen=True, slots=True)
class _NewRenditions:
    """New files of a photo that are in the storage, but not named by its row yet."""

    upload_id: UUID
    keys: Mapping[PhotoSize, str]
    preview: str | None
    blurred: str | None
    """The rectangles as JSON."""


async def hide(context: CommandContext, viewer: Viewer | None, photo_id: UUID, reason: str) -> ServiceRequest:
    """Hide a photo from the public, with a public reason of at most 1,000 characters.

    Raises:
        NotFound: no such photo.
        NotAllowed: not the Akimat of the city.
        Conflict: it is hidden already.
    """
    viewer, text = require(viewer, "hidePhoto"), clean_text("reason", reason, limit=REASON)
    photo = await _moderated(viewer, photo_id)
    if photo.hidden_at is not None:
        raise Conflict("this photo is hidden already", id=str(photo_id))
    return await context.run_to_completion(_hide(context, viewer, photo, text))


async def _hide(context: CommandContext, viewer: Viewer, photo: StoredPhoto, text: str) -> ServiceRequest:
    files = {size: resealed(await context.storage.read(key)) for size, key in photo.rendition_keys.items()}
    new = await _store(context, files, photo.preview, photo.blurred)

    async def change(_: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _replace(photo, new)
        await PhotoRow.filter(id=photo.id).update(hidden_at=now, hidden_by=viewer.account_id, hide_reason=text)
        return {}

    return await _moderate(context, viewer, photo, change, text)


async def show(context: CommandContext, viewer: Viewer | None, photo_id: UUID) -> ServiceRequest:
    """Show a hidden photo to the public again.

    Raises:
        NotFound, NotAllowed: as in ``hide``.
        Conflict: it is not hidden.
    """
    viewer = require(viewer, "showPhoto")
    photo = await _moderated(viewer, photo_id)

    async def change(_: ServiceRequest, __: datetime) -> dict[str, Any]:
        if not await show_photo(photo_id):
            raise Conflict("this photo is not hidden", id=str(photo_id))
        return {}

    return await take(context, viewer, photo.request_id, _step(change))


async def blur(
    context: CommandContext, viewer: Viewer | None, photo_id: UUID, rectangles: Sequence[Rectangle]
) -> ServiceRequest:
    """Blur these parts of a photo instead of those blurred before; no rectangle = nothing is blurred.

    Raises:
        NotFound, NotAllowed: as in ``hide``.
        InvalidInput: too many rectangles, or none and the original is erased.
    """
    viewer = require(viewer, "blurPhoto")
    if len(rectangles) > MAX_RECTANGLES:
        raise InvalidInput("rectangles", f"rectangles: expected at most {MAX_RECTANGLES}, got {len(rectangles)}")
    photo = await _moderated(viewer, photo_id)
    return await context.run_to_completion(_blur(context, viewer, photo, rectangles))


async def _blur(
    context: CommandContext, viewer: Viewer, photo: StoredPhoto, rectangles: Sequence[Rectangle]
) -> ServiceRequest:
    made = await _blurred(context, photo, rectangles)
    # Equal files have equal keys, so without a seal the files of a hidden photo would be public under their old keys.
    hidden = photo.hidden_at is not None
    files = {size: resealed(data) if hidden else data for size, data in made.renditions.items()}
    blurred = orjson.dumps([asdict(rectangle) for rectangle in rectangles]).decode() if rectangles else None
    new = await _store(context, files, made.preview, blurred)

    async def change(_: ServiceRequest, __: datetime) -> dict[str, Any]:
        await _replace(photo, new)
        return {}

    return await _moderate(context, viewer, photo, change)


async def _blurred(context: CommandContext, photo: StoredPhoto, rectangles: Sequence[Rectangle]) -> Pixelated:
    source = photo.original_key
    if source is None:
        if not rectangles:
            raise InvalidInput("rectangles", "rectangles: expected at least one; the photo as it came is gone")
        # The original was erased with its sender's account; the largest rendition is all there is.
        source = photo.large_key
    async with context.decode_semaphore:
        return await context.pipeline.blurred(await context.storage.read(source), rectangles)


async def retract(context: CommandContext, viewer: Viewer | None, photo_id: UUID) -> ServiceRequest:
    """Retract one's own photo before work on the request begins; its files are deleted.

    Raises:
        NotFound: no such photo.
        NotAllowed: the photo of another sender.
        IllegalTransition: work has begun, or the request is closed.
    """
    viewer = require(viewer, "retractPhoto")
    photo = await _photo(photo_id)
    permit(viewer, await existing_request(photo.request_id), Action.RETRACT_PHOTO)
    if photo.account_id != viewer.account_id:
        raise NotAllowed("only who sent a photo may take it back", action=Action.RETRACT_PHOTO.value)

    async def change(_: ServiceRequest, now: datetime) -> dict[str, Any]:
        await _check_unchanged(photo)
        await PhotoRow.filter(id=photo_id).update(retracted_at=now, preview=None, look=None)
        return {}

    step = Step(action=Action.RETRACT_PHOTO, kind=EventKind.PHOTO_RETRACTED, change=change)
    return await context.run_to_completion(_retract(context, viewer, photo, step))


async def _retract(context: CommandContext, viewer: Viewer, photo: StoredPhoto, step: Step) -> ServiceRequest:
    after = await take(context, viewer, photo.request_id, step)
    keys = [photo.original_key, *photo.rendition_keys.values()]
    await try_delete_unreferenced(context, [key for key in keys if key is not None])
    return after


async def _photo(photo_id: UUID) -> StoredPhoto:
    photo = await stored_photo(photo_id)
    if photo is None:
        raise NotFound("there is no such photo", id=str(photo_id))
    return photo


async def _moderated(viewer: Viewer, photo_id: UUID) -> StoredPhoto:
    """Return the photo, if this viewer may moderate it."""
    photo = await _photo(photo_id)
    permit(viewer, await existing_request(photo.request_id), Action.MODERATE_PHOTO)
    return photo


def _step(change: Any, reason: str | None = None) -> Step:
    return Step(action=Action.MODERATE_PHOTO, kind=EventKind.PHOTO_MODERATED, change=change, reason=reason)


async def _moderate(
    context: CommandContext, viewer: Viewer, photo: StoredPhoto, change: Any, reason: str | None = None
) -> ServiceRequest:
    after = await take(context, viewer, photo.request_id, _step(change, reason))
    await try_delete_unreferenced(context, photo.rendition_keys.values())
    return after


async def _store(
    context: CommandContext, files: Mapping[PhotoSize, bytes], preview: str | None, blurred: str | None
) -> _NewRenditions:
    upload_id = new_id()
    keys = await store_renditions(context, upload_id, files)
    return _NewRenditions(upload_id, keys, preview, blurred)


async def _replace(photo: StoredPhoto, new: _NewRenditions) -> None:
    """Let the row name the new files; the request of the photo is locked."""
    await _check_unchanged(photo)
    await replace_renditions(photo.id, new.keys, new.preview, new.blurred)
    await finish_upload(new.upload_id)


async def _check_unchanged(photo: StoredPhoto) -> None:
    if await stored_photo(photo.id) != photo:
        raise Conflict("another officer has changed this photo; look at it again", id=str(photo.id))
