"""Counts of a zone by category in one number, which PostgreSQL adds as it adds others.

Each category has a place of ``DIGITS`` digits, the first one at the end of the number. In it are three counts of
``DIGITS_OF_ONE`` digits: the requests of a period, those of them that are late, and the requests of the period before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.figures.zones import MINIMUM_LATE, MINIMUM_REQUESTS, ONE_SIDED_95, ZoneOrder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COUNTS = 3
DIGITS_OF_ONE = 8
"""A zone has fewer than a hundred million requests of a category in two years."""
DIGITS = COUNTS * DIGITS_OF_ONE
_GROUP = 4
"""PostgreSQL sends a number in groups of so many digits, 16 bits each, after a header of 64 bits."""
_GROUPS = DIGITS_OF_ONE // _GROUP


@dataclass(frozen=True, slots=True)
class ZoneCount:
    """The figures of a zone in a period."""

    hexagon: int
    received: int
    late: int
    before: int
    """The requests of the period before."""
    expected_late: float
    """What would be late if the zone missed as much as the city does in each of its categories."""


@dataclass(frozen=True, slots=True)
class CityZones:
    """The zones of a city that have requests in a period: those that may be listed, and the sums of all."""

    zones: Sequence[ZoneCount]
    received: int
    late: int
    zone_count: int

    @classmethod
    def of_all(cls, zones: Sequence[ZoneCount]) -> "CityZones":
        """Return the sums where all zones are known."""
        return cls(zones, sum(one.received for one in zones), sum(one.late for one in zones), len(zones))


def first_zones(packed: bytes, places: int, place: int | None, order: ZoneOrder, first: int | None) -> CityZones:
    """Return the zones that come first in this order, of the category with this place or of all; None is all zones.

    ``packed`` has, for each zone, the hexagon as 64 bits and its number of so many ``places``, as PostgreSQL sends
    both: the higher bytes first. Each number has one digit more before its first place, and one behind the point.
    """
    # Imported where figures are asked for: it costs 15 MB, and takes a tenth of a second.
    import numpy as np  # noqa: PLC0415 - see above

    hexagons, counts = _counts(packed, places)
    if place is not None:
        # The first place is at the end.
        counts = counts[places - 1 - place : places - place]
    received, late, before = counts.sum(axis=0)
    expected = _shares(counts.sum(axis=2)) @ counts[:, 0]
    has_any = received > 0
    zones = np.stack([hexagons, received, late, before])[:, has_any]
    best = _best(zones, expected[has_any], order)[:first]
    listed = _zones(zones[:, best], expected[has_any][best])
    return CityZones(listed, int(received.sum()), int(late.sum()), zones.shape[1])


def zones_of_most_requests(packed: bytes, places: int, zone_count: int) -> CityZones:
    """Return these zones in their order; the first number is the sum of all ``zone_count`` zones of the city."""
    import numpy as np  # noqa: PLC0415 - see above

    if not zone_count:
        return CityZones.of_all([])
    hexagons, counts = _counts(packed, places)
    received, late, before = counts.sum(axis=0)
    expected = _shares(counts[:, :, 0]) @ counts[:, 0]
    listed = _zones(np.stack([hexagons, received, late, before])[:, 1:], expected[1:])
    return CityZones(listed, int(received[0]), int(late[0]), zone_count)


def _counts(packed: bytes, places: int) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Return the hexagons, and the three counts of each place and zone."""
    import numpy as np  # noqa: PLC0415 - see above

    groups = places * COUNTS * _GROUPS
    row = np.dtype([("hexagon", ">i8"), ("header", ">i2", 4 + 1), ("groups", ">i2", groups), ("end", ">i2")])
    rows = np.frombuffer(packed, row)
    # The zones are the last axis: numpy sums long rows in a tenth of the time that short ones take.
    numbers = rows["groups"].T.astype(np.int64, order="C").reshape(places, COUNTS, _GROUPS, -1)
    return rows["hexagon"].astype(np.int64), numbers[:, :, 0] * 10**_GROUP + numbers[:, :, 1]


def _shares(by_category: "NDArray[np.int64]") -> "NDArray[np.float64]":
    """Return the share of each category that is late, of counts by category."""
    import numpy as np  # noqa: PLC0415 - see above

    shares: NDArray[np.float64] = by_category[:, 1] / np.maximum(by_category[:, 0], 1)
    return shares


def _zones(counts: "NDArray[np.int64]", expected: "NDArray[np.float64]") -> list[ZoneCount]:
    return [ZoneCount(*one) for one in zip(*counts.tolist(), expected.tolist(), strict=True)]


def _best(zones: "NDArray[np.int64]", expected: "NDArray[np.float64]", order: ZoneOrder) -> "NDArray[np.int64]":
    """Return the places of the zones by their rank; by missed deadlines, of those alone that may be listed."""
    import numpy as np  # noqa: PLC0415 - see above

    hexagon, received, late, _ = zones
    if order is ZoneOrder.REQUESTS:
        return np.lexsort((hexagon, -received))
    some = np.maximum(late, 1)
    # ``poisson_lower_limit``
    limit = late * np.maximum(0, 1 - 1 / (9 * some) - ONE_SIDED_95 / (3 * np.sqrt(some))) ** 3
    at_least = np.divide(limit, expected, out=np.zeros(len(limit)), where=expected > 0)
    found = np.flatnonzero((received >= MINIMUM_REQUESTS) & (late >= MINIMUM_LATE) & (at_least > 0))
    return found[np.lexsort((hexagon[found], -at_least[found]))]
