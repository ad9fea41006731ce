"""One service request as a value: what the table row, the event snapshot and the API all speak of."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from app.domain.lifecycle import OPEN, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRequest:
    """The state of one reported problem at one version. Changed only by making the next one."""

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
    """The first deadline, as it was promised; never moves."""
    due_at: datetime | None = None
    """The deadline now: pauses and extensions move it."""
    held_at: datetime | None = None
    """Since when the deadline is paused; None while it runs."""
    started_at: datetime | None = None
    done_at: datetime | None = None
    confirmed_at: datetime | None = None
    closed_at: datetime | None = None
    rating: int | None = None
    merged_into: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Whether work is still owed."""
        return self.status in OPEN

    def is_overdue(self, now: datetime) -> bool:
        """Whether the deadline has passed while work is owed; a paused deadline cannot pass."""
        return self.is_open and self.held_at is None and self.due_at is not None and self.due_at < now

    def evolve(self, at: datetime, **changes: Any) -> Self:
        """Return the next version of this request, as of ``at``."""
        return replace(self, version=self.version + 1, updated_at=at, **changes)

    def to_json(self) -> dict[str, Any]:
        """Return plain values that ``from_json`` understands."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else str(value) if isinstance(value, UUID) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Rebuild the value from ``to_json``."""
        read = dict(data)
        read["status"] = Status(read["status"])
        for name in _UUIDS:
            if read.get(name) is not None:
                read[name] = UUID(read[name])
        for name in _TIMES:
            if read.get(name) is not None:
                read[name] = datetime.fromisoformat(read[name])
        return cls(**read)

    @classmethod
    def from_columns(cls, found: Mapping[str, Any]) -> Self:
        """Build the value from a row of the table, by column name; other columns are passed over."""
        read = {name: found[name] for name in FIELDS}
        read["status"] = Status(read["status"])
        return cls(**read)


FIELDS: tuple[str, ...] = tuple(field.name for field in fields(ServiceRequest))
_UUIDS = ("id", "author_id", "executor_id", "merged_into")
_TIMES = tuple(name for name in FIELDS if name.endswith("_at"))
