"""A point lies in the district whose outline holds it: also on its border, in its parts, and not in its holes."""

from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.places.district_map import DistrictMap
from app.domain.places.geo import METRES_PER_DEGREE

STEP = 0.01
SOUTH, WEST = 43.2, 76.9
shares = st.floats(0, 1)
inner = st.floats(0.05, 0.95)


def square(column, row, size=1.0):
    """A ring around a square of the grid, counter-clockwise."""
    west, south = WEST + column * STEP, SOUTH + row * STEP
    east, north = west + size * STEP, south + size * STEP
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def point(column, row):
    """Latitude and longitude of a place on the grid."""
    return SOUTH + row * STEP, WEST + column * STEP


def metres_east(latitude, longitude, metres):
    return latitude, longitude + metres / (METRES_PER_DEGREE * cos(radians(latitude)))


@given(column=st.integers(0, 2), row=st.integers(0, 2), across=inner, up=inner)
def test_point_lies_in_the_square_around_it(column, row, across, up):
    grid = DistrictMap({f"{n}{m}": polygon(square(n, m)) for n in range(3) for m in range(3)})

    assert grid.at(*point(column + across, row + up)) == f"{column}{row}"


@given(up=shares)
def test_point_on_a_shared_border_is_in_the_first_district_by_id(up):
    """Whichever order the outlines came in: the answer is always the same."""
    outlines = {"b_west": polygon(square(0, 0)), "a_east": polygon(square(1, 0))}
    border = (SOUTH + up * STEP, square(1, 0)[0][0])

    assert DistrictMap(outlines).at(*border) == "a_east"
    assert DistrictMap(dict(reversed(outlines.items()))).at(*border) == "a_east"


@given(corner=st.sampled_from(range(4)))
def test_corner_belongs_to_the_district(corner):
    longitude, latitude = square(0, 0)[corner]

    assert DistrictMap({"only": polygon(square(0, 0))}).at(latitude, longitude) == "only"


@given(across=inner, up=inner)
def test_hole_is_not_in_the_district_that_surrounds_it(across, up):
    ring, hole = square(0, 0, 3.0), square(1, 1)
    inside = point(1 + across, 1 + up)

    assert DistrictMap({"around": polygon(ring, hole)}).at(*inside) is None
    assert DistrictMap({"around": polygon(ring, hole), "within": polygon(hole)}).at(*inside) == "within"


@given(part=st.sampled_from([0, 2]), across=inner, up=inner)
def test_every_part_of_a_multipolygon_counts(part, across, up):
    parts = {"type": "MultiPolygon", "coordinates": [[square(0, 0)], [square(2, 0)]]}

    assert DistrictMap({"two": parts}).at(*point(part + across, up)) == "two"
    assert DistrictMap({"two": parts}).at(*point(1.5, up)) is None


@given(metres=st.floats(0.5, 200), up=inner)
def test_nearest_district_counts_within_thirty_metres(metres, up):
    """Distances are those on the ground, east and west as north and south."""
    city = DistrictMap({"near": polygon(square(0, 0)), "far": polygon(square(2, 0))})
    latitude, longitude = point(1, up)
    expected = "near" if metres <= 30 else None

    if abs(metres - 30) > 0.1:
        assert city.at(*metres_east(latitude, longitude, metres)) == expected
        assert city.at(SOUTH - metres / METRES_PER_DEGREE, WEST + up * STEP) == expected


@given(gap=st.floats(1, 50), share=st.floats(0.01, 0.99))
def test_in_a_gap_the_nearer_side_counts(gap, share):
    west = square(0, 0)
    east = [list(metres_east(y, x, gap)[::-1]) for x, y in square(1, 0)]
    city = DistrictMap({"west": polygon(west), "east": polygon(east)})
    place = metres_east(*point(1, 0.5), gap * share)

    if abs(share - 0.5) > 0.01:
        assert city.at(*place) == ("west" if share < 0.5 else "east")


def test_many_points_at_once_are_as_one_by_one():
    city = DistrictMap({"west": polygon(square(0, 0)), "east": polygon(square(1, 0))})
    places = [point(n / 7, m / 7) for n in range(-3, 18) for m in range(-3, 10)]

    assert city.at_each(places) == [city.at(*place) for place in places]
    assert {None, "west", "east"} == set(city.at_each(places))


def test_no_district_holds_a_point_without_outlines_or_without_a_place():
    assert DistrictMap({}).at(*point(0, 0)) is None
    assert DistrictMap({}).at_each([]) == []
    assert DistrictMap({"only": polygon(square(0, 0))}).at_each([]) == []


@pytest.mark.parametrize("latitude", [float("nan"), float("inf")])
def test_what_is_no_place_lies_nowhere(latitude):
    assert DistrictMap({"only": polygon(square(0, 0))}).at(latitude, 76.9) is None
