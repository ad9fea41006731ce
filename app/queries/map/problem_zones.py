"""The zones of a city whose figures stand out; see ``domain.figures.zones``."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app.domain.figures.zone_numbers import CityZones, ZoneCount, first_zones
from app.domain.figures.zones import (
    MINIMUM_LATE,
    MINIMUM_REQUESTS,
    Standing,
    Window,
    ZoneOrder,
    ZonePeriod,
    trend,
    week_of,
)
from app.domain.places.hexagons import Point, centre_of, corners_of, hexagon_id
from app.errors import InvalidInput
from app.events.projections.sum_table import Sums
from app.events.projections.zone_figures import ZoneFigures
from app.models.database import rows
from app.queries.map.zone_sums import CURRENT, OF_PERIOD, OF_WEEKS

MOST_ZONES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemZone:
    """One zone and how it compares with the city."""

    hexagon: int
    requests: Standing
    """Against the average of the zones that have any requests."""
    late: Standing
    """Against the city's own share of missed deadlines in each of the categories that the zone has."""
    before: int
    """The requests of the period before."""
    trend: float | None

    @property
    def id(self) -> str:
        """The name of the hexagon."""
        return hexagon_id(self.hexagon)

    @property
    def centre(self) -> Point:
        """Its middle."""
        return centre_of(self.hexagon)

    @property
    def corners(self) -> Sequence[Point]:
        """Its corners, against the clock."""
        return corners_of(self.hexagon)


@dataclass(frozen=True, slots=True)
class ProblemZones:
    """The zones that stand out, the clearest first, and what they were compared with."""

    zones: Sequence[ProblemZone]
    window: Window
    requests: int
    """All requests of the city in the period."""
    late: int
    zone_count: int
    """The zones that have any requests."""

    @property
    def start(self) -> datetime:
        """When the period begins."""
        return midnight(self.window.start)


async def problem_zones(
    city_id: str,
    now: datetime,
    *,
    category_id: str | None = None,
    period: ZonePeriod = ZonePeriod.THIRTEEN_WEEKS,
    order: ZoneOrder = ZoneOrder.REQUESTS,
    first: int = 20,
) -> ProblemZones:
    """Return the zones that stand out by this order, the clearest first; of one category, or of all.

    Raises:
        InvalidInput: names ``first``.
    """
    check_first(first)
    figures = await zone_figures(city_id, category_id, period, now, order=order, first=first)
    return ranked_zones(figures, Window.of(period, now), order, first)


def ranked_zones(figures: CityZones, window: Window, order: ZoneOrder, first: int) -> ProblemZones:
    """Return the zones that stand out by this order, the clearest first."""
    zones = [_zone(one, figures.received / figures.zone_count, window) for one in figures.zones]
    ranked = sorted(
        (zone for zone in zones if _is_problem(zone, order)),
        key=lambda zone: (-_standing(zone, order).at_least, zone.hexagon),
    )
    return ProblemZones(
        ranked[:first], window, requests=figures.received, late=figures.late, zone_count=figures.zone_count
    )


def check_first(first: int) -> None:
    """Refuse a number of zones that is too large, or none.

    Raises:
        InvalidInput: names ``first``.
    """
    if not 1 <= first <= MOST_ZONES:
        raise InvalidInput("first", f"first: expected 1 to {MOST_ZONES}, got {first}")


async def zone_figures(
    city_id: str,
    category_id: str | None,
    period: ZonePeriod,
    now: datetime,
    *,
    order: ZoneOrder = ZoneOrder.REQUESTS,
    first: int = MOST_ZONES,
) -> CityZones:
    """Return the figures of a city's zones in the period, and of each that may be among the first in this order."""
    (found,) = await rows(OF_PERIOD[period], city_id, week_of(now), category_id)
    if not found["is_current"]:
        return await zone_figures_of_weeks(city_id, category_id, period, now)
    if category_id is not None and found["place"] is None:
        return CityZones.of_all([])
    return first_zones(found["packed"] or b"", found["places"], found["place"], order, first)


async def zone_figures_of_weeks(city_id: str, category_id: str | None, period: ZonePeriod, now: datetime) -> CityZones:
    """Return the same from the figures of weeks: at the beginning of one, before the sequencer has moved the sums."""
    window = Window.of(period, now)
    if not (await rows(CURRENT))[0]["current"]:
        counted = await ZoneFigures().counted_rows(rows, now)
        return CityZones.of_all(_summed(counted, city_id, category_id, window, now))
    found = await rows(OF_WEEKS, city_id, window.before, window.start, now.astimezone(UTC).date(), category_id)
    return CityZones.of_all([_figures(item) for item in found])


def _figures(item: Mapping[str, Any]) -> ZoneCount:
    return ZoneCount(item["hexagon"], item["received"], item["late"], item["before"], item["expected_late"])


def _summed(counted: Sums, city_id: str, category_id: str | None, window: Window, now: datetime) -> list[ZoneCount]:
    """Return the same from the rows of the read model; only while that is being built."""
    zones: defaultdict[int, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for (city, week, category, hexagon), (received, late) in counted.items():
        if city != city_id or category_id not in {None, category} or not window.before <= week <= now.date():
            continue
        sums = zones[hexagon][category]
        if week < window.start:
            sums[2] += received
        else:
            sums[0] += received
            sums[1] += late
    totals: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for categories in zones.values():
        for category, (received, late, _) in categories.items():
            totals[category][0] += received
            totals[category][1] += late
    return [_of_zone(hexagon, categories, totals) for hexagon, categories in zones.items() if _any(categories)]


def _any(categories: dict[str, list[int]]) -> bool:
    return any(received for received, _, _ in categories.values())


def _of_zone(hexagon: int, categories: dict[str, list[int]], totals: dict[str, list[int]]) -> ZoneCount:
    received, late, before = (sum(sums[n] for sums in categories.values()) for n in range(3))
    expected = sum(
        sums[0] * totals[category][1] / totals[category][0] for category, sums in categories.items() if sums[0]
    )
    return ZoneCount(hexagon, received, late, before, expected)


def _zone(one: ZoneCount, average: float, window: Window) -> ProblemZone:
    return ProblemZone(
        hexagon=one.hexagon,
        requests=Standing(one.received, average),
        late=Standing(one.late, one.expected_late),
        before=one.before,
        trend=trend(one.received, one.before, window),
    )


def _standing(zone: ProblemZone, order: ZoneOrder) -> Standing:
    return zone.requests if order is ZoneOrder.REQUESTS else zone.late


def _is_problem(zone: ProblemZone, order: ZoneOrder) -> bool:
    enough = zone.requests.observed >= MINIMUM_REQUESTS
    if order is ZoneOrder.LATE:
        enough = enough and zone.late.observed >= MINIMUM_LATE
    return enough and _standing(zone, order).stands_out


def midnight(day: date) -> datetime:
    """Return the beginning of a day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
