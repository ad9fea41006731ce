"""Organisations."""

from typing import Self

import strawberry

from app.queries.organisations import OrganisationName


@strawberry.type(description="Whom executors work for: a utility, a contractor, a department of the city.")
class Organisation:
    """An organisation."""

    id: strawberry.ID
    name: str

    @classmethod
    def of(cls, found: OrganisationName) -> Self:
        """Return it as the API shows it."""
        return cls(id=strawberry.ID(str(found.id)), name=found.name)
