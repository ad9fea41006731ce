"""Zones from their numbers: what was counted in each category, and the first in each order, as compared one by one."""

from itertools import starmap
from struct import pack

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.figures.zone_numbers import DIGITS, DIGITS_OF_ONE, first_zones, zones_of_most_requests
from app.domain.figures.zones import MINIMUM_LATE, MINIMUM_REQUESTS, Standing, ZoneOrder

PLACES = 3
MOST = 10**DIGITS_OF_ONE - 1
counts = st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from([0, 1, 9_999, 10_000, MOST])).map(
    lambda one: (one[0], min(one[:2]), one[2])
)
cities = st.lists(st.lists(counts, min_size=PLACES, max_size=PLACES), max_size=12)


def sent(hexagon, zone):
    """Return a zone as PostgreSQL sends it: the hexagon, and the header and the digits of its number."""
    number = 10 ** (DIGITS * PLACES)
    for place, (received, late, before) in enumerate(zone):
        number += (received * 10**16 + late * 10**8 + before) * 10 ** (DIGITS * place)
    digits = str(number) + "0001"
    groups = [int(digits[:1]), *(int(digits[n : n + 4]) for n in range(1, len(digits), 4))]
    return pack(f">q4h{len(groups)}h", hexagon, len(groups), len(groups) - 2, 0, 4, *groups)


def compared(city, place):
    """Return the figures of each zone that has any request, compared one by one."""
    zones = {hexagon: zone if place is None else [zone[place]] for hexagon, zone in enumerate(city)}
    columns = list(zip(*zones.values(), strict=True))
    shares = [sum(one[1] for one in column) / max(1, sum(one[0] for one in column)) for column in columns]
    found = {}
    for hexagon, zone in zones.items():
        received, late, before = (sum(one[n] for one in zone) for n in range(3))
        if received:
            expected = sum(one[0] * share for one, share in zip(zone, shares, strict=True))
            found[hexagon] = (received, late, before, pytest.approx(expected))
    return found


def figures(zones):
    """Return the figures by hexagon."""
    return {one.hexagon: (one.received, one.late, one.before, one.expected_late) for one in zones}


@given(cities, st.sampled_from([None, *range(PLACES)]))
def test_the_counts_of_each_zone_are_those_of_its_number(city, place):
    """However large the other counts are; the sums are of all zones that have any request."""
    packed = b"".join(sent(hexagon, zone) for hexagon, zone in enumerate(city))

    found = first_zones(packed, PLACES, place, ZoneOrder.REQUESTS, len(city))

    expected = compared(city, place)
    assert figures(found.zones) == expected
    assert found.zone_count == len(expected)
    assert found.received == sum(one[0] for one in expected.values())
    assert found.late == sum(one[1] for one in expected.values())


@given(cities, st.sampled_from(ZoneOrder), st.integers(1, 4))
def test_the_first_zones_are_those_that_rank_first(city, order, first):
    """By missed deadlines, of those that have enough to be compared."""
    packed = b"".join(sent(hexagon, zone) for hexagon, zone in enumerate(city))
    whole = first_zones(packed, PLACES, None, ZoneOrder.REQUESTS, len(city)).zones

    found = first_zones(packed, PLACES, None, order, first).zones

    if order is ZoneOrder.REQUESTS:
        assert found == sorted(whole, key=lambda one: (-one.received, one.hexagon))[:first]
        return
    enough = [one for one in whole if one.received >= MINIMUM_REQUESTS and one.late >= MINIMUM_LATE]
    limits = {one.hexagon: Standing(one.late, one.expected_late).at_least for one in enough}
    ranked = sorted((limit for limit in limits.values() if limit > 0), reverse=True)
    assert [limits[one.hexagon] for one in found] == pytest.approx(ranked[:first])


@given(cities, st.integers(1, 4))
def test_zones_of_most_requests_are_those_that_rank_first(city, first):
    """Given in their order, with the sum of the city before them."""
    whole = first_zones(b"".join(starmap(sent, enumerate(city))), PLACES, None, ZoneOrder.REQUESTS, len(city))
    found = [zone for zone in city if any(one[0] for one in zone)]
    total = [tuple(map(sum, zip(*column, strict=True))) for column in zip(*found, strict=True)]
    # A city has as many digits for a category as a zone has.
    assume(all(one[2] <= MOST for one in total))
    packed = [sent(0, total), *(sent(one.hexagon, city[one.hexagon]) for one in whole.zones[:first])] if found else []

    ranked = zones_of_most_requests(b"".join(packed), PLACES, len(found))

    assert figures(ranked.zones) == {
        hexagon: (*counts, pytest.approx(expected))
        for hexagon, (*counts, expected) in figures(whole.zones[:first]).items()
    }
    assert [one.hexagon for one in ranked.zones] == [one.hexagon for one in whole.zones[:first]]
    assert (ranked.received, ranked.late, ranked.zone_count) == (whole.received, whole.late, whole.zone_count)


def test_a_city_without_requests_has_no_zones():
    found = first_zones(b"", PLACES, None, ZoneOrder.LATE, 20)

    assert (list(found.zones), found.received, found.late, found.zone_count) == ([], 0, 0, 0)
