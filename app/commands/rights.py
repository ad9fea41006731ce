"""Asking again, in the transaction of a step, whether its actor may still act."""

from dataclasses import replace
from uuid import UUID

from app.auth.sessions import blocks_of
from app.auth.viewer import Viewer
from app.domain.accounts.roles import is_approved
from app.domain.requests.service_request import ServiceRequest
from app.errors import NotAllowed, Unauthenticated
from app.models.accounts.rights import StoredRights, lock_rights, lock_rights_and_read_followers


async def keep_rights(viewer: Viewer, city_id: str | None = None) -> None:
    """Hold the rights of the viewer until the transaction ends.

    The viewer was read before: photos may have been uploaded since. A block, a retirement or an erasure that comes
    first refuses the step, and one that comes second waits for it. ``city_id`` is where the viewer acts.

    Raises:
        Unauthenticated: the account was blocked everywhere or erased meanwhile.
        NotAllowed: it was blocked in this city, or has lost its role.
    """
    await _check(viewer, city_id, await lock_rights(viewer.account_id))


async def keep_rights_and_read_followers(viewer: Viewer, request: ServiceRequest) -> frozenset[UUID]:
    """Hold the rights of the viewer as ``keep_rights`` does, in the city of a request whose row is locked.

    Returns who follows the request.

    Raises:
        Unauthenticated, NotAllowed: see ``keep_rights``.
    """
    rights, followers = await lock_rights_and_read_followers(viewer.account_id, request.id)
    await _check(viewer, request.city_id, rights)
    return followers


async def _check(viewer: Viewer, city_id: str | None, rights: StoredRights | None) -> None:
    if rights is None or rights.blocked_at is not None:
        raise Unauthenticated("this account was blocked or erased meanwhile")
    if city_id in rights.blocked_cities:
        replace(viewer, blocks=await blocks_of(viewer.account_id)).check_may_act_in(str(city_id))
    if viewer.approved and not is_approved(rights.role, rights.approved_at):
        raise NotAllowed("this account has lost its role meanwhile")
