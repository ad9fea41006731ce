"""Which steps of a request a viewer may take: what they are to the request, held against the lifecycle table."""

from collections.abc import Mapping
from uuid import UUID

from app.auth.viewer import Viewer
from app.domain.coauthors import NO_COAUTHORS, CoAuthors
from app.domain.lifecycle import TABLE, Action, Relation, Rule, allowed_actions, rule_for
from app.domain.service_request import ServiceRequest
from app.errors import NotAllowed, Unauthenticated

_EVER: Mapping[Action, frozenset[Relation]] = {
    action: frozenset().union(*(rule.who for (_, known), rule in TABLE.items() if known is action)) for action in Action
}
"""The relations that may take a step in at least one status."""


def depends_on_coauthors(action: Action) -> bool:
    """Whether co-authors may take this step in some status, so that they have to be read before ``permit``."""
    return Relation.COAUTHOR in _EVER[action]


def relations_of(
    viewer: Viewer | None, request: ServiceRequest, *, following: bool, coauthors: CoAuthors = NO_COAUTHORS
) -> frozenset[Relation]:
    """Return what the viewer is to this request; ``coauthors`` are the authors of requests merged into it."""
    if viewer is None:
        return frozenset()
    held = {
        Relation.SIGNED_IN: True,
        Relation.FOLLOWER: following,
        Relation.AUTHOR: viewer.account_id == request.author_id,
        Relation.EXECUTOR: viewer.is_executor_of(request.city_id) and viewer.serves(request.category_id),
        Relation.ASSIGNEE: viewer.account_id == request.executor_id and viewer.is_executor_of(request.city_id),
        Relation.AKIMAT: viewer.is_akimat_of(request.city_id),
        Relation.CALL_TAKER: request.report_source is not None and viewer.is_akimat_of(request.city_id),
    }
    return frozenset(relation for relation, holds in held.items() if holds) | coauthors.relations_of(viewer.account_id)


def viewer_actions(
    viewer: Viewer | None,
    request: ServiceRequest,
    *,
    following: bool,
    coauthors: CoAuthors = NO_COAUTHORS,
    photographers: frozenset[UUID | None] = frozenset(),
) -> tuple[Action, ...]:
    """Return the actions that the page offers this viewer on this request.

    ``photographers`` are the accounts that sent its photos; None stands for a sender who was anonymised.
    """
    if viewer is not None and viewer.block_in(request.city_id):
        # To stop following is no step, and stays possible.
        return (Action.UNFOLLOW,) if following else ()
    return allowed_actions(
        request.status,
        relations_of(viewer, request, following=following, coauthors=coauthors),
        assigned=request.executor_id is not None,
        following=following,
        confirmed=viewer is not None and viewer.account_id in coauthors.confirmed,
        photos=bool(photographers),
        own_photos=viewer is not None and viewer.account_id in photographers,
    )


def permit(
    viewer: Viewer | None,
    request: ServiceRequest,
    action: Action,
    *,
    following: bool = False,
    coauthors: CoAuthors = NO_COAUTHORS,
) -> Rule:
    """Return the rule of the lifecycle table under which the viewer may take this step.

    The relation is checked before the status: a viewer without the right does not learn the state of the request.

    Raises:
        Unauthenticated, NotAllowed, IllegalTransition: in this order. ``NotAllowed`` also where the Akimat has blocked
            the account in the city of the request.
    """
    if viewer is None:
        raise Unauthenticated
    viewer.check_may_act_in(request.city_id)
    relations = relations_of(viewer, request, following=following, coauthors=coauthors)
    if not relations & _EVER[action]:
        if action is Action.CLAIM and viewer.is_executor_of(request.city_id):
            raise NotAllowed(
                "this category is not among those you serve; the Akimat may still assign the request to you",
                action=action.value,
                categoryId=request.category_id,
            )
        raise NotAllowed(f"{action} is not for you on this request", action=action.value)
    rule = rule_for(request.status, action)
    if not rule.who & relations:
        raise NotAllowed(f"{action} is not for you on this request now", action=action.value)
    return rule
