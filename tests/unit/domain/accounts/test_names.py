"""Names: what is refused, what is shown of stored names, and which part is the given name."""

import pytest

from app.domain.accounts.names import clean_name, given_name_in, presentable
from app.domain.accounts.office_words import WORDS, speaks_for_office
from app.errors import InvalidInput

REFUSED = [
    "Your account is blocked.\n\nPay at the counter",
    "Айгүл\r\nСерікова",
    "Айгүл\u2028\nСерікова",
    "https://example.kz",
    "Pay at example.kz",
    "WWW.example",
    "t.me/someone",
    "аккаунт.рф",
    "ｅｘａｍｐｌｅ．ｋｚ",
    "me@example.kz",
    "me＠example",
    "Серік +7 (701) 123-45-67",
    "8 701 1234567",
    "12345",
    "Серік 7.7.0.1.1",
    "Серік ①②③④⑤",
]
ACCEPTED = [
    "Айгүл Серікова",
    "С. Сейфуллин",
    "С.Сейфуллин",
    "S.Seifullin",
    "Anne-Marie O'Neill",
    "ТОО «Алматы Су»",
    "ЖШС Жол 2050",
    "КСК 25/1",
]


PEOPLE = ["Әкім", "Аким", "Акимжан", "Hakim", "Маслова", "Админа Сериковна", "Қалима", "Operah", "Мадина", "Алтынай"]


@pytest.mark.parametrize("name", [*PEOPLE, *ACCEPTED, "Айгүл", "Аружан Серік"])
def test_names_of_people_speak_for_no_office(name):
    """Әкім and Аким are given names; a word that only begins like one of an office is none."""
    assert not speaks_for_office(name)


@pytest.mark.parametrize("language", WORDS)
def test_words_of_offices_are_found_in_any_letters_that_look_alike(language):
    """Capital letters, Latin and Cyrillic ones mixed, digits, and spaces between the letters."""
    latin = str.maketrans("аеорсхуікмтвн", "aeopcxyikmtbh")
    for word in WORDS[language].split(", "):
        for written in (word, word.upper(), word.translate(latin), word.replace("о", "0"), " ".join(word), f"«{word}»"):
            assert speaks_for_office(written), written
        assert speaks_for_office(f"Алматы {word}")
        assert speaks_for_office(f"Алматы {' '.join(word)} Алматы")


@pytest.mark.parametrize("name", REFUSED)
def test_addresses_phones_and_line_breaks_are_refused_by_field(name):
    with pytest.raises(InvalidInput) as refusal:
        clean_name("organisationName", name)

    assert refusal.value.extensions["field"] == "organisationName"
    assert str(refusal.value).startswith("organisationName: expected a name without")


@pytest.mark.parametrize("name", ACCEPTED)
def test_ordinary_names_are_accepted(name):
    assert clean_name("name", f"  {name} ") == name
    assert presentable(name) == name


def test_stored_names_lose_line_breaks_and_are_left_out_with_an_address():
    assert presentable("Айгүл\n\nСерікова") == "Айгүл Серікова"
    assert presentable("Blocked.\n\nPay at https://example.kz") == ""
    assert given_name_in("Pay at https://example.kz") == ""


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("Айгүл", "Айгүл"),
        ("Айгүл Серікова", "Айгүл"),
        ("Серікова Айгүл", "Айгүл"),
        ("СЕРІКОВА АЙГҮЛ", "АЙГҮЛ"),
        ("Akhmetov Serik", "Serik"),
        ("Ахметов Серік Болатович", "Серік"),
        ("Серік Болатұлы", "Серік"),
        ("Сейтқали Айгүл Серікқызы", "Айгүл"),
        ("Айгүл Серікқызы Сейтқали", "Айгүл"),
        ("Марина Ахметова", "Марина"),
        ("Яков Левинский", "Яков"),
    ],
)
def test_a_given_name_is_found_where_the_rest_is_surely_none(name, given):
    assert given_name_in(name) == given


@pytest.mark.parametrize(
    "name",
    ["", "Серік Әли", "Әли Серік", "Пушкина Марина", "Ахметов", "Ахметов Болатович", "Иванов Петров", "Ким Ли Сан"],
)
def test_no_given_name_is_guessed(name):
    """An uncertain answer would publish a surname."""
    assert given_name_in(name) == ""
