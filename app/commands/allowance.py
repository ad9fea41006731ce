"""Limits by account, and who has none."""

from app.auth.limits import Limit
from app.auth.viewer import Viewer
from app.commands.desk import Desk
from app.domain.roles import Role


async def allow_by_account(desk: Desk, viewer: Viewer, limit: Limit, tries: int = 1) -> None:
    """Count tries of this account. Officers have no limit, nor have the product's own actors: the demo, a replay.

    Raises:
        RateLimited: too many in one window.
    """
    if viewer.session_id is not None and viewer.role is not Role.AKIMAT:
        await desk.limiter.take(*[(limit, viewer.account_id)] * tries)
