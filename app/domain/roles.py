"""What an account is to the city, what each role needs, and the languages people read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    """Acts officially: the whole name and the picture are public."""
    needs_city: bool
    needs_state_address: bool
    """The e-mail address has to be one of the state's domains."""
    joins_organisation: bool
    is_rate_limited: bool


TRAITS: dict[Role, RoleTraits] = {
    Role.CITIZEN: RoleTraits(
        approved_by=ApprovedBy.REGISTRATION,
        is_official=False,
        needs_city=False,
        needs_state_address=False,
        joins_organisation=False,
        is_rate_limited=True,
    ),
    Role.EXECUTOR: RoleTraits(
        approved_by=ApprovedBy.OFFICER,
        is_official=True,
        needs_city=True,
        needs_state_address=False,
        joins_organisation=True,
        is_rate_limited=True,
    ),
    Role.AKIMAT: RoleTraits(
        approved_by=ApprovedBy.DOMAIN_OR_OFFICER,
        is_official=True,
        needs_city=True,
        needs_state_address=True,
        joins_organisation=False,
        is_rate_limited=False,
    ),
}


def is_approved(registered: Role, approved_at: datetime | None) -> bool:
    """Whether an account may use the rights of the role that it registered for."""
    return TRAITS[registered].approved_by is ApprovedBy.REGISTRATION or approved_at is not None


def acting_role(registered: Role, *, approved: bool) -> Role:
    """Return the role in which an account acts, is shown, is limited and can be blocked: a citizen's until approved."""
    return registered if approved else Role.CITIZEN


class Locale(StrEnum):
    """A language of screens and messages."""

    KK = "KK"
    RU = "RU"
    EN = "EN"


def by_locale(names: Mapping[str, str]) -> dict[Locale, str]:
    """Return the names of a city or a category by locale, from those by language code (`kk`, `ru`, `en`)."""
    return {locale: names[locale.lower()] for locale in Locale}
