"""Photos on their way into a step: brought before its transaction; a step that is sent twice is taken once."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from app.auth.limits import PHOTO_BY_ACCOUNT
from app.auth.permissions import require_step
from app.auth.step_permissions import depends_on_coauthors, permit
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.photos.intake import Brought, Picture, check_pictures, digests_of, take_in
from app.commands.rate_limits import allow_by_account
from app.commands.requests.evidence import look_around
from app.commands.requests.step import SELECT, Step, take
from app.domain.coauthors import NO_COAUTHORS
from app.domain.events import EventKind
from app.domain.service_request import ServiceRequest
from app.errors import IllegalTransition, NotFound
from app.models.database import row, rows
from app.queries.coauthors import coauthors


async def bring(context: CommandContext, viewer: Viewer, pictures: Sequence[Picture], city_id: str) -> Brought | None:
    """Take in what somebody may bring; return it, ready for its rows. None = they bring nothing.

    Raises:
        RateLimited: too many photos from one account.
        InvalidInput: names the photo; see ``commands.intake``.
        StorageError: the storage does not take them.
    """
    if not pictures:
        return None
    check_pictures(pictures)
    await digests_of(pictures)
    await allow_by_account(context, viewer, PHOTO_BY_ACCOUNT, len(pictures))
    return await take_in(context, pictures, await _zone(city_id))


async def take_with_photos(
    context: CommandContext, viewer: Viewer | None, request_id: UUID, step: Step, pictures: Sequence[Picture]
) -> ServiceRequest:
    """Take a step that may bring photos. Sent again by the same person with the same photos, it is taken once.

    Raises:
        InvalidInput, RateLimited, StorageError: see ``bring``.
        the refusals of ``step.take``.
    """
    return await context.run_to_completion(
        _take(context, require_step(viewer, step.action), request_id, step, pictures)
    )


async def _take(
    context: CommandContext, viewer: Viewer, request_id: UUID, step: Step, pictures: Sequence[Picture]
) -> ServiceRequest:
    check_pictures(pictures)
    try:
        # Asked now, and again when the row is locked: whoever may not do it makes us open no file.
        before = await request_of(request_id)
        sent = await coauthors(request_id) if depends_on_coauthors(step.action) else NO_COAUTHORS
        permit(viewer, before, step.action, coauthors=sent)
        brought = await bring(context, viewer, pictures, before.city_id)
        photos = step.photos and await look_around(replace(step.photos, brought=brought), request_id)
        return await take(context, viewer, request_id, replace(step, photos=photos))
    except IllegalTransition:
        if pictures and await _was_taken(viewer, request_id, step.kind, await _again(pictures)):
            return await request_of(request_id)
        raise


async def _again(pictures: Sequence[Picture]) -> tuple[bytes, ...]:
    for picture in pictures:
        await picture.file.seek(0)
    return await digests_of(pictures)


async def _was_taken(viewer: Viewer, request_id: UUID, kind: EventKind, digests: Sequence[bytes]) -> bool:
    """Whether this person has taken such a step before, with exactly these files: the answer was lost on its way."""
    steps = await rows(
        "SELECT array_agg(p.digest) AS digests FROM photo p JOIN event e USING (request_id, version)"
        " WHERE p.request_id = $1 AND e.kind = $2 AND e.actor_id = $3 GROUP BY p.version",
        request_id,
        kind.value,
        viewer.account_id,
    )
    return any(sorted(step["digests"]) == sorted(digests) for step in steps)


async def request_of(request_id: UUID) -> ServiceRequest:
    """Return the request as it stands.

    Raises:
        NotFound: no such request.
    """
    found = await row(SELECT, request_id)
    if found is None:
        raise NotFound("there is no such service request", id=str(request_id))
    return ServiceRequest.from_columns(found)


async def _zone(city_id: str) -> ZoneInfo:
    found = await row("SELECT timezone FROM city WHERE id = $1", city_id)
    return ZoneInfo(found["timezone"] if found else "UTC")
