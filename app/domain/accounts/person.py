"""A person as a value: an account without its password and its links."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.accounts.names import given_name_in, presentable
from app.domain.accounts.office_words import speaks_for_office
from app.domain.accounts.roles import Locale, Role, acting_role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account without its secrets. What of it may be shown is decided in ``app.auth.visibility``."""

    id: UUID
    name: str
    """The whole name as it is stored; see ``shown_name``."""
    given_name: str | None = None
    """None where the person gave the whole name in one field."""
    email: str
    registered_role: Role
    """The role that the account asked for; see ``role``."""
    city_id: str | None
    locale: Locale
    email_verified: bool
    approved: bool
    rejected: bool
    blocked: bool
    """Whether the account is blocked everywhere."""
    created_at: datetime
    blocked_at: datetime | None
    blocked_cities: tuple[str, ...] = ()
    """The cities whose Akimat has blocked the account there."""
    organisation_id: UUID | None
    is_head: bool
    category_ids: tuple[str, ...]
    avatar_key: str | None
    is_caller: bool = False
    """Whether the account stands for a person whose report an officer has typed in."""

    @property
    def role(self) -> Role:
        """The role in which the person acts and is shown: a citizen until approved."""
        return acting_role(self.registered_role, approved=self.approved)

    @property
    def shown_name(self) -> str:
        """The whole name on one line; empty where it holds an address or a phone number."""
        return presentable(self.name)

    @property
    def first_name(self) -> str:
        """The given name; empty where it cannot be told from the surname, or speaks for an office."""
        shown = given_name_in(self.name) if self.given_name is None else presentable(self.given_name)
        return "" if speaks_for_office(shown) else shown
