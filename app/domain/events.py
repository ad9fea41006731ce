"""The facts that commands leave behind: past tense, kept for ever."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from app.domain.evidence import EvidenceMark
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.domain.service_request import ServiceRequest


class EventKind(StrEnum):
    """What happened."""

    SUBMITTED = "SUBMITTED"
    ASSIGNED = "ASSIGNED"
    CLAIMED = "CLAIMED"
    RELEASED = "RELEASED"
    WORK_STARTED = "WORK_STARTED"
    WORK_HELD = "WORK_HELD"
    WORK_RESUMED = "WORK_RESUMED"
    WORK_COMPLETED = "WORK_COMPLETED"
    WORK_CONFIRMED = "WORK_CONFIRMED"
    CONFIRMATION_ADDED = "CONFIRMATION_ADDED"
    """a co-author finds it fixed; the last word is somebody else's"""
    WORK_DISPUTED = "WORK_DISPUTED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    MERGED = "MERGED"
    DEADLINE_EXTENDED = "DEADLINE_EXTENDED"
    RECATEGORISED = "RECATEGORISED"
    COMMENTED = "COMMENTED"
    DEADLINE_AT_RISK = "DEADLINE_AT_RISK"
    DEADLINE_BREACHED = "DEADLINE_BREACHED"
    DEADLINE_ESCALATED = "DEADLINE_ESCALATED"
    VERDICT_REMINDED = "VERDICT_REMINDED"
    PHOTO_MODERATED = "PHOTO_MODERATED"
    PHOTO_RETRACTED = "PHOTO_RETRACTED"
    ANONYMISED = "ANONYMISED"
    WORDS_REMOVED = "WORDS_REMOVED"


REWRITING: frozenset[EventKind] = frozenset(
    {EventKind.PHOTO_MODERATED, EventKind.PHOTO_RETRACTED, EventKind.ANONYMISED, EventKind.WORDS_REMOVED}
)
"""After these, earlier events of the request say less than they did: whatever was remembered of them is forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerPromise:
    """What was promised, for which category, until another promise took its place."""

    category_id: str
    promised_at: datetime | None = None
    due_at: datetime | None = None
    policy_id: str | None = None
    policy_version: int | None = None

    @classmethod
    def of(cls, request: ServiceRequest) -> Self:
        """Return the promise that this request stands under."""
        return cls(**{item.name: getattr(request, item.name) for item in fields(cls)})

    def put_back(self, request: ServiceRequest) -> ServiceRequest:
        """Return the request as if this promise still stood."""
        return replace(request, **{item.name: getattr(self, item.name) for item in fields(self)})

    def to_json(self) -> dict[str, Any]:
        """Return plain values that ``from_json`` understands."""
        times = {"promised_at": self.promised_at, "due_at": self.due_at}
        return {**asdict(self), **{name: at and at.isoformat() for name, at in times.items()}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild the value from ``to_json``."""
        times = {name: data[name] and datetime.fromisoformat(data[name]) for name in ("promised_at", "due_at")}
        return cls(**{**data, **times})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step of one service request, with the request as it was right after it."""

    kind: EventKind
    at: datetime
    actor_id: UUID | None
    actor_role: Role | None
    note: str | None = None
    reason: str | None = None
    from_status: Status | None = None
    """The status before; None when this event began the request."""
    moment_at: datetime | None = None
    """For what came about by time alone: when it was to come. Later than that by minutes means it was missed first."""
    former: FormerPromise | None = None
    """Where the step put another promise in its place: the one that stood before."""
    marks: tuple[EvidenceMark, ...] = ()
    """What people should look at in the photos that this step brought."""
    topics: tuple[str, ...] = ()
    """Whom it concerns; empty for history that nobody is to be told about."""
    photo_digests: tuple[bytes, ...] = ()
    """SHA-256 of the originals of the photos that it brought, 32 bytes each, in their order."""
    request: ServiceRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """An event that has its place in the whole log."""

    position: int
    event: Event

    def to_json(self) -> dict[str, Any]:
        """Return plain values that ``from_json`` understands."""
        event = self.event
        return {
            "position": self.position,
            "kind": event.kind,
            "at": event.at.isoformat(),
            "actor_id": event.actor_id and str(event.actor_id),
            "actor_role": event.actor_role,
            "note": event.note,
            "reason": event.reason,
            "from_status": event.from_status,
            "moment_at": event.moment_at and event.moment_at.isoformat(),
            "former": event.former and event.former.to_json(),
            "marks": list(event.marks),
            "topics": list(event.topics),
            "photos": [digest.hex() for digest in event.photo_digests],
            "request": event.request.to_json(),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Rebuild the value from ``to_json``."""
        return cls(
            position=data["position"],
            event=Event(
                kind=EventKind(data["kind"]),
                at=datetime.fromisoformat(data["at"]),
                actor_id=UUID(data["actor_id"]) if data["actor_id"] else None,
                actor_role=Role(data["actor_role"]) if data["actor_role"] else None,
                note=data["note"],
                reason=data["reason"],
                from_status=Status(data["from_status"]) if data["from_status"] else None,
                moment_at=datetime.fromisoformat(data["moment_at"]) if data.get("moment_at") else None,
                former=FormerPromise.from_json(data["former"]) if data.get("former") else None,
                marks=tuple(EvidenceMark(mark) for mark in data.get("marks", ())),
                topics=tuple(data["topics"]),
                photo_digests=tuple(bytes.fromhex(digest) for digest in data.get("photos", ())),
                request=ServiceRequest.from_json(data["request"]),
            ),
        )


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a client stands in the log: ``<epoch>:<position>``, opaque to everybody else."""

    epoch: str
    position: int

    def __str__(self) -> str:
        return f"{self.epoch}:{self.position}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what ``str`` wrote.

        Raises:
            ValueError: the text is not a cursor.
        """
        epoch, separator, position = text.partition(":")
        if not (separator and epoch and position.isascii() and position.isdigit() and len(position) < 19):
            raise ValueError(f"not a cursor: {text[:40]!r}")
        return cls(epoch, int(position))
