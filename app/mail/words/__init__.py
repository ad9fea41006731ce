"""The words of all letters, a file a language."""

from app.domain.roles import Locale
from app.mail.words.en import EN
from app.mail.words.kk import KK
from app.mail.words.ru import RU
from app.mail.words.words import Words

WORDS: dict[Locale, Words] = {Locale.KK: KK, Locale.RU: RU, Locale.EN: EN}

__all__ = ["WORDS", "Words"]
