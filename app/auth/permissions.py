"""Who may do what: the part a viewer plays in a request, held against the lifecycle table."""

from uuid import UUID

from app.auth.viewer import Viewer
from app.domain.coauthors import NO_COAUTHORS, CoAuthors
from app.domain.lifecycle import TABLE, Action, Relation, Rule, allowed_actions, rule_for
from app.domain.service_request import ServiceRequest
from app.errors import NotAllowed, Unauthenticated

_EVER: dict[Action, frozenset[Relation]] = {
    action: frozenset().union(*(rule.who for (_, known), rule in TABLE.items() if known is action)) for action in Action
}
"""The parts that may do an action in at least one status."""


def asks_coauthors(action: Action) -> bool:
    """Whether co-authors may do this in some status, so that one has to know them."""
    return Relation.COAUTHOR in _EVER[action]


def relations_of(
    viewer: Viewer | None, request: ServiceRequest, *, following: bool, sent: CoAuthors = NO_COAUTHORS
) -> frozenset[Relation]:
    """Return the parts this viewer plays in this request; ``sent`` are those whose requests were merged into it."""
    if viewer is None:
        return frozenset()
    playing = {
        Relation.SIGNED_IN: True,
        Relation.FOLLOWER: following,
        Relation.AUTHOR: viewer.account_id == request.author_id,
        Relation.EXECUTOR: viewer.is_executor_of(request.city_id) and viewer.serves(request.category_id),
        Relation.ASSIGNEE: viewer.account_id == request.executor_id and viewer.is_executor_of(request.city_id),
        Relation.AKIMAT: viewer.is_akimat_of(request.city_id),
    }
    return frozenset(part for part, plays in playing.items() if plays) | sent.parts_of(viewer.account_id)


def viewer_actions(
    viewer: Viewer | None,
    request: ServiceRequest,
    *,
    following: bool,
    sent: CoAuthors = NO_COAUTHORS,
    photographers: frozenset[UUID | None] = frozenset(),
) -> tuple[Action, ...]:
    """Return the buttons this viewer gets on this request; ``photographers`` sent its photos, None = nobody knows."""
    return allowed_actions(
        request.status,
        relations_of(viewer, request, following=following, sent=sent),
        assigned=request.executor_id is not None,
        following=following,
        confirmed=viewer is not None and viewer.account_id in sent.confirmed,
        photos=bool(photographers),
        own_photos=viewer is not None and viewer.account_id in photographers,
    )


def permit(
    viewer: Viewer | None,
    request: ServiceRequest,
    action: Action,
    *,
    following: bool = False,
    sent: CoAuthors = NO_COAUTHORS,
) -> Rule:
    """Return the rule under which the viewer may do this.

    Who is asked before whether: a stranger learns that it is not theirs to do, not what state it is in.

    Raises:
        Unauthenticated, NotAllowed, IllegalTransition: in this order.
    """
    if viewer is None:
        raise Unauthenticated
    parts = relations_of(viewer, request, following=following, sent=sent)
    if not parts & _EVER[action]:
        if action is Action.CLAIM and viewer.is_executor_of(request.city_id):
            raise NotAllowed(
                "this category is not among those you serve; the Akimat may still assign the request to you",
                action=action.value,
                categoryId=request.category_id,
            )
        raise NotAllowed(f"{action} is not for you on this request", action=action.value)
    rule = rule_for(request.status, action)
    if not rule.who & parts:
        raise NotAllowed(f"{action} is not for you on this request now", action=action.value)
    return rule
