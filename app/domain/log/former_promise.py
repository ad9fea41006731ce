"""What was promised before a step promised something else."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Self

from app.domain.requests.service_request import ServiceRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerPromise:
    """A promise that another one has replaced: for which category, and until when."""

    category_id: str
    promised_at: datetime | None = None
    due_at: datetime | None = None
    policy_id: str | None = None
    policy_version: int | None = None

    @classmethod
    def of(cls, request: ServiceRequest) -> Self:
        """Return the promise of this request."""
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
