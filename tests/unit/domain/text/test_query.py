"""What is typed is compiled to patterns, which the database and the feeds look for alike."""

import pytest

from app.domain.text.folding import stored_text
from app.domain.text.query import MOST_WORDS, number_of, text_query, with_similar
from tests.typed import FOUND, NOT_FOUND, NUMBERS


def finds(typed, *written):
    """Whether a request with this number and text is found."""
    query = text_query(typed)
    return query is not None and query.matches(written[0], stored_text(*written))


@pytest.mark.parametrize(("typed", "written"), FOUND)
def test_typed_text_finds_the_written_one(typed, written):
    """In any alphabet, order and form."""
    assert finds(typed, "TST-000999", written)


@pytest.mark.parametrize(("typed", "written"), NOT_FOUND)
def test_typed_text_does_not_find_another(typed, written):
    """Numbers are compared as a whole, short words at their beginning."""
    assert not finds(typed, "TST-000999", written)


@pytest.mark.parametrize("typed", NUMBERS)
def test_number_is_found_however_it_is_typed(typed):
    """With and without the letters of the city, the sign and the zeros, in letters that look the same."""
    query = text_query(typed)
    assert query is not None
    assert query.serial == 254
    assert not query.numbers or number_of("almaty", 254) in query.numbers
    assert finds(typed, "ALM-000254", "Абай")
    assert not finds(typed, "ALM-002540", "Абай")


def test_blank_text_narrows_nothing_and_signs_find_nothing():
    """A filter that is there but empty is no filter; one without a word has no match."""
    assert text_query("  \n") is None
    for signs in ("%", "№", "—", "🕳", "\u200b."):
        query = text_query(signs)
        assert query is not None
        assert not query.matches("ALM-000001", stored_text("ALM-000001", signs))


@pytest.mark.parametrize(
    ("typed", "indexed"),
    [("ab", False), ("а б", False), ("12", False), ("№5", False), ("жол", True), ("а жол", True), ("254", True)],
)
def test_only_words_of_three_letters_or_digits_are_looked_up_in_the_index(typed, indexed):
    """The lists of shorter ones are too long to be read."""
    query = text_query(typed)
    assert query is not None
    assert query.is_indexed is indexed


def test_words_are_bounded_and_kinds_of_streets_left_out_beside_others():
    """Alone they are words like any other."""
    many = text_query(" ".join(f"{first}{second}ton" for first in "bdfgk" for second in "aeou"))
    assert many is not None
    assert len(many.words) == MOST_WORDS
    assert finds("улица", "TST-000001", "улица Абая")
    assert not finds("улица", "TST-000001", "Абай даңғылы")


def test_similar_words_are_found_beside_the_typed_ones():
    """Only as whole words."""
    query = text_query("Кобанбай 53")
    assert query is not None
    similar = with_similar(query, [["kabanbai"], []])
    assert similar.matches("TST-000001", stored_text("TST-000001", "Қабанбай 53"))
    assert not similar.matches("TST-000001", stored_text("TST-000001", "Қабанбайұлы 53"))
