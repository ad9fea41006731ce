"""Read undeliverable letters, and the state of the question behind a one-tap link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.domain.accounts.roles import Locale
from app.domain.notifications.letters import LetterKind
from app.domain.requests.lifecycle import TABLE, Action, Status
from app.models.database import row, rows
from app.models.log.whole_log import events_of
from app.notifications.links import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A letter that was given up after its last attempt."""

    id: UUID
    kind: LetterKind
    to: str
    fact: str
    attempts: int
    created_at: datetime
    last_error: str | None


async def dead_letters(limit: int = 100) -> Sequence[DeadLetter]:
    """Return up to ``limit`` undeliverable letters, the oldest first."""
    found = await rows(
        "SELECT l.id, l.kind, l.fact, l.attempts, l.created_at, l.last_error,"
        " CASE l.channel WHEN 'EMAIL' THEN coalesce(c.email, a.email) ELSE 'browser of ' || a.email END AS to"
        " FROM letter l JOIN account a ON a.id = l.account_id LEFT JOIN caller c ON c.account_id = a.id"
        " WHERE l.status = 'DEAD' ORDER BY l.id LIMIT $1",
        limit,
    )
    return [DeadLetter(**{**item, "kind": LetterKind(item["kind"])}) for item in found]


class AnswerState(StrEnum):
    """The answer to the question "is it fixed?" of one letter."""

    OPEN = "OPEN"
    CONFIRMED = "CONFIRMED"
    DISPUTED = "DISPUTED"
    CONFIRMED_BY_ANOTHER = "CONFIRMED_BY_ANOTHER"
    DISPUTED_BY_ANOTHER = "DISPUTED_BY_ANOTHER"
    CLOSED_BY_SILENCE = "CLOSED_BY_SILENCE"
    BLOCKED = "BLOCKED"
    """The account of the link is blocked everywhere or in the city of the request, so that it may not answer."""
    UNKNOWN = "UNKNOWN"
    """There was no such question, or the account is erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The question "is it fixed?" of one letter, as its page shows it."""

    answer_state: AnswerState
    locale: Locale
    number: str = ""
    place: str = ""
    block_reason: str | None = None
    """What the officer, or the operator, wrote about the block."""


async def question(verdict: Verdict, now: datetime) -> Question:
    """Return the question of a link, with its answer if it has one; ``now`` decides whether one is still possible."""
    found = await row(
        f"""
        WITH RECURSIVE joined (id) AS (
            SELECT $1::uuid UNION SELECT m.id FROM joined JOIN service_request m ON m.merged_into = joined.id
        )
        SELECT s.number, s.address, a.locale, c.name ->> lower(a.locale) AS category, given.kind,
            -- An officer has written down what the author said.
            CASE WHEN given.report_source IS NULL THEN given.actor_id ELSE s.author_id END AS actor_id,
            a.blocked_at IS NOT NULL OR s.city_id = ANY(a.blocked_cities) AS is_blocked, block.reason AS block_reason,
            s.status, s.closed_at
        FROM service_request s JOIN LATERAL {events_of("= s.id")} AS asked ON asked.version = $2
        JOIN account a ON a.id = $3 AND a.erased_at IS NULL
            AND EXISTS (SELECT FROM joined JOIN service_request sent USING (id) WHERE sent.author_id = a.id)
        JOIN category c ON c.id = s.category_id
        -- The event that answered the question; if there is none, the confirmation of this account. A confirmation
        -- with a time of its own was written by time alone, when silence was taken for consent.
        LEFT JOIN LATERAL (SELECT kind, actor_id, report_source FROM {events_of("= s.id")} AS event WHERE version > $2
            AND (kind IN ('WORK_CONFIRMED', 'WORK_DISPUTED') AND moment_at IS NULL
                OR (kind = 'CONFIRMATION_ADDED' AND actor_id = a.id))
            ORDER BY kind = 'CONFIRMATION_ADDED', version LIMIT 1) AS given ON TRUE
        LEFT JOIN LATERAL (SELECT reason FROM account_decision WHERE account_id = a.id AND kind = 'BLOCKED'
            AND CASE WHEN a.blocked_at IS NULL THEN city_id = s.city_id AND NOT everywhere ELSE everywhere END
            ORDER BY at DESC, id DESC LIMIT 1) AS block ON TRUE
        WHERE s.id = $1 AND asked.kind = 'WORK_COMPLETED'
        """,  # noqa: S608 - constants
        verdict.request_id,
        verdict.version,
        verdict.account_id,
    )
    if found is None:
        return Question(answer_state=AnswerState.UNKNOWN, locale=Locale.KK)
    locale = Locale(found["locale"])
    place = ", ".join(text for text in (found["category"], found["address"]) if text)
    state = _answer_state(found, verdict.account_id, now)
    return Question(
        answer_state=state,
        locale=locale,
        number=found["number"],
        place=place,
        block_reason=found["block_reason"] if state is AnswerState.BLOCKED else None,
    )


def _answer_state(found: dict[str, Any], account_id: UUID, now: datetime) -> AnswerState:
    own = found["actor_id"] == account_id
    match found["kind"]:
        case None:
            rule = TABLE.get((Status(found["status"]), Action.CONFIRM))
            is_open = rule is not None and rule.is_in_time(found["closed_at"], now)
            if not is_open:
                return AnswerState.CLOSED_BY_SILENCE
            return AnswerState.BLOCKED if found["is_blocked"] else AnswerState.OPEN
        case "WORK_DISPUTED":
            return AnswerState.DISPUTED if own else AnswerState.DISPUTED_BY_ANOTHER
        case _:
            return AnswerState.CONFIRMED if own else AnswerState.CONFIRMED_BY_ANOTHER
