"""The organisations of executors."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.accounts.names import presentable
from app.models.database import rows


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """An organisation's id and name."""

    id: UUID
    name: str


async def organisations(organisation_ids: Iterable[UUID]) -> dict[UUID, OrganisationName]:
    """Return these organisations by id."""
    # SQL, because a loader reads them for every page: 50 rows through a model cost 3.6 times the CPU.
    found = await rows("SELECT id, name FROM organisation WHERE id = ANY($1)", list(organisation_ids))
    return {item["id"]: _shown(item) for item in found}


async def organisations_of_city(city_id: str) -> list[OrganisationName]:
    """Return the organisations of the city that have an approved executor, by name, at most 2,000."""
    found = await rows(
        "SELECT id, name FROM organisation o WHERE city_id = $1 AND EXISTS (SELECT 1 FROM account a"
        " WHERE a.organisation_id = o.id AND a.approved_at IS NOT NULL AND a.blocked_at IS NULL)"
        " ORDER BY name_key LIMIT 2000",
        city_id,
    )
    return [shown for item in found if (shown := _shown(item)).name]


def _shown(found: dict[str, Any]) -> OrganisationName:
    # Names that were stored before they were checked may hold an address; then the public sees none of it.
    return OrganisationName(id=found["id"], name=presentable(found["name"]))
