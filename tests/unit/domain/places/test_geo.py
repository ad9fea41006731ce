"""Distances, boxes and map tiles."""

from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.places.geo import TILE_BITS, box_around, distance_metres, tile_of


def test_distance_of_known_points():
    """Almaty to Astana is about 972 km."""
    assert distance_metres(43.238, 76.945, 51.128, 71.431) == pytest.approx(972_000, rel=0.01)


@given(st.floats(-80, 80), st.floats(-170, 170), st.floats(1, 5000), st.floats(0, 360))
def test_the_box_holds_the_circle(latitude, longitude, radius, bearing):
    """A point within the radius is in the box."""
    north = radius / 111_195 * cos(radians(bearing)) * 0.999
    box = box_around(latitude, longitude, radius)

    assert box.contains(latitude + north, longitude)
    assert box.contains(latitude, longitude)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_tiles_stay_on_the_map(latitude, longitude):
    """Every point has a tile between 0 and 2**24 - 1."""
    x, y = tile_of(latitude, longitude)

    assert 0 <= x < 1 << TILE_BITS
    assert 0 <= y < 1 << TILE_BITS
