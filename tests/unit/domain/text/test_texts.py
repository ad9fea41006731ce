"""Texts are cleaned, limited and found whatever their case."""

import pytest

from app.domain.text.texts import clean_line, clean_text, optional_text, search_key
from app.errors import InvalidInput


@pytest.mark.parametrize(
    ("one", "other"),
    [("ҚАЛА", "қала"), ("Әуезов", "ӘУЕЗОВ"), ("Ёлка", "елка"), ("  Абай   10 ", "абай 10"), ("ҰҮҺІӨҒҢ", "ұүһіөғң")],
)
def test_search_does_not_mind_case_and_space(one, other):
    """Kazakh and Russian letters fold; ё is е."""
    assert search_key(one) == search_key(other)


def test_kazakh_letters_are_not_confused_with_russian_ones():
    """қ is not к."""
    assert search_key("қар") != search_key("кар")


def test_text_is_trimmed_and_counted():
    """Control characters go, lines stay, limits name the field."""
    assert clean_text("note", " a\x00b \r\n\r\n\r\n\r\n c  d ", limit=20) == "ab \n\n c d"
    assert optional_text("note", "  ", limit=5) is None
    with pytest.raises(InvalidInput) as refused:
        clean_text("address", "x" * 11, limit=10)
    assert refused.value.extensions == {"code": "INVALID_INPUT", "field": "address", "limit": 10}


INVISIBLE = [
    0x200B,
    0x202E,
    0x2800,
    0x3164,
    0x00AD,
    0x115F,
    0x180E,
    0x200E,
    0x2066,
    0x2060,
    0xFEFF,
    0xFFA0,
    0xE0041,
    0xFE0F,
]


@pytest.mark.parametrize("code", INVISIBLE)
def test_character_that_shows_nothing_is_no_text(code):
    """A name, an address or a text of such characters alone is empty; inside a text they disappear."""
    with pytest.raises(InvalidInput):
        clean_text("text", chr(code) * 5, limit=10)
    assert clean_text("text", f"Аб{chr(code)}ай", limit=10).replace(" ", "") == "Абай"
    assert search_key(f"Аб{chr(code)}ай").replace(" ", "") == "абай"


@pytest.mark.parametrize(
    "text",
    [
        "Әйгерім Қасымқызы",
        "Ёлкин-Сергеев Пётр",
        "قازاق\u200cتىلى",
        "می\u200cخواهم",
        "👩\u200d🚒 👨\u200d👩\u200d👧 ❤\ufe0f 1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "🇰🇿 👍🏽",
        "क्\u200dष",
        "Việt Nam",
    ],
)
def test_what_scripts_and_emoji_need_stays(text):
    """Joiners between Arabic letters and inside emoji, variation selectors, flags, marks."""
    assert clean_text("text", text, limit=100) == text


def test_direction_and_marks_do_not_disturb_the_line():
    """Nothing turns the line round, and a stack of marks does not cover its neighbours."""
    assert clean_text("text", "Абай \u202e10\u202c, \u206710\u2069", limit=50) == "Абай 10, 10"
    assert clean_text("text", "а" + "\u0488" * 30, limit=50) == "а" + "\u0488" * 4
    assert clean_text("text", "a\u2028b\u2029c", limit=50) == "a\nb\nc"
    assert clean_line("address", "Абай\n\u200b10\u2028үй", limit=50) == "Абай 10 үй"
