"""Accounts as persons, by id and by city."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from app.auth.sessions import is_approved
from app.domain.person import Person
from app.domain.roles import Locale, Role
from app.models.database import rows

COLUMNS = (
    "id, name, email, role, city_id, locale, created_at, email_verified_at, approved_at, rejected_at, blocked_at,"
    " organisation_id, is_head, category_ids, avatar_key"
)


async def people(account_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return these persons by id; unknown ids are missing."""
    found = await rows(f"SELECT {COLUMNS} FROM account WHERE id = ANY($1)", list(account_ids))  # noqa: S608 - columns
    return {item["id"]: person_of(item) for item in found}


async def pending_executors(city_id: str) -> Sequence[Person]:
    """Return the executors of the city that wait for approval, oldest first, at most 100."""
    found = await rows(
        f"SELECT {COLUMNS} FROM account WHERE city_id = $1 AND role = 'EXECUTOR'"  # noqa: S608 - columns only
        " AND approved_at IS NULL AND rejected_at IS NULL AND blocked_at IS NULL ORDER BY created_at LIMIT 100",
        city_id,
    )
    return [person_of(item) for item in found]


def person_of(found: dict[str, Any]) -> Person:
    """Return the person of a row with ``COLUMNS``."""
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
        rejected=found["rejected_at"] is not None,
        blocked=found["blocked_at"] is not None,
        created_at=found["created_at"],
        blocked_at=found["blocked_at"],
        organisation_id=found["organisation_id"],
        is_head=found["is_head"],
        category_ids=tuple(found["category_ids"]),
        avatar_key=found["avatar_key"],
    )
