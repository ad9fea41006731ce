"""Who a person is to the city, and in which language they read."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What an account is; fixed at registration, never believed from a request."""

    CITIZEN = "CITIZEN"
    EXECUTOR = "EXECUTOR"
    AKIMAT = "AKIMAT"


class Locale(StrEnum):
    """The language of screens and letters."""

    KK = "KK"
    RU = "RU"
    EN = "EN"


def by_locale(names: Mapping[str, str]) -> dict[Locale, str]:
    """Return the names of a city or a category by locale, from those by language code (`kk`, `ru`, `en`)."""
    return {locale: names[locale.lower()] for locale in Locale}
