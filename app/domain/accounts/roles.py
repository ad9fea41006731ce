"""What an account is to the city, what each role needs and may do, and the languages people read.

``TRAITS`` is the one table of roles: ``python -m scripts.generated`` writes the front end's table from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.notifications.letters import NotificationKind


class Role(StrEnum):
    """What an account is; asked for at registration, never taken from a request."""

    CITIZEN = "CITIZEN"
    EXECUTOR = "EXECUTOR"
    AKIMAT = "AKIMAT"


class ApprovedBy(StrEnum):
    """What gives an account the rights of its role."""

    REGISTRATION = "REGISTRATION"
    """the account itself"""
    OFFICER = "OFFICER"
    """the Akimat of its city"""
    DOMAIN_OR_OFFICER = "DOMAIN_OR_OFFICER"
    """the link sent to an address of the city's own domain, or the Akimat of its city"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTraits:
    """What the code needs to know of a role, beside its rights in ``app.auth.permissions``."""

    approved_by: ApprovedBy
    is_official: bool
    """Acts officially: the whole name and the picture are public, and what it does in office is no personal data.

    The hashes of the timeline depend on it: a role whose events are in the log keeps its value.
    """
    needs_city: bool
    needs_state_address: bool
    """The e-mail address has to be one of the state's domains."""
    joins_organisation: bool
    works_on_requests: bool
    """Takes requests of the categories that it serves; its own list shows its tasks."""
    oversees_city: bool
    """Starts at the panel of its city, and sees its people."""
    is_rate_limited: bool
    notified_of: tuple[NotificationKind, ...]
    """The kinds of notification that it can receive, in the order in which the page offers them."""


TRAITS: dict[Role, RoleTraits] = {
    Role.CITIZEN: RoleTraits(
        approved_by=ApprovedBy.REGISTRATION,
        is_official=False,
        needs_city=False,
        needs_state_address=False,
        joins_organisation=False,
        works_on_requests=False,
        oversees_city=False,
        is_rate_limited=True,
        notified_of=(NotificationKind.VERDICT_ASKED, NotificationKind.REQUEST_MOVED, NotificationKind.AREA),
    ),
    Role.EXECUTOR: RoleTraits(
        approved_by=ApprovedBy.OFFICER,
        is_official=True,
        needs_city=True,
        needs_state_address=False,
        joins_organisation=True,
        works_on_requests=True,
        oversees_city=False,
        is_rate_limited=True,
        notified_of=(
            NotificationKind.ASSIGNMENT,
            NotificationKind.DISPUTE,
            NotificationKind.DEADLINE,
            NotificationKind.REQUEST_MOVED,
            NotificationKind.AREA,
        ),
    ),
    Role.AKIMAT: RoleTraits(
        approved_by=ApprovedBy.DOMAIN_OR_OFFICER,
        is_official=True,
        needs_city=True,
        needs_state_address=True,
        joins_organisation=False,
        works_on_requests=False,
        oversees_city=True,
        is_rate_limited=False,
        notified_of=(
            NotificationKind.DIGEST,
            NotificationKind.DISPUTE,
            NotificationKind.DEADLINE,
            NotificationKind.REQUEST_MOVED,
            NotificationKind.AREA,
        ),
    ),
}

OFFICIAL = frozenset(role for role, traits in TRAITS.items() if traits.is_official)
APPROVED_BY_OFFICER = frozenset(role for role, traits in TRAITS.items() if traits.approved_by is ApprovedBy.OFFICER)
WORKERS = frozenset(role for role, traits in TRAITS.items() if traits.works_on_requests)
"""The roles that serve categories and that an organisation's head can have."""


def is_approved(registered: Role, approved_at: datetime | None) -> bool:
    """Whether an account may use the rights of the role that it registered for."""
    return TRAITS[registered].approved_by is ApprovedBy.REGISTRATION or approved_at is not None


def acting_role(registered: Role, *, approved: bool) -> Role:
    """Return the role in which an account acts, is shown, is limited and can be blocked: a citizen's until approved."""
    return registered if approved else Role.CITIZEN


class Locale(StrEnum):
    """A language of screens and messages: one for each folder of ``locales/``.

    This is the only list of languages. The front end's list is written from it, and the checks hold the folders and the
    names of cities and categories against it.
    """

    KK = "KK"
    RU = "RU"
    EN = "EN"


LANGUAGES: Mapping[str, Locale] = {locale.lower(): locale for locale in Locale}
"""The languages by their codes: names of folders, and keys of the names of cities and categories."""
DEFAULT_LANGUAGE = Locale.KK.lower()


def by_locale(names: Mapping[str, str]) -> dict[Locale, str]:
    """Return the names of a city or a category by locale, from those by language code.

    The Kazakh name stands in where a row was stored before the product had the language.
    """
    return {locale: names.get(language, names[DEFAULT_LANGUAGE]) for language, locale in LANGUAGES.items()}
