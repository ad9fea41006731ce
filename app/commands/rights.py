"""Asking again, in the transaction of a step, whether its actor may still act."""

from dataclasses import replace

from app.auth.sessions import blocks_of
from app.auth.viewer import Viewer
from app.domain.accounts.roles import is_approved
from app.errors import NotAllowed, Unauthenticated
from app.models.accounts.rights import lock_rights


async def keep_rights(viewer: Viewer, city_id: str | None = None) -> None:
    """Hold the rights of the viewer until the transaction ends.

    The viewer was read before: photos may have been uploaded since. A block, a retirement or an erasure that comes
    first refuses the step, and one that comes second waits for it. ``city_id`` is where the viewer acts.

    Raises:
        Unauthenticated: the account was blocked everywhere or erased meanwhile.
        NotAllowed: it was blocked in this city, or has lost its role.
    """
    rights = await lock_rights(viewer.account_id)
    if rights is None or rights.blocked_at is not None:
        raise Unauthenticated("this account was blocked or erased meanwhile")
    if city_id in rights.blocked_cities:
        replace(viewer, blocks=await blocks_of(viewer.account_id)).check_may_act_in(str(city_id))
    if viewer.approved and not is_approved(rights.role, rights.approved_at):
        raise NotAllowed("this account has lost its role meanwhile")
