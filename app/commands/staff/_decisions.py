"""The record of what officers decide about accounts: who, when and why."""

from collections.abc import Sequence
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.domain.decisions import DecisionKind
from app.domain.text_limits import DECISION_REASON
from app.domain.texts import optional_text
from app.models import AccountDecision


def clean_reason(reason: str | None) -> str | None:
    """Return the cleaned reason, or None when none was given.

    Raises:
        InvalidInput: the reason is too long.
    """
    return optional_text("reason", reason, limit=DECISION_REASON)


async def record_decision(
    context: CommandContext,
    officer: Viewer,
    account_id: UUID,
    kind: DecisionKind,
    *,
    reason: str | None = None,
    category_ids: Sequence[str] | None = None,
) -> UUID:
    """Store a decision in the current transaction; return its id."""
    decision = await AccountDecision.create(
        account_id=account_id,
        officer_id=officer.account_id,
        city_id=officer.city_id,
        kind=kind,
        reason=reason,
        category_ids=list(category_ids or ()),
        at=context.clock.now(),
    )
    return decision.id
