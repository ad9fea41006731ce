"""Passwords that an attacker tries first: common ones, and those made of what is known about the account.

``app/data/common_passwords.txt.gz`` has those of eight characters or more among the 30,000 most used passwords that the
package zxcvbn lists (MIT licence, docs/adr/0016-common-passwords.md).
"""

import gzip
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

_MOST_ADDED = 4
"""Digits and signs at the end that do not make a common password a rare one, such as a year."""
_SERVICE = ("qalacontrol", "qala control")
# rule: QC004 the keys of the Russian and Kazakh layouts, for passwords typed with the other one
_CYRILLIC_KEYS = "йцукенгшщзхъфывапролджэячсмитьбю"
_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_LAYOUT = str.maketrans(_CYRILLIC_KEYS, _LATIN_KEYS)
# rule: QC004 the words for "password" and "secret" are common in Cyrillic letters too
_CYRILLIC_WORDS = frozenset({"пароль", "парольпароль", "құпиясөз", "купиясоз", "секретно"})


def is_common(password: str) -> bool:
    """Whether many people use this password, also typed with the other keyboard layout or with a year at its end."""
    folded = password.casefold()
    typed = folded.translate(_LAYOUT)
    forms = {form for text in (folded, typed) for form in _shortened(text)}
    return not forms.isdisjoint(_listed()) or len(set(folded)) < 3


def is_about(password: str, *known: str | None) -> bool:
    """Whether the password is a name or an address of the account, or of this service, with at most four signs more."""
    wanted = {_letters(form) for form in _shortened(password.casefold())}
    about = {_letters(form) for text in (*known, *_SERVICE) if text for form in _forms(text.casefold())}
    return bool(wanted & {form for form in about if len(form) >= 4})


def _forms(text: str) -> set[str]:
    local, _, domain = text.partition("@")
    words = text.split()
    return {text, local, domain, domain.partition(".")[0], "".join(reversed(words)), *words}


def _shortened(text: str) -> Iterator[str]:
    """Yield the text, and the text without the last one to four characters while these are digits or signs."""
    yield text
    for added in range(1, _MOST_ADDED + 1):
        if text[-added:][:1].isalpha() or added >= len(text):
            return
        yield text[:-added]


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    packed = files("app.data").joinpath("common_passwords.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode().split()) | _CYRILLIC_WORDS
