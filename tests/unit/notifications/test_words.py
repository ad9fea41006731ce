"""The words: whole in three languages."""

import re
from collections.abc import Iterator
from dataclasses import fields
from string import Formatter
from typing import Any

import pytest

from app.domain.events import EventKind
from app.domain.reasons import HoldReason, RejectReason
from app.domain.recipient import RecipientRole
from app.domain.roles import Locale
from app.notifications.due import LETTERS
from app.notifications.words import WORDS


def leaves(words: Any) -> Iterator[tuple[str, str]]:
    for field in fields(words):
        value = getattr(words, field.name)
        if isinstance(value, str):
            yield field.name, value
        elif isinstance(value, tuple):
            yield from ((f"{field.name}.{n}", item) for n, item in enumerate(value))
        else:
            yield from ((f"{field.name}.{key}", item) for key, item in value.items())


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("locale", Locale)
def test_every_language_says_everything(locale):
    """The same texts, with the same blanks to fill in, and none is empty."""
    said, kazakh = dict(leaves(WORDS[locale])), dict(leaves(WORDS[Locale.KK]))

    assert set(kazakh) == set(said)
    assert [name for name, text in said.items() if not text.strip()] == []
    dates = {"date", "day", "digest_subject", "digest"}
    assert {n: blanks(t) for n, t in kazakh.items() if n not in dates} == {
        n: blanks(t) for n, t in said.items() if n not in dates
    }
    for name in dates:
        assert blanks(said[name]) <= {"day", "month", "year", "time", "city"}


@pytest.mark.parametrize("locale", Locale)
def test_every_letter_has_a_headline_and_every_reader_a_reason(locale):
    """Also for the kinds that time alone brings about."""
    words = WORDS[locale]

    assert set(LETTERS) | {"CONFIRMED_BY_SILENCE", "other"} == set(words.events)
    assert set(RecipientRole) == set(words.by_reader)
    assert {*HoldReason, *RejectReason} == set(words.reasons)
    assert len(words.months) == 12


def test_the_languages_are_what_they_are_called():
    """No Cyrillic in English, letters of its own in Kazakh, and no Latin in either of the other two."""
    alphabets = {Locale.EN: r"[а-яё]", Locale.RU: r"[әғқңөұүһі]|\b[a-z]{3,}", Locale.KK: r"\b[a-z]{3,}"}
    for locale, foreign in alphabets.items():
        text = re.sub(r"\{\w+\}|QalaControl", "", " ".join(text for _, text in leaves(WORDS[locale])))
        assert re.findall(foreign, text, re.IGNORECASE) == []
    assert re.search("[әғқңөұүһі]", " ".join(text for _, text in leaves(WORDS[Locale.KK])))


def test_events_have_headlines_under_their_own_names():
    """A misspelt key would be silently replaced by the general one."""
    known = {*EventKind, "CONFIRMED_BY_SILENCE", "other"}

    assert set(WORDS[Locale.EN].events) <= known
