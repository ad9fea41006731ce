"""One service request as a value: the table row, the snapshot of an event, and what the API answers from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from app.domain.enum_values import reader_of
from app.domain.frozen import Source, maker_of, mapping_reader_of
from app.domain.requests.closed_by import ClosedBy, closed_by
from app.domain.requests.lifecycle import ANSWER_WITHIN, CONFIRMED, OPEN, WORK_DONE, Status, deadline_runs
from app.domain.requests.report_source import ReportSource
from app.domain.sla import DeadlineState, DeadlineTimer, TimerKind, next_timer
from app.domain.uuid_text import uuid_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRequest:
    """The state of one reported problem at one version. A change makes the next version."""

    id: UUID
    number: str
    city_id: str
    category_id: str
    address: str
    description: str
    latitude: float
    longitude: float
    status: Status
    version: int
    author_id: UUID | None
    executor_id: UUID | None = None
    created_at: datetime
    updated_at: datetime
    promised_at: datetime | None = None
    """The first deadline, as it was promised; never moves. Another category is another promise."""
    due_at: datetime | None = None
    """The deadline now: pauses and extensions move it."""
    held_at: datetime | None = None
    """Since when the deadline is paused; None while it runs."""
    started_at: datetime | None = None
    done_at: datetime | None = None
    confirmed_at: datetime | None = None
    closed_at: datetime | None = None
    policy_id: str | None = None
    """The policy that promised the deadline, and its version; None for imported requests with their own deadline."""
    policy_version: int | None = None
    at_risk_at: datetime | None = None
    escalate_at: datetime | None = None
    fired_at_risk_at: datetime | None = None
    fired_breached_at: datetime | None = None
    fired_escalated_at: datetime | None = None
    fired_reminder_at: datetime | None = None
    fired_confirm_at: datetime | None = None
    fired_again_at: datetime | None = None
    rating: int | None = None
    merged_into: UUID | None = None
    report_source: ReportSource | None = None
    """How it reached the officer who typed it in; None for a report that its author sent, and for an imported one."""
    district_id: str | None = None
    """The district that its place lies in; None where the city has no outlines, and until a job has found it."""

    @property
    def is_open(self) -> bool:
        """Whether work is still owed."""
        return self.status in OPEN

    @property
    def is_finished(self) -> bool:
        """Whether the work is done; its authors may still dispute it."""
        return self.status in WORK_DONE

    @property
    def finished_at(self) -> datetime | None:
        """Since when no work is owed; None while it is. ``models.status_sql.FINISHED_AT`` is the same in SQL."""
        if self.is_open:
            return None
        done_at = self.done_at if self.is_finished else None
        return done_at or self.closed_at or self.updated_at

    def is_overdue(self, now: datetime) -> bool:
        """Whether the deadline has passed while work is owed; a paused deadline cannot pass.

        ``models.status_sql.overdue`` is the same condition in SQL.
        """
        return deadline_runs(self.status, self.held_at) and self.due_at is not None and self.due_at < now

    def is_at_risk(self, now: datetime) -> bool:
        """Whether the deadline is near or has passed while work is owed; a paused deadline is neither.

        ``models.status_sql.at_risk`` is the same condition in SQL.
        """
        is_near = self.at_risk_at is not None and self.at_risk_at <= now
        return self.is_overdue(now) or (is_near and deadline_runs(self.status, self.held_at))

    @property
    def was_late(self) -> bool | None:
        """Whether the work was done after its deadline; None for work without one, and for what is not done."""
        if self.done_at is None or self.due_at is None:
            return None
        return self.done_at > self.due_at

    @property
    def silence_was_confirmation(self) -> bool:
        """Whether the request was confirmed by time alone, as requests were before silence was a closing of its own.

        A confirmation that a person gave has a rating. One that an officer has recorded has none, but it belongs to
        another completion than the silence did, or ends the question after it.
        """
        return (
            self.status in CONFIRMED
            and self.rating is None
            and self.done_at is not None
            and self.fired_confirm_at == self.done_at + ANSWER_WITHIN
            and self.fired_again_at is None
        )

    @property
    def closed_by(self) -> ClosedBy | None:
        """Whose word has closed the request; None while it is not closed, and for an imported confirmation."""
        if self.silence_was_confirmation:
            return ClosedBy.SILENCE
        return closed_by(self.status)

    @property
    def deadline(self) -> DeadlineState:
        """The deadline with the times that follow from it."""
        return DeadlineState(**{name: getattr(self, name) for name in _DEADLINE})

    def next_timer(self) -> DeadlineTimer | None:
        """Return the timer that fires next; None while there is none.

        A request without an author was imported: no author waits for it, so no timer runs.
        """
        if self.silence_was_confirmation and self.fired_confirm_at is not None:
            return DeadlineTimer(TimerKind.CORRECTION, self.fired_confirm_at)
        if self.author_id is None:
            return None
        return next_timer(self.status, self.deadline, held_at=self.held_at, done_at=self.done_at)

    @property
    def next_moment_at(self) -> datetime | None:
        """When the next timer fires."""
        timer = self.next_timer()
        return timer.at if timer else None

    def evolve(self, at: datetime, **changes: Any) -> Self:
        """Return the next version of this request, as of ``at``."""
        return replace(self, version=self.version + 1, updated_at=at, **changes)

    def to_json(self) -> dict[str, Any]:
        """Return plain values that ``from_json`` understands; fields that are None are left out."""
        # Not asdict(), which copies every value deeply: all are immutable, and each event is written by this function.
        return {
            name: value if plain is None else plain(value)
            for name, plain in _PLAIN
            if (value := getattr(self, name)) is not None
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "ServiceRequest":
        """Rebuild the value from ``to_json``; a field that this version does not know is ignored.

        Raises:
            KeyError: a field that every request has is missing.
            TypeError, ValueError: a value is of another type, or no value of its type.
        """
        try:
            return _read(data)
        except KeyError:
            raise KeyError(*sorted(_REQUIRED - data.keys())) from None

    @staticmethod
    def from_columns(found: Mapping[str, Any]) -> "ServiceRequest":
        """Build the value from a row of the table, by column name; other columns are ignored."""
        return ServiceRequest.from_fields([found[name] for name in FIELDS])

    @staticmethod
    def from_fields(found: Iterable[Any]) -> "ServiceRequest":
        """Build the value from the columns of ``FIELDS`` in their order."""
        values = list(found)
        values[_STATUS] = _STATUSES[values[_STATUS]]
        if (source := values[_SOURCE]) is not None:
            values[_SOURCE] = ReportSource(source)
        return _make(values)


FIELDS: tuple[str, ...] = tuple(field.name for field in fields(ServiceRequest))
_UUIDS = {"id", "author_id", "executor_id", "merged_into"}
_DEADLINE = tuple(field.name for field in fields(DeadlineState))
_TIMES = {name for name in FIELDS if name.endswith("_at")}


_PLAIN: tuple[tuple[str, Callable[[Any], str] | None], ...] = tuple(
    (name, datetime.isoformat if name in _TIMES else str if name in _UUIDS else None) for name in FIELDS
)
"""What makes a plain value of each field; None for those that are plain."""


_STATUS, _SOURCE = FIELDS.index("status"), FIELDS.index("report_source")
_STATUSES = {status.value: status for status in Status}
_make = maker_of(ServiceRequest)
_REQUIRED = frozenset(field.name for field in fields(ServiceRequest) if field.default is MISSING) - {"author_id"}
_PARSERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_TIMES, datetime.fromisoformat),
    **dict.fromkeys(_UUIDS, uuid_of),
    "status": reader_of(Status),
    "report_source": reader_of(ReportSource),
}
_read = mapping_reader_of(
    ServiceRequest, [Source(name, _PARSERS.get(name), is_required=name in _REQUIRED) for name in FIELDS]
)
