"""Decisions of officers about accounts."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from app.domain.accounts.decisions import DecisionKind
from app.domain.accounts.names import presentable
from app.queries.accounts.decisions import Decision

OPERATOR = UUID(int=0)
"""Stands for the operator, who has no account."""

strawberry.enum(DecisionKind, name="AccountDecisionKind", description="What an officer decided about an account.")


@strawberry.type(description="One decision of an officer about an account.")
class AccountDecision:
    id: strawberry.ID
    kind: DecisionKind
    at: datetime
    reason: str | None
    category_ids: list[strawberry.ID] = strawberry.field(
        description="What the executor serves from then on, where the decision says so; empty means everything."
    )
    officer_id: strawberry.ID = strawberry.field(
        description="All zeros for a decision of the operator, and for BY_DOMAIN."
    )
    officer_name: str | None = strawberry.field(description="Officers act officially, under their full names.")
    city_id: strawberry.ID | None = strawberry.field(description="The city of the officer; null for the operator.")
    everywhere: bool = strawberry.field(
        description="Whether a block, or its end, is about every city and about signing in."
    )

    @classmethod
    def of(cls, found: Decision) -> Self:
        """Return the decision of a row."""
        return cls(
            id=strawberry.ID(str(found.id)),
            kind=found.kind,
            at=found.at,
            reason=found.reason,
            category_ids=[strawberry.ID(one) for one in found.category_ids],
            officer_id=strawberry.ID(str(found.officer_id or OPERATOR)),
            officer_name=found.officer_name and presentable(found.officer_name),
            city_id=strawberry.ID(found.city_id) if found.city_id else None,
            everywhere=found.everywhere,
        )
