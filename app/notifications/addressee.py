"""The account that a letter is written to, and the names that the letter mentions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.accounts.roles import Locale
from app.localisation import Messages
from app.localisation.moments import moment_text

Names = Mapping[str, Mapping[Locale, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """The recipient of a letter, read from the account when the letter is sent."""

    account_id: UUID
    email: str
    name: str
    """Empty where the mailbox is not known to be the account's own: anyone may type a name into a registration, and
    the greeting would carry it to a stranger in an official letter."""
    locale: Locale
    is_caller: bool = False
    """Whether an officer typed the mailbox in for a person without an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNames:
    """The names of cities and categories by locale, and the time zones of cities."""

    cities: Names
    categories: Names
    zones: Mapping[str, ZoneInfo]

    def category(self, data: Mapping[str, Any], locale: Locale) -> str:
        """Return the name of the category that a letter's data names."""
        names = self.categories.get(data["category_id"])
        return names[locale] if names else str(data["category_id"])

    def place(self, data: Mapping[str, Any], locale: Locale) -> str:
        """Return category and address; the address is empty while the Akimat hides it."""
        return ", ".join(text for text in (self.category(data, locale), data["address"]) if text)

    def moment(self, moment: datetime, city_id: str, texts: Messages) -> str:
        """Return a time by the clock of the city."""
        return moment_text(texts, moment.astimezone(self.zones[city_id]))


def greeting(to: Addressee, texts: Messages) -> str:
    """Return the first line of a letter."""
    return texts.letter_greeting(name=to.name) if to.name else texts.letter_greeting_unnamed()
