"""The events that servers under measurement are fed with, through the same Redis."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import orjson
import redis

from app.domain.events import Event, EventKind, LoggedEvent
from app.domain.lifecycle import Status
from app.domain.service_request import ServiceRequest
from app.domain.topics import topics_of

AT = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
REQUEST = ServiceRequest(
    id=UUID(int=1),
    number="ALM-000001",
    city_id="almaty",
    category_id="pothole",
    address="Абай даңғылы – Достық даңғылы",
    description="Жолдың ортасында терең шұңқыр бар, көлік айналып өтіп жүр.",
    latitude=43.2436,
    longitude=76.9574,
    status=Status.IN_PROGRESS,
    version=1,
    author_id=None,
    created_at=AT,
    updated_at=AT,
    due_at=AT,
)


class Feeder:
    """Sends one event at a time; each carries the moment it was sent, between two @."""

    def __init__(self, client: "redis.Redis", epoch: str) -> None:
        self._redis = client
        self._key = f"qala:{epoch}:events"
        self._position = 0
        self.bare_stream = f"bench:{epoch}"
        self._bare = False

    def ours(self) -> "Feeder":
        """Feed our stream."""
        self._bare = False
        return self

    def bare(self) -> "Feeder":
        """Feed the stream of the bare server."""
        self._bare = True
        return self

    def send(self) -> None:
        """Send the next event."""
        if self._bare:
            self._redis.xadd(self.bare_stream, {"at": str(time.time())})
            return
        self._position += 1
        request = replace(REQUEST, version=self._position)
        event = Event(
            kind=EventKind.COMMENTED,
            at=AT,
            actor_id=None,
            actor_role=None,
            note=f"@{time.time()}@",
            from_status=request.status,
            topics=topics_of(request, request, ()),
            request=request,
        )
        body = orjson.dumps(LoggedEvent(position=self._position, event=event).to_json())
        self._redis.xadd(self._key, {"e": body}, id=f"{self._position}-0")


# What our server answers to the page's own document for such an event, byte for byte but for the moment.
SAMPLE_PAYLOAD = json.dumps(
    {
        "data": {
            "cityFeed": {
                "cursor": "0123456789ab:1",
                "kind": "COMMENTED",
                "at": "2026-11-20T07:00:00.000Z",
                "actorRole": None,
                "note": "@@AT@@",
                "reason": None,
                "serviceRequest": {
                    "id": str(REQUEST.id),
                    "number": REQUEST.number,
                    "status": "IN_PROGRESS",
                    "isOverdue": True,
                    "version": 1,
                    "city": {"id": "almaty"},
                    "category": {"id": "pothole"},
                    "address": REQUEST.address,
                    "description": REQUEST.description,
                    "location": {"latitude": REQUEST.latitude, "longitude": REQUEST.longitude},
                    "createdAt": "2026-11-20T07:00:00.000Z",
                    "updatedAt": "2026-11-20T07:00:00.000Z",
                    "dueAt": "2026-11-20T07:00:00.000Z",
                    "startedAt": None,
                    "doneAt": None,
                    "confirmedAt": None,
                    "closedAt": None,
                    "author": None,
                    "executor": None,
                    "rating": None,
                    "mergedInto": None,
                    "followerCount": 0,
                },
            }
        }
    },
    ensure_ascii=False,
    separators=(",", ":"),
)
