"""Rate limits by account and by network, and the exceptions from them."""

from app.auth.limits import Limit, network_of
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.domain.accounts.roles import TRAITS


async def allow_by_account(context: CommandContext, viewer: Viewer, limit: Limit, tries: int = 1) -> None:
    """Count so many tries of this account. The Akimat, the demo and a replay have no limit.

    An account that waits for its approval is limited as a citizen.

    Raises:
        RateLimited: too many in one window.
    """
    # The demo and a replay act without a session.
    if viewer.session_id is not None and TRAITS[viewer.role].is_rate_limited:
        await context.limiter.take(*[(limit, viewer.account_id)] * tries)


async def allow_by_client(context: CommandContext, client: str | None, limit: Limit) -> None:
    """Count a try from this network address. A caller without one, such as the command line, has no limit.

    Raises:
        RateLimited: too many in one window.
    """
    await context.limiter.take((limit, network_of(client)))
