"""A member is found by its value as the enumeration itself finds it."""

from enum import StrEnum

import pytest

from app.domain.enum_values import reader_of


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


read = reader_of(Colour)


@pytest.mark.parametrize("colour", Colour)
def test_members_are_found(colour):
    assert read(colour.value) is colour
    assert read(colour) is colour


@pytest.mark.parametrize("value", ["RED", "", None, 1])
def test_value_of_no_member_is_refused_in_the_words_of_the_enumeration(value):
    with pytest.raises(ValueError, match="is not a valid Colour"):
        read(value)
    with pytest.raises(ValueError, match="is not a valid Colour"):
        read(value)
