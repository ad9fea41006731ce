"""Who may do what: the part a viewer plays in a request, held against the lifecycle table."""

from uuid import UUID

from app.auth.viewer import Viewer
from app.domain.lifecycle import TABLE, Action, Part, Rule, allowed_actions, rule_for
from app.domain.service_request import ServiceRequest
from app.errors import NotAllowed, Unauthenticated

_EVER: dict[Action, frozenset[Part]] = {
    action: frozenset().union(*(rule.who for (_, known), rule in TABLE.items() if known is action)) for action in Action
}
"""The parts that may do an action in at least one status."""


def parts_of(viewer: Viewer | None, request: ServiceRequest, *, following: bool) -> frozenset[Part]:
    """Return the parts this viewer plays in this request."""
    if viewer is None:
        return frozenset()
    playing = {
        Part.SIGNED_IN: True,
        Part.FOLLOWER: following,
        Part.AUTHOR: viewer.account_id == request.author_id,
        Part.EXECUTOR: viewer.is_executor_of(request.city_id) and viewer.serves(request.category_id),
        Part.ASSIGNEE: viewer.account_id == request.executor_id and viewer.is_executor_of(request.city_id),
        Part.AKIMAT: viewer.is_akimat_of(request.city_id),
    }
    return frozenset(part for part, plays in playing.items() if plays)


def viewer_actions(
    viewer: Viewer | None,
    request: ServiceRequest,
    *,
    following: bool,
    photographers: frozenset[UUID] = frozenset(),
) -> tuple[Action, ...]:
    """Return the buttons this viewer gets on this request; ``photographers`` sent the photos that it has."""
    return allowed_actions(
        request.status,
        parts_of(viewer, request, following=following),
        assigned=request.executor_id is not None,
        following=following,
        photos=bool(photographers),
        own_photos=viewer is not None and viewer.account_id in photographers,
    )


def permit(viewer: Viewer | None, request: ServiceRequest, action: Action, *, following: bool = False) -> Rule:
    """Return the rule under which the viewer may do this.

    Who is asked before whether: a stranger learns that it is not theirs to do, not what state it is in.

    Raises:
        Unauthenticated, NotAllowed, IllegalTransition: in this order.
    """
    if viewer is None:
        raise Unauthenticated
    parts = parts_of(viewer, request, following=following)
    if not parts & _EVER[action]:
        raise NotAllowed(f"{action} is not for you on this request", action=action.value)
    rule = rule_for(request.status, action)
    if not rule.who & parts:
        raise NotAllowed(f"{action} is not for you on this request now", action=action.value)
    return rule
