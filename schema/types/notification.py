"""Notifications of the viewer."""

from datetime import datetime

import strawberry

from app.domain.log.events import Cursor as LogCursor
from app.domain.log.events import EventKind, LoggedEvent
from schema.scalars import Cursor
from schema.types.connections import Edge, PageInfo
from schema.types.service_request import ServiceRequest


@strawberry.type(description="A step that the viewer is notified of.")
class Notification:
    id: strawberry.ID
    cursor: Cursor
    kind: EventKind
    at: datetime
    read: bool
    note: str | None
    service_request: ServiceRequest

    @staticmethod
    def of(logged: LoggedEvent, epoch: str, *, read: bool) -> "Notification":
        """Return the notification of an event."""
        return Notification(
            id=strawberry.ID(str(logged.position)),
            cursor=Cursor(LogCursor(epoch, logged.position)),
            kind=logged.event.kind,
            at=logged.event.at,
            read=read,
            note=logged.event.note or logged.event.reason,
            service_request=ServiceRequest.of(logged.event.request),
        )


@strawberry.type(description="A page of notifications, newest first.")
class NotificationConnection:
    edges: list[Edge[Notification]]
    page_info: PageInfo
    unread_count: int
