"""Limits by account and by network, and who has none."""

from app.auth.limits import Limit, network_of
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.domain.roles import TRAITS


async def allow_by_account(context: CommandContext, viewer: Viewer, limit: Limit, tries: int = 1) -> None:
    """Count tries of this account. Officers have no limit, nor have the product's own actors: the demo, a replay.

    Raises:
        RateLimited: too many in one window.
    """
    if viewer.session_id is not None and TRAITS[viewer.role].is_rate_limited:
        await context.limiter.take(*[(limit, viewer.account_id)] * tries)


async def allow_by_client(context: CommandContext, client: str | None, limit: Limit) -> None:
    """Count a try from this network address; what has none, such as the command line, has no limit.

    Raises:
        RateLimited: too many in one window.
    """
    await context.limiter.take((limit, network_of(client)))
