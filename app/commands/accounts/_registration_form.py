"""The form that a person sends to get an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from app.commands.photos.intake import Picture
from app.domain.accounts.roles import Locale, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """The fields of the form, as sent or cleaned."""

    name: str
    email: str
    password: str
    role: Role
    city_id: str | None = None
    locale: Locale | None = None
    organisation_name: str | None = None
    """The employer of an executor; created when the city has no organisation of this name."""
    organisation_id: UUID | None = None
    """The employer of an executor, chosen from the organisations of the city."""
    avatar: Picture | None = None
    given_name: str | None = None
    """The part of the name that the public sees; None where the form had one field for the whole name."""

    def to_json(self, password_hash: str) -> dict[str, Any]:
        """Return the form for storage in a link: the hash in place of the password, and no picture."""
        return {
            "name": self.name,
            "given_name": self.given_name,
            "email": self.email,
            "password_hash": password_hash,
            "role": self.role,
            "city_id": self.city_id,
            "locale": self.locale,
            "organisation_name": self.organisation_name,
            "organisation_id": self.organisation_id and str(self.organisation_id),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the form that ``to_json`` stored; its password is empty."""
        return cls(
            name=stored["name"],
            # Links that were sent before the form had this field do not hold it.
            given_name=stored.get("given_name"),
            email=stored["email"],
            password="",
            role=Role(stored["role"]),
            city_id=stored["city_id"],
            locale=Locale(stored["locale"]) if stored["locale"] else None,
            organisation_name=stored["organisation_name"],
            organisation_id=UUID(stored["organisation_id"]) if stored["organisation_id"] else None,
        )
