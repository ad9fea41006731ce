"""Who receives an event, and in which capacity: computed once, when the event is written, and stored with it.

Topics, the list of notifications, letters and push all follow from it.

Law 1: an account receives an event once. ``ROLES`` is read from left to right and the first role that fits counts.
Law 2: the account that acted receives nothing.
Law 3: a breach always reaches a superior: where the organisation has no head, the officers of the city receive it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.log.events import Event, EventKind
from app.domain.log.topics import recipient_accounts
from app.domain.notifications.recipient import Recipient, RecipientRole
from app.domain.requests.coauthors import NO_COAUTHORS, CoAuthors
from app.domain.requests.service_request import ServiceRequest

_AUTHOR, _COAUTHOR, _EXECUTOR = RecipientRole.AUTHOR, RecipientRole.COAUTHOR, RecipientRole.EXECUTOR
_HEAD, _AKIMAT, _FOLLOWER = RecipientRole.HEAD, RecipientRole.AKIMAT, RecipientRole.FOLLOWER
_AREA = RecipientRole.AREA

_PUBLIC = (_AUTHOR, _EXECUTOR, _FOLLOWER)
_WORK = (_EXECUTOR, _AUTHOR, _FOLLOWER)
"""The executor comes first where the event changes what the executor has to do."""

ROLES: dict[EventKind, tuple[RecipientRole, ...]] = {
    **dict.fromkeys(EventKind, _PUBLIC),
    EventKind.SUBMITTED: (*_PUBLIC, _AREA),
    EventKind.ASSIGNED: _WORK,
    EventKind.WITHDRAWN: _WORK,
    EventKind.MERGED: _WORK,
    EventKind.DEADLINE_EXTENDED: _WORK,
    EventKind.RECATEGORISED: _WORK,
    EventKind.COMMENTED: _WORK,
    EventKind.WORK_COMPLETED: (_AUTHOR, _COAUTHOR, _EXECUTOR, _FOLLOWER, _AREA),
    EventKind.WORK_DISPUTED: (_EXECUTOR, _AKIMAT, _AUTHOR, _FOLLOWER),
    EventKind.REOPENED: _WORK,
    EventKind.VERDICT_REMINDED: (_AUTHOR, _COAUTHOR),
    EventKind.VERDICT_ASKED_AGAIN: (_AUTHOR, _COAUTHOR),
    EventKind.DEADLINE_AT_RISK: (_EXECUTOR,),
    EventKind.DEADLINE_BREACHED: (_EXECUTOR, _HEAD, _AUTHOR, _FOLLOWER),
    EventKind.DEADLINE_ESCALATED: (_HEAD, _AKIMAT),
}
"""The roles that receive an event of each kind, in the order in which one is chosen for an account with several."""

MESSAGES_ONLY = frozenset({(EventKind.WORK_DISPUTED, RecipientRole.AKIMAT)})
"""Officers get a letter about every dispute; in their list of notifications it is only if they follow the request."""


@dataclass(frozen=True, slots=True)
class Superiors:
    """The accounts above the executor of one request."""

    heads: frozenset[UUID] = frozenset()
    """Heads of the organisation that the executor works for."""
    officers: frozenset[UUID] = frozenset()
    """Officers of the city."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedAccounts:
    """The accounts related to one request that its row does not name."""

    followers: frozenset[UUID] = frozenset()
    superiors: Superiors = field(default_factory=Superiors)
    coauthors: CoAuthors = NO_COAUTHORS
    area_followers: frozenset[UUID] = frozenset()
    """Who follows an area that holds the request."""


def needs_superiors(kind: EventKind) -> bool:
    """Whether an event of this kind may be addressed to superiors."""
    return not {_HEAD, _AKIMAT}.isdisjoint(ROLES[kind])


def needs_coauthors(kind: EventKind) -> bool:
    """Whether an event of this kind may be addressed to co-authors."""
    return _COAUTHOR in ROLES[kind]


def needs_area_followers(kind: EventKind) -> bool:
    """Whether an event of this kind is addressed to those who follow an area."""
    return _AREA in ROLES[kind]


def recipients_of(
    kind: EventKind,
    before: ServiceRequest | None,
    after: ServiceRequest,
    related: RelatedAccounts,
    *,
    actor_id: UUID | None,
) -> tuple[Recipient, ...]:
    """Return the recipients of the step from ``before`` to ``after``; ``related`` is as of before the step."""
    # A completion begins a new round, in which every co-author is asked again.
    coauthors = related.coauthors.in_new_round() if kind is EventKind.WORK_COMPLETED else related.coauthors
    former_executor = before.executor_id if before else None
    accounts = _accounts_by_role(
        after,
        related.superiors,
        coauthors=coauthors.waiting & related.followers,
        followers=related.followers | _present(former_executor),
        area_followers=related.area_followers,
    )
    roles = _roles(kind, related.superiors)
    listed = {account for role in roles if (kind, role) not in MESSAGES_ONLY for account in accounts[role]}
    return tuple(_assigned(roles, accounts, listed, actor_id))


def recipients_from_topics(event: Event, related: RelatedAccounts) -> tuple[Recipient, ...]:
    """Return the recipients of an event that was written before recipients were stored.

    Its topics name the accounts that it is a notification for; superiors and co-authors are those of now.
    """
    listed = frozenset(recipient_accounts(event.topics))
    accounts = _accounts_by_role(
        event.request,
        related.superiors,
        # Co-authors who did not follow the request are not in the topics.
        coauthors=related.coauthors.waiting & listed,
        followers=listed,
        # Areas could not be followed yet.
        area_followers=frozenset(),
    )
    return tuple(_assigned(_roles(event.kind, related.superiors), accounts, listed, event.actor_id))


def accounts_in_app(recipients: Iterable[Recipient]) -> list[UUID]:
    """Return the accounts whose list of notifications the event belongs to."""
    return [recipient.account_id for recipient in recipients if recipient.in_app]


def _roles(kind: EventKind, superiors: Superiors) -> tuple[RecipientRole, ...]:
    roles = ROLES[kind]
    return roles if superiors.heads else tuple(_AKIMAT if role is _HEAD else role for role in roles)


def _accounts_by_role(
    request: ServiceRequest,
    superiors: Superiors,
    *,
    coauthors: frozenset[UUID],
    followers: frozenset[UUID],
    area_followers: frozenset[UUID],
) -> dict[RecipientRole, frozenset[UUID]]:
    return {
        RecipientRole.AUTHOR: _present(request.author_id),
        RecipientRole.COAUTHOR: coauthors,
        RecipientRole.EXECUTOR: _present(request.executor_id),
        RecipientRole.HEAD: superiors.heads,
        RecipientRole.AKIMAT: superiors.officers,
        RecipientRole.FOLLOWER: followers,
        RecipientRole.AREA: area_followers,
    }


def _assigned(
    roles: Iterable[RecipientRole],
    accounts: Mapping[RecipientRole, frozenset[UUID]],
    listed: Iterable[UUID],
    actor_id: UUID | None,
) -> Iterator[Recipient]:
    """Yield each account once, in the first of its roles."""
    left_out, listed = {actor_id}, frozenset(listed)
    for role in roles:
        for account_id in sorted(accounts[role] - left_out):
            left_out.add(account_id)
            yield Recipient(account_id, role, account_id in listed)


def _present(account_id: UUID | None) -> frozenset[UUID]:
    return frozenset({account_id} if account_id else ())
