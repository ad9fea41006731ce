"""Events: what commands record, in the past tense, for ever."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from app.domain.accounts.roles import Role
from app.domain.enum_values import reader_of
from app.domain.frozen import Source, maker_of, mapping_reader_of
from app.domain.log.former_promise import FormerPromise
from app.domain.notifications.recipient import Recipient
from app.domain.photos.evidence import EvidenceMark
from app.domain.requests.lifecycle import Status
from app.domain.requests.report_source import ReportSource
from app.domain.requests.service_request import ServiceRequest
from app.domain.uuid_text import uuid_of


class EventKind(StrEnum):
    """A kind of event."""

    __hash__ = str.__hash__  # the enumeration's own is a function in Python, and each event is looked up by it

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
    """a co-author's advisory vote"""
    WORK_DISPUTED = "WORK_DISPUTED"
    CLOSED_UNANSWERED = "CLOSED_UNANSWERED"
    """no author answered in time; before this kind existed, a WORK_CONFIRMED without an actor said so"""
    VERDICT_ASKED_AGAIN = "VERDICT_ASKED_AGAIN"
    """the authors of a request closed without an answer are asked once more"""
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    MERGED = "MERGED"
    MERGE_TARGET_CLOSED = "MERGE_TARGET_CLOSED"
    """the request that this one was merged into was closed without work"""
    REOPENED = "REOPENED"
    """the Akimat took back a rejection or a merge"""
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
    TEXT_HIDDEN = "TEXT_HIDDEN"
    """the Akimat hid a text; what was hidden is in the table ``hidden_text``"""
    TEXT_SHOWN = "TEXT_SHOWN"
    DISTRICT_SET = "DISTRICT_SET"
    """the outlines of the city's districts have changed, and with them the district of the request"""


