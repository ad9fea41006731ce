"""Who a person is to the city, and in which language they read."""

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
