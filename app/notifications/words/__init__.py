"""The words of all letters, a file a language."""

from app.domain.roles import Locale
from app.notifications.words.en import EN
from app.notifications.words.kk import KK
from app.notifications.words.ru import RU
from app.notifications.words.words import Words

WORDS: dict[Locale, Words] = {Locale.KK: KK, Locale.RU: RU, Locale.EN: EN}

__all__ = ["WORDS", "Words"]
