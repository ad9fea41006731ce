"""The texts of the server in Kazakh, Russian and English, from the catalogues in `locales/`."""

from functools import cache

from app.domain.accounts.roles import Locale
from app.localisation.catalogue import Catalogue
from app.localisation.messages import Messages

__all__ = ["Messages", "messages"]


@cache
def messages(locale: Locale) -> Messages:
    """Return the texts in a language; the files are read on the first call."""
    return Messages(Catalogue(locale.lower()))
