"""The events that the servers under measurement get, all through one Redis."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

import orjson
import redis

from app.domain.log.events import Event, EventKind, LoggedEvent
from app.domain.log.topics import city_topic, request_topic
from app.domain.requests.lifecycle import Status
from app.domain.requests.service_request import ServiceRequest

AT = datetime(2026, 6, 20, 7, 0, tzinfo=UTC)
CITY = "almaty"
REQUEST = ServiceRequest(
    id=UUID(int=1),
    number="ALM-000001",
    city_id=CITY,
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


@dataclass(frozen=True)
class Topic:
    """A topic that some of the sockets watch: the city, or one request."""

    name: str
    field: str
    request_id: UUID

    @property
    def variables(self) -> dict[str, str]:
        """The variables to subscribe with."""
        return {"cityId": CITY} if self.field == "cityFeed" else {"id": str(self.request_id)}


THE_CITY = Topic(city_topic(CITY), "cityFeed", REQUEST.id)


def request_topics(count: int) -> list[Topic]:
    """Return topics of so many requests."""
    ids = [UUID(int=number) for number in range(1, count + 1)]
    return [Topic(request_topic(request_id), "serviceRequestChanged", request_id) for request_id in ids]


class Feeder:
    """Sends events and records the time of each by position."""

    def __init__(self, client: "redis.Redis", epoch: str, *, bare: bool, description: str = "") -> None:
        self._redis = client
        self._description = description or REQUEST.description
        self._epoch = epoch
        self._bare = bare
        self.stream = f"bench:{epoch}" if bare else f"qala:{epoch}:events"
        self.sent: dict[int, float] = {}

    def send(self, topics: Sequence[Topic]) -> None:
        """Send one event to each of the topics in one pipeline."""
        pipe = self._redis.pipeline(transaction=False)
        for topic in topics:
            position = len(self.sent) + 1
            event = _event(topic, position, self._description)
            if self._bare:
                value = orjson.dumps(expected_value(topic, position, self._epoch))
                pipe.xadd(self.stream, {"topic": topic.name, "field": topic.field, "value": value}, maxlen=20_000)
            else:
                body = orjson.dumps(LoggedEvent(position=position, event=event).to_json())
                pipe.xadd(self.stream, {"e": body}, id=f"{position}-0", maxlen=20_000)
            self.sent[position] = 0.0
        moment = time.time()
        for position in range(len(self.sent) - len(topics) + 1, len(self.sent) + 1):
            self.sent[position] = moment
        pipe.execute()


def _event(topic: Topic, position: int, description: str) -> Event:
    return Event(
        kind=EventKind.COMMENTED,
        at=AT,
        actor_id=None,
        actor_role=None,
        note="Көшенің екі жағы да жабық",
        from_status=REQUEST.status,
        topics=(topic.name,),
        request=replace(REQUEST, id=topic.request_id, version=position, description=description),
    )


def expected_value(topic: Topic, position: int, epoch: str) -> dict[str, object]:
    """Return the payload that every server must send for this event to the page's own document."""
    moment = "2026-06-20T07:00:00.000Z"
    return {
        "cursor": f"{epoch}:{position}",
        "kind": "COMMENTED",
        "at": moment,
        "actorRole": None,
        "note": "Көшенің екі жағы да жабық",
        "reason": None,
        "serviceRequest": {
            "id": str(topic.request_id),
            "number": REQUEST.number,
            "status": "IN_PROGRESS",
            "isOverdue": True,
            "version": position,
            "city": {"id": CITY},
            "category": {"id": "pothole"},
            "district": None,
            "address": REQUEST.address,
            "description": REQUEST.description,
            "location": {"latitude": REQUEST.latitude, "longitude": REQUEST.longitude},
            "createdAt": moment,
            "updatedAt": moment,
            "dueAt": moment,
            "startedAt": None,
            "doneAt": None,
            "confirmedAt": None,
            "closedAt": None,
            "closedBy": None,
            "author": None,
            "executor": None,
            "rating": None,
            "mergedInto": None,
            "reportSource": None,
            "followerCount": 0,
            "photos": [],
        },
    }
