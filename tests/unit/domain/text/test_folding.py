"""One folding makes one word of what is typed in Kazakh, Russian and Latin letters."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text.folding import fold, stored_text

SAME = [
    ("Қабанбай", "Кабанбай", "Kabanbay", "Qabanbai", "QABANBAI"),
    ("шұңқыр", "шункыр", "shunkyr", "şūñqyr", "ШҰҢҚЫР"),
    ("Абай", "Abay", "abai", "Aбай", "Абаи"),
    ("Жандосов", "Джандосов", "Zhandosov", "Jandosov", "Dzhandosov"),
    ("Райымбек", "Раимбек", "Raiymbek", "Rayymbek"),
    ("Чайковский", "Chaykovskiy", "Tchaikovsky"),
    ("Алексеев", "Alekseyev", "Alekseev"),
    ("Щорса", "Shchorsa", "Schorsa"),
    ("Пётр", "Петр", "Pyotr", "Petr"),
    ("Ғабит", "Габит", "Ghabit", "Ğabit"),
    ("район", "rayon", "raion"),
    ("Хан", "Khan", "han"),
]


@pytest.mark.parametrize("written", SAME, ids=lambda written: written[0])
def test_spellings_of_a_name_are_one_word(written):
    """Whatever the keyboard."""
    assert len({fold(one) for one in written}) == 1


def test_numbers_and_letters_are_words_of_their_own():
    """Leading zeros do not count; digits of other scripts are digits."""
    assert fold("ALM-000254") == fold("№ALM254") == fold("alm000254") == "alm 254"
    assert fold("53а, 5/2") == "53 a 5 2"
    assert fold("000 ٣") == "0 3"
    assert stored_text("Абай", "53") == " abai 53 "
    assert stored_text("", "%") == "  "


def test_other_scripts_keep_their_letters():
    """Arabic, Hebrew and Chinese words are found as they are written."""
    assert fold("قازاق") == "قازاق"
    assert fold("北京 שלום") == "北京 שלום"


@given(text=st.text())
def test_folded_text_has_words_alone(text):
    """Nothing that LIKE or the index would read as a sign; one space between words; at most 60 letters a word."""
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert all(re.fullmatch(r"[^\W\d_]{1,60}|[0-9]{1,60}", word) for word in folded.split())


CYRILLIC = st.text(st.sampled_from("абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі"), min_size=1, max_size=12)


@given(word=CYRILLIC, length=st.integers(1, 12))
def test_beginning_of_a_word_folds_to_its_beginning(word, length):
    """So what is found does not jump while a word is typed, but for names with the hard beginning."""
    if not word.startswith("дж"):
        assert fold(word).startswith(fold(word[:length]))


@given(one=st.text(max_size=20), other=st.text(max_size=20))
def test_folding_of_two_texts_is_that_of_each(one, other):
    """A text stored with others is found as if it stood alone."""
    assert fold(f"{one} {other}") == f"{fold(one)} {fold(other)}".strip()
