"""What somebody who wants an account sends."""

from dataclasses import dataclass
from uuid import UUID

from app.commands.photos.intake import Picture
from app.domain.roles import Locale, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """The form, as it came or cleaned."""

    name: str
    email: str
    password: str
    role: Role
    city_id: str | None = None
    locale: Locale | None = None
    organisation_name: str | None = None
    """Whom an executor works for; made when the city has none of this name."""
    organisation_id: UUID | None = None
    """The same, chosen from the list of the city."""
    avatar: Picture | None = None
