"""Which steps of a request a viewer may take: what they are to the request, held against the lifecycle table."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.auth.viewer import Viewer
from app.domain.requests.coauthors import NO_COAUTHORS, CoAuthors
from app.domain.requests.lifecycle import TABLE, Action, Relation, Rule, Status, actions_in, rule_for
from app.domain.requests.service_request import ServiceRequest
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
    now: datetime | None = None,
) -> tuple[Action, ...]:
    """Return the actions that the page offers this viewer on this request.

    ``photographers`` are the accounts that sent its photos; None stands for a sender who was anonymised. ``now``
    leaves out what is too late.
    """
    if viewer is not None and viewer.block_in(request.city_id):
        # To stop following is no step, and stays possible.
        return (Action.UNFOLLOW,) if following else ()
    return _allowed_actions(
        request.status,
        relations_of(viewer, request, following=following, coauthors=coauthors),
        assigned=request.executor_id is not None,
        following=following,
        confirmed=viewer is not None and viewer.account_id in coauthors.confirmed,
        photos=bool(photographers),
        own_photos=viewer is not None and viewer.account_id in photographers,
        closed_at=request.closed_at,
        now=now,
    )


def _allowed_actions(
    status: Status,
    relations: frozenset[Relation],
    *,
    assigned: bool,
    following: bool,
    photos: bool,
    own_photos: bool,
    confirmed: bool = False,
    closed_at: datetime | None = None,
    now: datetime | None = None,
) -> tuple[Action, ...]:
    """Return the actions that an account with these relations may take now.

    ``confirmed`` says whether the account has confirmed in this round already, ``photos`` whether the request has any,
    ``own_photos`` whether any of them is from this account. Without ``now`` no action is too late.
    """
    rules = {action: TABLE[status, action] for action in actions_in(status)}
    actions = [
        action
        for action, rule in rules.items()
        if rule.who & relations and (now is None or rule.is_in_time(closed_at, now))
    ]
    hidden = {Action.FOLLOW} if following or Relation.AUTHOR in relations else {Action.UNFOLLOW}
    if assigned:
        hidden.add(Action.CLAIM)
    if confirmed:
        hidden.add(Action.CONFIRM)
    if not photos:
        hidden.add(Action.MODERATE_PHOTO)
    if not own_photos:
        hidden.add(Action.RETRACT_PHOTO)
    return tuple(action for action in actions if action not in hidden)


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
