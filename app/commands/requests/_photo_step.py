"""Steps that come with photos: uploaded before the transaction; a step that is sent twice is taken once."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from app.auth.permissions import require_step
from app.auth.step_permissions import depends_on_coauthors, permit
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.photos.intake import Picture, check_pictures, digests_of, upload_photos
from app.commands.requests._evidence import with_similar
from app.commands.requests._repeat import is_repeat, step_is_known
from app.commands.requests._step import Step, take
from app.domain.requests.coauthors import NO_COAUTHORS
from app.domain.requests.service_request import ServiceRequest
from app.errors import Conflict, IllegalTransition
from app.queries.photos.request_photos import steps_with_photos
from app.queries.requests.coauthors import coauthors
from app.queries.requests.service_requests import existing_request


async def take_with_photos(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, step: Step, pictures: Sequence[Picture]
) -> ServiceRequest:
    """Take a step that may come with photos. Sent again by the same person with the same photos, it is taken once.

    So is a step without photos that has an id.

    Raises:
        Conflict: it was taken with these photos and another text.
        InvalidInput, RateLimited, StorageError: see ``upload_photos``.
        the errors of ``take``.
    """
    return await context.run_to_completion(
        _take(context, require_step(viewer, step.action), request_id, step, pictures)
    )


async def _take(
    context: CommandContext, viewer: Viewer, request_id: UUID, step: Step, pictures: Sequence[Picture]
) -> ServiceRequest:
    check_pictures(pictures)
    if await step_is_known(step.id) and await is_repeat(
        viewer, request_id, step.id, step.contents, await _digests(pictures)
    ):
        # Its photos were stored with the first attempt: no file is decoded.
        return await existing_request(request_id)
    try:
        # Checked here without a lock, and again by ``take``: a person without the right cannot make us decode files.
        before = await existing_request(request_id)
        sent = await coauthors(request_id) if depends_on_coauthors(step.action) else NO_COAUTHORS
        permit(viewer, before, step.action, coauthors=sent)
        upload = await upload_photos(context, viewer, pictures, before.city_id)
        photos = step.photos and await with_similar(replace(step.photos, upload=upload), request_id)
        return await take(context, viewer, request_id, replace(step, photos=photos))
    except IllegalTransition:
        if pictures and await _is_repeat(viewer, request_id, step, pictures):
            return await existing_request(request_id)
        raise


async def _is_repeat(viewer: Viewer, request_id: UUID, step: Step, pictures: Sequence[Picture]) -> bool:
    """Whether this person took this step before with exactly these files: its answer did not reach the client.

    Raises:
        Conflict: with these files but another text, which must not be dropped as if it had been stored.
    """
    digests = await _digests(pictures)
    taken = [one for one in await steps_with_photos(request_id, step.kind, viewer.account_id) if one.digests == digests]
    if taken and not any((one.note, one.reason) == (step.note, step.reason) for one in taken):
        field = "note" if step.reason is None else "reason"
        raise Conflict(f"{field}: this step was taken with these photos and another text", field=field)
    return bool(taken)


async def _digests(pictures: Sequence[Picture]) -> list[bytes]:
    for picture in pictures:
        await picture.file.seek(0)
    return sorted(await digests_of(pictures))
