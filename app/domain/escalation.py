"""Who hears of a deadline, from the one who works up to the one who answers for the city: one table for all roads.

Law 1: nobody hears of one event twice, whatever parts they play: the lowest rung counts.
Law 2: a breach is never left without somebody who can command: where no head stands, the Akimat is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.domain.events import EventKind


class EscalationLevel(StrEnum):
    """A step of the ladder."""

    EXECUTOR = "EXECUTOR"
    """who works on the request"""
    HEAD = "HEAD"
    """heads of the organisation that the executor works for"""
    AKIMAT = "AKIMAT"
    """officers of the city"""


LADDER: dict[EventKind, tuple[EscalationLevel, ...]] = {
    EventKind.DEADLINE_AT_RISK: (EscalationLevel.EXECUTOR,),
    EventKind.DEADLINE_BREACHED: (EscalationLevel.EXECUTOR, EscalationLevel.HEAD),
    EventKind.DEADLINE_ESCALATED: (EscalationLevel.HEAD, EscalationLevel.AKIMAT),
}


@dataclass(frozen=True, slots=True)
class Superiors:
    """Who stands above the executor of one request."""

    heads: frozenset[UUID] = frozenset()
    officers: frozenset[UUID] = frozenset()


def escalation_levels(
    kind: EventKind, executor_id: UUID | None, above: Superiors
) -> Iterator[tuple[UUID, EscalationLevel]]:
    """Yield who is told of this event of a deadline, each person once; nothing for other kinds."""
    standing = {
        EscalationLevel.EXECUTOR: frozenset({executor_id} if executor_id else ()),
        EscalationLevel.HEAD: above.heads,
        EscalationLevel.AKIMAT: above.officers,
    }
    told: set[UUID] = set()
    for rung in LADDER.get(kind, ()):
        reached = EscalationLevel.AKIMAT if rung is EscalationLevel.HEAD and not above.heads else rung
        for account_id in sorted(standing[reached] - told):
            told.add(account_id)
            yield account_id, reached
