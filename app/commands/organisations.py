"""Organisations that executors work for, and what those executors serve."""

from collections.abc import Iterable
from uuid import UUID

from app.auth.viewer import Viewer, akimat_of, signed_in
from app.commands.desk import Desk
from app.data.catalog import SLUG
from app.domain.roles import Role
from app.domain.texts import clean_text, search_key
from app.errors import InvalidInput, NotFound
from app.models import Account
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


async def organisation_named(desk: Desk, city_id: str, name: str) -> UUID:
    """Return the organisation of this name in the city, made if it is new, in the transaction of this task."""
    found = await row(
        # The update changes nothing; it makes the row that is there come back.
        "INSERT INTO organisation (id, city_id, name, name_key, created_at) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (city_id, name_key) DO UPDATE SET name = organisation.name RETURNING id",
        new_id(),
        city_id,
        name,
        search_key(name)[:240],
        desk.clock.now(),
    )
    assert found is not None  # noqa: S101 - both arms of the statement return the row
    organisation_id: UUID = found["id"]
    return organisation_id


async def set_executor_categories(
    desk: Desk, viewer: Viewer | None, account_id: UUID, category_ids: Iterable[str]
) -> UUID:
    """Say which categories an executor of one's own city serves; none means all. What is in work already stays.

    Their open feeds begin anew by it: those show free work of these categories alone.

    Raises:
        NotFound: no executor has this id.
        NotAllowed: of another city, or no officer asks.
        InvalidInput: there is no such category.
    """
    viewer = signed_in(viewer)
    account = await Account.get_or_none(id=account_id, role=Role.EXECUTOR)
    if account is None:
        raise NotFound("there is no such executor", id=str(account_id))
    akimat_of(viewer, account.city_id or "")
    await Account.filter(id=account_id).update(category_ids=await known_categories(category_ids))
    sessions = await rows("SELECT id FROM session WHERE account_id = $1 AND revoked_at IS NULL", account_id)
    await desk.signals.sessions_renewed(found["id"] for found in sessions)
    return account_id


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
