"""Texts are cleaned, limited and found whatever their case."""

import pytest

from app.domain.texts import clean_text, optional_text, search_key
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
