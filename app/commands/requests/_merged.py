"""Notifying the people of merged requests that the request which stood for theirs was closed without work."""

from app.auth.viewer import Viewer
from app.commands.requests._append import append_step
from app.domain.log.events import EventKind
from app.domain.requests.service_request import ServiceRequest
from app.models.requests.service_request_rows import lock_merged_into
from app.queries.notifications.recipients import followers_of


async def notify_merged(viewer: Viewer, closed: ServiceRequest) -> None:
    """Write into every request that was merged into this one that it was closed, in the transaction of that step.

    A merged request lives as long as the one that it was merged into, so from now on the Akimat may open it again for
    as long as any other that was just closed.
    """
    merged = await lock_merged_into(closed.id)
    followers = await followers_of(one.id for one in merged)
    for before in merged:
        after = before.evolve(closed.updated_at, closed_at=closed.updated_at)
        notified = followers.get(before.id, frozenset())
        changed = {"version", "updated_at", "closed_at"}
        await append_step(EventKind.MERGE_TARGET_CLOSED, viewer, before, after, notified, changed=changed)
