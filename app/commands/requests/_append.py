"""Appending the event of a step, with who receives it."""

from collections.abc import Collection, Iterable
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.requests._evidence import NO_PHOTOS, EventPhotos
from app.domain.log.events import Event, EventKind
from app.domain.log.former_promise import FormerPromise
from app.domain.log.topics import topics_of
from app.domain.notifications.recipients import accounts_in_app, recipients_of
from app.domain.requests.report_source import ReportSource
from app.domain.requests.service_request import ServiceRequest
from app.events.log import append
from app.queries.notifications.recipients import related_accounts


async def append_step(
    kind: EventKind,
    viewer: Viewer | None,
    before: ServiceRequest | None,
    after: ServiceRequest,
    followers: Iterable[UUID],
    *,
    note: str | None = None,
    reason: str | None = None,
    former: FormerPromise | None = None,
    changed: Collection[str] = (),
    photos: EventPhotos = NO_PHOTOS,
    report_source: ReportSource | None = None,
) -> None:
    """Append the event of a step, with its recipients and topics. ``viewer`` is None where no account took it.

    ``changed`` are the fields that are written into the row of the request, by the same statement.
    """
    actor_id = None if viewer is None else viewer.account_id
    related = await related_accounts([(kind, after)], {after.id: frozenset(followers)})
    recipients = recipients_of(kind, before, after, related[after.id, after.version], actor_id=actor_id)
    await append(
        Event(
            kind=kind,
            at=after.updated_at,
            actor_id=actor_id,
            actor_role=None if viewer is None else viewer.role,
            note=note,
            reason=reason,
            from_status=before.status if before else None,
            former=former,
            marks=photos.marks,
            photo_digests=photos.digests,
            report_source=report_source,
            topics=topics_of(before, after, accounts_in_app(recipients)),
            recipients=recipients,
            request=after,
        ),
        changed,
    )
