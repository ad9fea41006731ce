"""The colour of a city can be read on light ground, and what is made of it for dark ground can be read there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.places.colours import DARK_GROUND, LEAST_CONTRAST, contrast, is_colour, on_dark_ground

colours = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#" + "".join(f"{value:02x}" for value in rgb))


def test_contrast_is_that_of_the_guidelines():
    """The first three are the examples of WebAIM's contrast checker."""
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#0000ff", "#ffffff") == pytest.approx(8.59, abs=0.005)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@given(colours)
def test_any_colour_is_readable_on_dark_ground(colour):
    made = on_dark_ground(colour)

    assert is_colour(made)
    assert contrast(made, DARK_GROUND) >= LEAST_CONTRAST


@given(colours)
def test_a_colour_that_is_light_enough_stays(colour):
    made = on_dark_ground(colour)

    assert on_dark_ground(made) == made


@pytest.mark.parametrize("text", ["#fff", "0e3f45", "#0E3F45", "#0e3f4", "#0e3f45;", "red", "var(--ink)", ""])
def test_other_texts_are_no_colours(text):
    assert not is_colour(text)
