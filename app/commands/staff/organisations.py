"""Organisations that executors work for, and the categories they may serve."""

from collections.abc import Iterable
from uuid import UUID

from app.commands.accounts.registration_form import Registration
from app.commands.context import CommandContext
from app.data.catalog import SLUG
from app.domain.roles import Role
from app.domain.texts import clean_text, search_key
from app.errors import InvalidInput
from app.models.database import row, rows
from app.models.identity import new_id

MOST_CATEGORIES = 100


def clean_organisation(name: str | None, role: Role) -> str | None:
    """Return the name to join, if any.

    Raises:
        InvalidInput: too long, or somebody who is no executor wants to join.
    """
    if name is None:
        return None
    if role is not Role.EXECUTOR:
        raise InvalidInput("organisationName", "organisationName: only executors belong to an organisation")
    return clean_text("organisationName", name, limit=120)


async def check_organisation(registration: Registration) -> None:
    """Refuse an organisation that cannot be joined.

    Raises:
        InvalidInput: not one of the city, or somebody who is no executor wants to join, or two are named.
    """
    if registration.organisation_id is None:
        return
    if registration.role is not Role.EXECUTOR:
        raise InvalidInput("organisationId", "organisationId: only executors belong to an organisation")
    if registration.organisation_name is not None:
        raise InvalidInput("organisationId", "organisationId: choose one of the list, or name a new one, not both")
    known = await row(
        "SELECT 1 FROM organisation WHERE id = $1 AND city_id = $2", registration.organisation_id, registration.city_id
    )
    if known is None:
        raise InvalidInput("organisationId", "organisationId: expected the id of an organisation of this city")


async def organisation_named(context: CommandContext, city_id: str, name: str) -> UUID:
    """Return the organisation of this name in the city, made if it is new, in the transaction of this task."""
    found = await row(
        # The update changes nothing; it makes the row that is there come back.
        "INSERT INTO organisation (id, city_id, name, name_key, created_at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (city_id, name_key) DO UPDATE SET name = organisation.name RETURNING id",
        new_id(),
        city_id,
        name,
        search_key(name)[:240],
        context.clock.now(),
    )
    assert found is not None  # noqa: S101 - both arms of the statement return the row
    organisation_id: UUID = found["id"]
    return organisation_id


async def known_categories(category_ids: Iterable[str]) -> list[str]:
    """Return these categories, each once, in order.

    Raises:
        InvalidInput: there is no such category, or there are too many.
    """
    asked = sorted(set(category_ids))
    if len(asked) > MOST_CATEGORIES:
        raise InvalidInput("categoryIds", f"categoryIds: expected at most {MOST_CATEGORIES}")
    unknown = [one for one in asked if not SLUG.fullmatch(one)]
    if not unknown:
        known = {item["id"] for item in await rows("SELECT id FROM category WHERE id = ANY($1)", asked)}
        unknown = [one for one in asked if one not in known]
    if unknown:
        raise InvalidInput("categoryIds", f"categoryIds: there is no category {unknown[0][:40]!r}")
    return asked
