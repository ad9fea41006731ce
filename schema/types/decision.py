"""Decisions of officers about accounts."""

from datetime import datetime
from typing import Self

import strawberry

from app.domain.decisions import DecisionKind
from app.queries.decisions import Decision

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
    officer_id: strawberry.ID
    officer_name: str | None = strawberry.field(description="Officers act officially, under their full names.")

    @classmethod
    def of(cls, found: Decision) -> Self:
        """Return the decision of a row."""
        return cls(
            id=strawberry.ID(str(found.id)),
            kind=found.kind,
            at=found.at,
            reason=found.reason,
            category_ids=[strawberry.ID(one) for one in found.category_ids],
            officer_id=strawberry.ID(str(found.officer_id)),
            officer_name=found.officer_name,
        )
