"""The texts of letters: whole in three languages."""

import re
from collections.abc import Iterator

import pytest
from fluent.syntax import FluentParser, ast

from app.domain.accounts.roles import Locale
from app.domain.log.events import EventKind
from app.domain.notifications.letters import Answer, LetterKind, NotificationKind
from app.domain.notifications.recipient import RecipientRole
from app.domain.requests.reasons import HoldReason, RejectReason
from app.localisation import messages
from app.localisation.catalogue import FILES, FOLDER
from app.notifications.due import LETTERS
from app.queries.notifications.letters import AnswerState


def texts_of(locale: Locale) -> Iterator[str]:
    """Every text that the server writes in a language, without its arguments."""
    for name in FILES:
        for entry in FluentParser().parse((FOLDER / locale.lower() / f"{name}.ftl").read_text()).body:
            if isinstance(entry, ast.Message) and entry.value is not None:
                yield from (element.value for element in entry.value.elements if isinstance(element, ast.TextElement))


@pytest.mark.parametrize("locale", Locale)
def test_every_letter_has_a_headline_and_every_reader_a_reason(locale):
    """Also for the kinds that time alone brings about."""
    texts = messages(locale)

    general = texts.event("OTHER")
    for kind in LETTERS:
        assert texts.letter_title(kind, default=texts.event(kind, default=general)) != general
    assert texts.letter_title("CONFIRMED_BY_SILENCE")
    assert all(texts.event(kind) for kind in EventKind)
    assert all(texts.letter_reader(role) for role in RecipientRole)
    assert all(texts.reason(reason) for reason in (*HoldReason, *RejectReason))
    assert len({texts.letter_month(month=month) for month in range(1, 13)}) == 12


@pytest.mark.parametrize("locale", Locale)
def test_every_letter_about_an_account_has_a_subject_and_a_button(locale):
    """Those about a request take theirs from the event."""
    texts = messages(locale)
    for kind in set(LetterKind) - {LetterKind(kind) for kind in NotificationKind}:
        assert texts.letter_subject(kind).startswith("QalaControl: ")
        assert texts.letter_button(kind)


@pytest.mark.parametrize("locale", Locale)
def test_the_page_behind_a_verdict_link_says_how_every_question_stands(locale):
    """An open question is asked, all others are told."""
    texts = messages(locale)

    assert all(texts.verdict_state(state) for state in AnswerState if state is not AnswerState.OPEN)
    for say in (texts.verdict_ask, texts.verdict_button, texts.verdict_thanks):
        assert all(say(answer.name) for answer in Answer)


def test_the_languages_are_what_they_are_called():
    """No Cyrillic in English, letters of its own in Kazakh, and no Latin in either of the other two."""
    alphabets = {Locale.EN: r"[а-яё]", Locale.RU: r"[әғқңөұүһі]|\b[a-z]{3,}", Locale.KK: r"\b[a-z]{3,}"}
    for locale, foreign in alphabets.items():
        text = re.sub("QalaControl", "", " ".join(texts_of(locale)))
        assert re.findall(foreign, text, re.IGNORECASE) == []
    assert re.search("[әғқңөұүһі]", " ".join(texts_of(Locale.KK)))
