"""A person as a value: an account without its password and its links."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.roles import Locale, Role, acting_role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account without its secrets. What of it may be shown is decided in ``app.auth.visibility``."""

    id: UUID
    name: str
    email: str
    registered_role: Role
    """The role that the account asked for; see ``role``."""
    city_id: str | None
    locale: Locale
    email_verified: bool
    approved: bool
    rejected: bool
    blocked: bool
    created_at: datetime
    blocked_at: datetime | None
    organisation_id: UUID | None
    is_head: bool
    category_ids: tuple[str, ...]
    avatar_key: str | None

    @property
    def role(self) -> Role:
        """The role in which the person acts and is shown: a citizen until approved."""
        return acting_role(self.registered_role, approved=self.approved)

    @property
    def first_name(self) -> str:
        """The first word of the name, empty where there is none."""
        return next(iter(self.name.split()), "")
