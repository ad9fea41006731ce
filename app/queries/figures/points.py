"""The points of one account: balance and history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.figures.points import PointsRule
from app.domain.requests.service_request import FIELDS, ServiceRequest
from app.events.projections.points_months import PART
from app.models.database import row, rows
from app.queries.log.projections import current
from app.queries.requests.page import Page, check_first, decode_key, make_page, number_part

# Summed from months, where all of them are summed; CASE runs only the branch that it takes.
_BALANCE = f"""
    SELECT carried + CASE WHEN {current(PART)} AND NOT EXISTS (SELECT FROM points_month_due)
               THEN (SELECT COALESCE(sum(points), 0)::bigint FROM points_month WHERE account_id = $1)
               ELSE (SELECT COALESCE(sum(amount), 0)::bigint FROM points_entry WHERE account_id = $1) END AS balance,
           carried,
           EXISTS (SELECT FROM leaderboard_leave WHERE account_id = $1) AS left_board
    FROM log_state, (SELECT COALESCE((SELECT amount FROM points_carried WHERE account_id = $1), 0) AS carried) AS c
    WHERE log_state.id = 1
"""  # noqa: S608 - constants
_REQUEST = ", ".join(f"r.{name}" for name in FIELDS)
# COLLATE "C": the order of a page must not depend on the locale of the database.
_HISTORY = f"""
    SELECT p.position, p.rule, p.amount, p.at, {_REQUEST}
    FROM points_entry p JOIN service_request r ON r.id = p.request_id
    WHERE p.account_id = $1 AND (p.position < $2 OR (p.position = $2 AND p.rule COLLATE "C" < $3))
    ORDER BY p.position DESC, p.rule COLLATE "C" DESC LIMIT $4
"""  # noqa: S608 - names of columns only


@dataclass(frozen=True, slots=True)
class PointsBalance:
    """The balance of one account."""

    balance: int
    carried: int
    """The part of the balance from anonymised requests, which the history no longer has."""
    on_leaderboard: bool
    """Whether leaderboards may show the account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """One entry of the ledger, with its request as it is now."""

    position: int
    rule: PointsRule
    amount: int
    at: datetime
    request: ServiceRequest


async def balance_of(account_id: UUID) -> PointsBalance:
    """Return the balance of the account, and whether leaderboards show it."""
    found = await row(_BALANCE, account_id)
    return (
        PointsBalance(found["balance"], found["carried"], not found["left_board"])
        if found
        else PointsBalance(0, 0, True)
    )


async def history(account_id: UUID, *, first: int = 20, after: str | None = None) -> Page[Earned]:
    """Return a page of the account's entries, newest first."""
    below, rule = decode_key(after, (number_part, _rule_part)) if after is not None else (2**62, "")
    found = await rows(_HISTORY, account_id, below, rule, check_first(first) + 1)
    entries = [
        Earned(
            position=item["position"],
            rule=PointsRule(item["rule"]),
            amount=item["amount"],
            at=item["at"],
            request=ServiceRequest.from_columns(item),
        )
        for item in found
    ]
    return make_page(entries, first, after, lambda entry: (entry.position, entry.rule.value))


def _rule_part(part: Any) -> str:
    return PointsRule(part).value
