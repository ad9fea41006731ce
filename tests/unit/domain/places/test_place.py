"""What is stored of places, how typed text is compiled, and which place says where a point is."""

import pytest

from app.domain.places.place import PlaceKind, entries_of, nearest_address
from app.domain.places.query import HousePart, NamePart, place_query
from tests.places import (
    ABAI,
    ABAI_45,
    ABAI_450,
    ABAI_DOSTYK,
    ABAI_EAST,
    ABAI_WEST,
    BAZAAR,
    DOSTYK,
    ZHELTOQSAN_7,
    place,
)


def test_address_is_in_the_language_or_in_the_one_that_there_is():
    only_russian = place(PlaceKind.HOUSE, None, "улица Сатпаева", "9")

    assert (ABAI_45.address("kk"), ABAI_45.address("ru")) == ("Абай даңғылы, 45", "проспект Абая, 45")
    assert only_russian.address("kk") == "улица Сатпаева, 9"


def test_street_of_many_points_is_found_by_the_one_in_the_middle():
    entries = entries_of("almaty", [ABAI_WEST, ABAI, ABAI_EAST])

    assert [entry.place for entry in entries if entry.tokens] == [ABAI]
    assert len(entries) == 3
    assert len({entry.street_key for entry in entries}) == 1


def test_street_that_only_houses_name_is_added():
    house, street = entries_of("almaty", [ZHELTOQSAN_7])

    assert (house.tokens, house.number_key) == (None, "7 1")
    assert (street.place.kind, street.place.names) == (PlaceKind.STREET, ZHELTOQSAN_7.names)
    assert street.street_key == house.street_key


def test_crossing_or_house_that_is_repeated_is_stored_once_and_a_landmark_as_often_as_given():
    repeated = [ABAI_DOSTYK, ABAI_DOSTYK, ABAI, ABAI_45, ABAI_45, BAZAAR, BAZAAR]

    kinds = [entry.place.kind for entry in entries_of("almaty", repeated)]

    assert sorted(kinds) == sorted(
        [PlaceKind.CROSSING, PlaceKind.STREET, PlaceKind.HOUSE, PlaceKind.LANDMARK, PlaceKind.LANDMARK]
    )


def test_index_knows_the_beginnings_of_words_with_the_city_and_no_kinds_of_streets():
    (entry,) = entries_of("almaty", [DOSTYK])

    assert entry.search_text == " dostik | dostik "
    assert entry.tokens == tuple(f"almaty:{beginning}" for beginning in ("do", "dos", "dost", "dosti", "dostik"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("абая", ("abai",)),
        ("ABAYA", ("abai",)),
        ("проспект Абая", ("abai",)),
        ("Абай даң", ("abai",)),
        ("достык абая", ("dostik", "abai")),
        ("8 марта", ("8", "mart")),
        ("б момышулы", ("momishul",)),
        ("абая 45 кв 3", ("abai", "45")),
        ("проспект", ("prospekt",)),
    ],
)
def test_words_that_count_are_kept_without_their_endings(typed, words):
    assert place_query(typed).name == NamePart(words)


@pytest.mark.parametrize("typed", ["", "а", " ", ".", "ё"])
def test_too_little_finds_nothing(typed):
    assert place_query(typed).is_empty


@pytest.mark.parametrize(
    ("typed", "houses"),
    [
        ("абая", []),
        ("абая 45", [("abai", "45")]),
        ("Абая, д. 45А", [("abai", "45 a")]),
        ("абая 45 пәтер 8", [("abai", "45")]),
        ("Аксай-4, 12", [("aksai", "4 12"), ("aksai 4", "12")]),
        ("8 марта 5", [("8 mart", "5")]),
        ("мкр 8 дом 12", [("8", "12")]),
    ],
)
def test_end_of_the_text_may_be_the_number_of_a_house(typed, houses):
    expected = tuple(HousePart(NamePart(tuple(street.split())), number) for street, number in houses)

    assert place_query(typed).houses == expected


def at(metres_north, of):
    """Return latitude and longitude so far north of a place."""
    return of.latitude + metres_north / 111_195, of.longitude


@pytest.mark.parametrize(
    ("point", "kind", "address"),
    [
        (at(30, ABAI_45), PlaceKind.HOUSE, "Абай даңғылы, 45"),
        (at(39, BAZAAR), PlaceKind.LANDMARK, "Көк базар"),
        (at(59, ABAI_DOSTYK), PlaceKind.CROSSING, "Абай даңғылы – Достық даңғылы"),
        (at(120, ABAI_450), PlaceKind.STREET, "Абай даңғылы"),
        (at(240, DOSTYK), PlaceKind.STREET, "Достық даңғылы"),
    ],
)
def test_nearest_place_says_where_a_point_is(point, kind, address):
    """A house beside it with its number; one farther away tells its street."""
    candidates = [ABAI_45, ABAI_450, BAZAAR, ABAI_DOSTYK, DOSTYK]

    found = nearest_address(candidates, *point)

    assert found is not None
    assert (found.place.kind, found.place.address("kk")) == (kind, address)


@pytest.mark.parametrize("point", [at(60, BAZAAR), at(251, ABAI_450), at(-5_000, DOSTYK)])
def test_place_that_is_too_far_says_nothing(point):
    assert nearest_address([BAZAAR, ABAI_450, DOSTYK], *point) is None
