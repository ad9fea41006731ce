"""Accounts as persons, by id and by city."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from app.domain.accounts.person import Person
from app.domain.accounts.roles import APPROVED_BY_OFFICER, Locale, Role, is_approved
from app.models import Account
from app.models.database import rows

MOST_PENDING = 100
COLUMNS = (
    *(
        "id",
        "name",
        "given_name",
        "email",
        "role",
        "city_id",
        "locale",
        "created_at",
        "email_verified_at",
        "approved_at",
    ),
    *("rejected_at", "blocked_at", "blocked_cities", "organisation_id", "is_head", "category_ids"),
    *("avatar_key", "is_caller"),
)
"""The columns of ``account`` without its secrets."""
# SQL, because a loader reads persons for every page of requests: a model costs twice the CPU, and 20 us a row.
_PEOPLE = f"SELECT {', '.join(COLUMNS)} FROM account WHERE id = ANY($1)"  # noqa: S608 - names of columns only


async def people(account_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return these persons by id; unknown ids are missing."""
    found = await rows(_PEOPLE, list(account_ids))
    return {item["id"]: person_of(item) for item in found}


async def pending_executors(city_id: str) -> Sequence[Person]:
    """Return the accounts of the city that wait for an officer's approval, oldest first, at most 100."""
    waiting = Account.filter(
        ~Q(blocked_cities__contains=[city_id]),
        city_id=city_id,
        role__in=APPROVED_BY_OFFICER,
        approved_at=None,
        rejected_at=None,
        blocked_at=None,
    ).order_by("created_at")
    found = await waiting.limit(MOST_PENDING).values(*COLUMNS)
    return [person_of(item) for item in found]


async def pending_officers(city_id: str) -> Sequence[Person]:
    """Return accounts with a proven address that wait to become officers of the city, oldest first, at most 100."""
    waiting = Account.filter(
        ~Q(blocked_cities__contains=[city_id]),
        city_id=city_id,
        role=Role.AKIMAT,
        approved_at=None,
        rejected_at=None,
        blocked_at=None,
        email_verified_at__isnull=False,
    ).order_by("created_at")
    found = await waiting.limit(MOST_PENDING).values(*COLUMNS)
    return [person_of(item) for item in found]


def person_of(found: dict[str, Any]) -> Person:
    """Return the person of a row with ``COLUMNS``."""
    role = Role(found["role"])
    return Person(
        id=found["id"],
        name=found["name"],
        given_name=found["given_name"],
        email=found["email"],
        registered_role=role,
        city_id=found["city_id"],
        locale=Locale(found["locale"]),
        email_verified=found["email_verified_at"] is not None,
        approved=is_approved(role, found["approved_at"]),
        rejected=found["rejected_at"] is not None,
        blocked=found["blocked_at"] is not None,
        created_at=found["created_at"],
        blocked_at=found["blocked_at"],
        blocked_cities=tuple(found["blocked_cities"]),
        organisation_id=found["organisation_id"],
        is_head=found["is_head"],
        category_ids=tuple(found["category_ids"]),
        avatar_key=found["avatar_key"],
        is_caller=found["is_caller"],
    )
