"""Circles that accounts follow, and the hexagons by which they are found."""

from math import cos, pi, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.notifications.followed_area import Circle
from app.domain.places.geo import METRES_PER_DEGREE, Box, distance_metres
from app.domain.places.hexagons import hexagon_at, hexagons_around
from app.errors import InvalidInput

ALMATY = Box(west=76.6, south=43.0, east=77.2, north=43.5)


@given(
    latitude=st.floats(41, 55),
    longitude=st.floats(47, 87),
    radius=st.integers(100, 3_000),
    angle=st.floats(0, 2 * pi),
    share=st.floats(0, 1),
)
def test_every_point_of_a_circle_lies_in_one_of_its_hexagons(latitude, longitude, radius, angle, share):
    north = radius * share * sin(angle) / METRES_PER_DEGREE
    east = radius * share * cos(angle) / METRES_PER_DEGREE / cos(radians(latitude))
    point = (latitude + north, longitude + east)
    found = hexagons_around(latitude, longitude, radius)

    if distance_metres(latitude, longitude, *point) <= radius:
        assert hexagon_at(*point) in found
    assert len(found) <= 90


@pytest.mark.parametrize(
    ("circle", "field"),
    [
        (Circle(latitude=51.1, longitude=71.4, radius_metres=500), "circle.centre"),
        (Circle(latitude=float("nan"), longitude=76.9, radius_metres=500), "circle.centre"),
        (Circle(latitude=43.24, longitude=76.9, radius_metres=99), "circle.radiusMetres"),
        (Circle(latitude=43.24, longitude=76.9, radius_metres=3_001), "circle.radiusMetres"),
    ],
)
def test_a_circle_lies_in_the_city_and_has_an_allowed_size(circle, field):
    with pytest.raises(InvalidInput) as refused:
        circle.checked("circle", ALMATY)
    assert refused.value.data["field"] == field
