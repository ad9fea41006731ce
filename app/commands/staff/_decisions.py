"""The record of what officers decide about accounts: who, when and why."""

from collections.abc import Sequence
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.domain.accounts.decisions import DecisionKind
from app.domain.text.limits import DECISION_REASON
from app.domain.text.texts import optional_text
from app.models import AccountDecision


def clean_reason(reason: str | None) -> str | None:
    """Return the cleaned reason, or None when none was given.

    Raises:
        InvalidInput: the reason is too long.
    """
    return optional_text("reason", reason, limit=DECISION_REASON)


async def record_decision(
    context: CommandContext,
    officer: Viewer | None,
    account_id: UUID,
    kind: DecisionKind,
    *,
    reason: str | None = None,
    category_ids: Sequence[str] | None = None,
    everywhere: bool = False,
) -> UUID:
    """Store a decision in the current transaction; return its id. Without an officer it is the operator's."""
    decision = await AccountDecision.create(
        account_id=account_id,
        officer_id=officer.account_id if officer else None,
        city_id=officer.city_id if officer else None,
        kind=kind,
        reason=reason,
        category_ids=list(category_ids or ()),
        everywhere=everywhere,
        at=context.clock.now(),
    )
    return decision.id
