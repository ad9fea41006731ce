"""One person's points: the balance and the history behind it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.points import PointsRule
from app.domain.service_request import FIELDS, ServiceRequest
from app.models.database import row, rows
from app.queries.page import Page, check_first, decode_key, make_page, number_part

_STANDING = """
    SELECT (SELECT COALESCE(sum(amount), 0)::bigint FROM points_entry WHERE account_id = $1) + carried AS balance,
           carried,
           EXISTS (SELECT FROM leaderboard_leave WHERE account_id = $1) AS left_board
    FROM (SELECT COALESCE((SELECT amount FROM points_carried WHERE account_id = $1), 0) AS carried) AS c
"""
_REQUEST = ", ".join(f"r.{name}" for name in FIELDS)
# Rules are told apart by their bytes: a page must not depend on how the database sorts words.
_HISTORY = f"""
    SELECT p.position, p.rule, p.amount, p.at, {_REQUEST}
    FROM points_entry p JOIN service_request r ON r.id = p.request_id
    WHERE p.account_id = $1 AND (p.position < $2 OR (p.position = $2 AND p.rule COLLATE "C" < $3))
    ORDER BY p.position DESC, p.rule COLLATE "C" DESC LIMIT $4
"""  # noqa: S608 - names of columns only


@dataclass(frozen=True, slots=True)
class PointsStanding:
    """Where one person stands."""

    balance: int
    carried: int
    """How much of it is from requests that are too old to be told apart: the history no longer has them."""
    on_leaderboard: bool
    """Whether the boards may show this person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """One entry of the ledger, with the request that it is about as that is now."""

    position: int
    rule: PointsRule
    amount: int
    at: datetime
    request: ServiceRequest


async def standing(account_id: UUID) -> PointsStanding:
    """Return the balance, and whether the person is on the boards."""
    found = await row(_STANDING, account_id)
    return (
        PointsStanding(found["balance"], found["carried"], not found["left_board"])
        if found
        else PointsStanding(0, 0, True)
    )


async def history(account_id: UUID, *, first: int = 20, after: str | None = None) -> Page[Earned]:
    """Return a page of one's entries, newest first."""
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