REWRITING: frozenset[EventKind] = frozenset(
    {EventKind.PHOTO_MODERATED, EventKind.PHOTO_RETRACTED, EventKind.ANONYMISED, EventKind.WORDS_REMOVED}
    | {EventKind.TEXT_HIDDEN, EventKind.TEXT_SHOWN}
)
"""These change parts of earlier events of the request, so every cached copy of those is invalid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step of one service request, with the request as it was right after it."""

    kind: EventKind
    at: datetime
    actor_id: UUID | None
    actor_role: Role | None
    """As it was recorded and hashed; ``shown_role`` is for readers."""
    unapproved: bool = False
    """Whether the actor was not approved for the recorded role. Only events from before accounts acted as citizens
    until their approval: the hash keeps the recorded role, readers see a citizen."""
    note: str | None = None
    reason: str | None = None
    from_status: Status | None = None
    """The status before; None when this event began the request."""
    moment_at: datetime | None = None
    """For an event of a timer: when it was due. Minutes before ``at`` means that the deadline job was late."""
    former: FormerPromise | None = None
    """The promise that this step replaced."""
    marks: tuple[EvidenceMark, ...] = ()
    """What officers should check in the photos of this step."""
    report_source: ReportSource | None = None
    """How the report or the answer that this step records reached the officer who typed it in."""
    topics: tuple[str, ...] = ()
    """Under which the event is published; empty for imported history, which is not published."""
    recipients: tuple[Recipient, ...] | None = field(default=None, compare=False)
    """Who receives it, and as what. None for events that were written before recipients were stored, and for events
    read from the stream. Recipients are neither published nor hashed, so they do not make an event another one."""
    photo_digests: tuple[bytes, ...] = ()
    """SHA-256 of the originals of its photos, 32 bytes each, in their order."""
    request: ServiceRequest

    @property
    def is_by_rule(self) -> bool:
        """Whether an assignment rule of the city took the step, and no account."""
        return self.kind is EventKind.ASSIGNED and self.actor_role is None

    @property
    def shown_role(self) -> Role | None:
        """The role that readers see."""
        return Role.CITIZEN if self.unapproved else self.actor_role

    def to_columns(self) -> dict[str, Any]:
        """Return the values of ``FORMS`` by column; JSON columns as plain values."""
        return {
            form.column: None if (value := getattr(self, name)) is None else form.to_column(value)
            for name, form in FORMS.items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldForm:
    """How one field of an event is stored in its column, and written into the JSON that is published. None is None."""

    column: str
    key: str | None
    """The key in the JSON; None for a field that is not published."""
    to_column: Callable[[Any], Any] = lambda value: value
    from_column: Callable[[Any], Any] | None = None
    """None for a column whose values are those of the field."""
    to_json: Callable[[Any], Any] = lambda value: value
    """Takes the value of the column."""
    from_json: Callable[[Any], Any] | None = None
    """Returns the value of the field; None where ``from_column`` does."""
    default: Any = None
    """What a JSON without the key says: it was published before the field was added."""
    is_json: bool = False
    """Whether the column is of type ``jsonb``."""


def _enumeration(name: str, kind: type[StrEnum]) -> FieldForm:
    return FieldForm(column=name, key=name, to_column=lambda value: value.value, from_column=reader_of(kind))


def _time(name: str) -> FieldForm:
    return FieldForm(column=name, key=name, to_json=datetime.isoformat, from_json=datetime.fromisoformat)


def _text(name: str) -> FieldForm:
    return FieldForm(column=name, key=name)


_mark = reader_of(EvidenceMark)
FORMS: dict[str, FieldForm] = {
    "kind": _enumeration("kind", EventKind),
    "at": _time("at"),
    "actor_id": FieldForm(column="actor_id", key="actor_id", to_json=str, from_json=uuid_of),
    "actor_role": _enumeration("actor_role", Role),
    "unapproved": FieldForm(column="unapproved", key="unapproved", default=False),
    "note": _text("note"),
    "reason": _text("reason"),
    "from_status": _enumeration("from_status", Status),
    "moment_at": _time("moment_at"),
    "former": FieldForm(
        column="former",
        key="former",
        to_column=FormerPromise.to_json,
        from_column=FormerPromise.from_json,
        is_json=True,
    ),
    "marks": FieldForm(
        column="marks",
        key="marks",
        to_column=lambda marks: [mark.value for mark in marks],
        from_column=lambda marks: tuple(map(_mark, marks)) if marks else (),
        default=(),
    ),
    "report_source": _enumeration("report_source", ReportSource),
    "topics": FieldForm(column="topics", key="topics", to_column=list, from_column=tuple),
    "photo_digests": FieldForm(
        column="photo_digests",
        key="photos",
        to_column=list,
        from_column=tuple,
        to_json=lambda digests: [digest.hex() for digest in digests],
        from_json=lambda digests: tuple(map(bytes.fromhex, digests)) if digests else (),
        default=(),
    ),
    "recipients": FieldForm(
        column="recipients",
        key=None,
        to_column=lambda recipients: [recipient.to_json() for recipient in recipients],
        from_column=lambda recipients: tuple(map(Recipient.from_json, recipients)),
        is_json=True,
    ),
    "request": FieldForm(
        column="snapshot",
        key="request",
        to_column=ServiceRequest.to_json,
        from_column=ServiceRequest.from_json,
        is_json=True,
    ),
}
"""Every field of ``Event``, in the order of the JSON. A new field needs a row here, one in ``models.log.event``, and a
place in ``timeline_hash.Content`` if the hash covers it."""
make_event = maker_of(Event)
PUBLISHED = tuple((form.key, form) for form in FORMS.values() if form.key is not None)
_IN_ORDER = tuple(FORMS[item.name] for item in fields(Event))
_read_event = mapping_reader_of(
    Event, [Source(form.key, form.from_json or form.from_column, form.default) for form in _IN_ORDER]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """An event with its position in the log."""

    position: int
    event: Event
    body: bytes | None = field(default=None, compare=False, repr=False)
    """``to_json`` as text, where it was made from the stored row; it costs a fifth of making it from the event."""

    def to_json(self) -> dict[str, Any]:
        """Return plain values that ``from_json`` understands."""
        columns = self.event.to_columns()
        published = {
            key: None if (value := columns[form.column]) is None else form.to_json(value) for key, form in PUBLISHED
        }
        return {"position": self.position, **published}

    @staticmethod
    def from_json(data: dict[str, Any]) -> "LoggedEvent":
        """Rebuild the value from ``to_json``; a key that this version does not know is ignored."""
        return _make_logged((data["position"], _read_event(data), None))


_make_logged = maker_of(LoggedEvent)


def cursor_text(epoch: str, position: int) -> str:
    """Return the text of a cursor, as each event carries it."""
    return f"{epoch}:{position}"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position in the log that a client has reached: ``<epoch>:<position>``, opaque to clients."""

    epoch: str
    position: int

    def __str__(self) -> str:
        return cursor_text(self.epoch, self.position)

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
