"""Names of people and organisations: what may be registered, and which part of a name the public sees."""

import re
import unicodedata

from app.domain.accounts.office_words import speaks_for_office
from app.domain.text.invisible import visible
from app.domain.text.limits import PERSON_NAME
from app.domain.text.texts import clean_text
from app.errors import InvalidInput

_DOMAINS = "рф|қаз|бел|укр|рус|орг|ком|онлайн|сайт"  # rule: QC004 top-level domains in Cyrillic letters
_ADDRESS = re.compile(rf"://|www\.|@|[^\W_]{{2,}}\.(?:[a-z]{{2,}}|{_DOMAINS})\b|[^\W_]\.[a-z]{{2,}}/", re.IGNORECASE)
"""A web or mail address. One letter before the dot is an initial unless a path follows: "S.Seifullin", but "t.me/x"."""
_PHONE = re.compile(r"(?:\d[\s()+\-.–—]*){5,}")
"""Five digits or more, whatever stands between them. A year has four."""
# rule: QC004 endings of surnames, in Cyrillic and Latin letters
_SURNAME = re.compile(r".{3,}(?:ов|ова|ев|ева|ёв|ёва|ский|ская|цкий|цкая|енко|ov|ova|ev|eva|skiy|skaya|enko)")
# rule: QC004 endings of patronymics, in Cyrillic and Latin letters
_PATRONYMIC = re.compile(
    # rule: QC004 the same
    r".{2,}(?:ович|евич|овна|евна|ична|ұлы|улы|қызы|кызы|uly|kyzy|qyzy|ovich|evich|ovna|evna)"
)


def clean_name(field: str, name: str | None, *, limit: int = PERSON_NAME) -> str:
    """Return the name trimmed and normalised.

    Raises:
        InvalidInput: names the field: it is empty, too long, on several lines, or holds a web address, a mail address
            or a phone number.
    """
    cleaned = clean_text(field, name, limit=limit)
    if (fault := _fault(cleaned)) is not None:
        raise InvalidInput(field, f"{field}: expected a name without {fault}")
    return cleaned


def clean_given_name(name: str | None) -> str | None:
    """Return the given name trimmed; None where the form has no field for it.

    Raises:
        InvalidInput: names ``givenName``; see ``clean_name``.
    """
    return None if name is None else clean_name("givenName", name)


def check_public_name(name: str, given_name: str | None) -> None:
    """Refuse a name of which the public would read a word that speaks for the city or the product.

    Raises:
        InvalidInput: names the field, name or givenName, in which the word stands.
    """
    if speaks_for_office(given_name_in(name) if given_name is None else given_name):
        field = "name" if given_name is None else "givenName"
        raise InvalidInput(field, f"{field}: expected the name of a person, not of an office", office=True)


def presentable(name: str) -> str:
    """Return a stored name as it may be shown; empty where it holds what ``clean_name`` refuses.

    Line breaks become spaces, and characters that show nothing are removed. Names that were stored before they were
    checked are shown through this function.
    """
    shown = " ".join(visible(name).split())
    return "" if _fault(shown) else shown


def given_name_in(name: str) -> str:
    """Return the given name in a whole name; empty where it cannot be told from the surname.

    Surnames come first or last, so their place does not tell. A patronymic follows the given name, and some endings
    belong to surnames alone. A single word is taken as the given name unless it ends like a surname.
    """
    words = presentable(name).split()
    folded = [word.casefold() for word in words]
    marked = [bool(_SURNAME.fullmatch(word)) for word in folded]
    after = next((at for at, word in enumerate(folded) if at and _PATRONYMIC.fullmatch(word)), None)
    if after is not None:
        return "" if marked[after - 1] else words[after - 1]
    unmarked = [word for word, is_surname in zip(words, marked, strict=True) if not is_surname]
    return unmarked[0] if len(unmarked) == 1 else ""


def _fault(name: str) -> str | None:
    """Return what a name must not hold and this one does."""
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in name):
        return "line breaks"
    # Wide and circled characters read like the plain ones that they stand for.
    plain = unicodedata.normalize("NFKC", name)
    if _ADDRESS.search(plain):
        return "web or mail addresses; put a space after a dot"
    return "phone numbers" if _PHONE.search(plain) else None
