"""People, as plain values. What of them may be shown is the schema's question to the audience."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.auth.sessions import is_approved
from app.domain.roles import Locale, Role
from app.models.database import rows

_COLUMNS = (
    "id, name, email, role, city_id, locale, email_verified_at, approved_at, blocked_at, organisation_id, category_ids,"
    " avatar_key"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account without its secrets."""

    id: UUID
    name: str
    email: str
    role: Role
    city_id: str | None
    locale: Locale
    email_verified: bool
    approved: bool
    blocked: bool
    organisation_id: UUID | None
    category_ids: tuple[str, ...]
    avatar_key: str | None


async def people(account_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return these people by id."""
    found = await rows(f"SELECT {_COLUMNS} FROM account WHERE id = ANY($1)", list(account_ids))  # noqa: S608 - columns
    return {item["id"]: _person(item) for item in found}


async def pending_executors(city_id: str) -> Sequence[Person]:
    """Return executors of the city who wait for approval, oldest first, at most 100."""
    found = await rows(
        f"SELECT {_COLUMNS} FROM account WHERE city_id = $1 AND role = 'EXECUTOR'"  # noqa: S608 - columns only
        " AND approved_at IS NULL AND blocked_at IS NULL ORDER BY created_at LIMIT 100",
        city_id,
    )
    return [_person(item) for item in found]


def _person(found: dict[str, Any]) -> Person:
    role = Role(found["role"])
    return Person(
        id=found["id"],
        name=found["name"],
        email=found["email"],
        role=role,
        city_id=found["city_id"],
        locale=Locale(found["locale"]),
        email_verified=found["email_verified_at"] is not None,
        approved=is_approved(role, found["email_verified_at"], found["approved_at"]),
        blocked=found["blocked_at"] is not None,
        organisation_id=found["organisation_id"],
        category_ids=tuple(found["category_ids"]),
        avatar_key=found["avatar_key"],
    )
