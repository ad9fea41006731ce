"""Organisations."""

from typing import Self

import strawberry

from app.queries.accounts.organisations import OrganisationName


@strawberry.type(
    description="An organisation that executors work for: a utility, a contractor, a department of the city."
)
class Organisation:
    id: strawberry.ID
    name: str

    @classmethod
    def of(cls, found: OrganisationName) -> Self:
        """Return the organisation of a row."""
        return cls(id=strawberry.ID(str(found.id)), name=found.name)
