"""Decisions of officers about accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.accounts.decisions import DecisionKind
from app.models.database import rows

MOST_OF_ONE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision of an officer about an account."""

    id: UUID
    officer_id: UUID | None
    """None for a decision of the operator."""
    officer_name: str | None
    kind: DecisionKind
    reason: str | None
    category_ids: tuple[str, ...]
    at: datetime
    city_id: str | None
    everywhere: bool


async def decisions_about(account_ids: Iterable[UUID]) -> dict[UUID, list[Decision]]:
    """Return the decisions about each of these accounts, newest first, at most 100 of each."""
    found = await rows(
        "SELECT d.account_id, d.id, d.officer_id, o.name AS officer_name, d.kind, d.reason, d.category_ids, d.at,"
        " d.city_id, d.everywhere"
        " FROM unnest($1::uuid[]) AS a(id) CROSS JOIN LATERAL"
        " (SELECT * FROM account_decision WHERE account_id = a.id ORDER BY at DESC, id DESC LIMIT $2) d"
        " LEFT JOIN account o ON o.id = d.officer_id ORDER BY d.at DESC, d.id DESC",
        list(account_ids),
        MOST_OF_ONE,
    )
    decisions: dict[UUID, list[Decision]] = {}
    for item in found:
        decisions.setdefault(item["account_id"], []).append(
            Decision(
                id=item["id"],
                officer_id=item["officer_id"],
                officer_name=item["officer_name"],
                kind=DecisionKind(item["kind"]),
                reason=item["reason"],
                category_ids=tuple(item["category_ids"]),
                at=item["at"],
                city_id=item["city_id"],
                everywhere=item["everywhere"],
            )
        )
    return decisions
