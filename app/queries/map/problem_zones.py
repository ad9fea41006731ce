"""The zones of a city whose figures stand out; see ``domain.figures.zones``."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from app.domain.figures.zone_numbers import CityZones, ZoneCount, first_zones, zones_of_most_requests
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
from app.errors import InvalidInput, RateLimited
from app.models.database import rows
from app.queries.map.zone_cache import ZoneCache, ZoneKey
from app.queries.map.zone_sums import BY_REQUESTS, CURRENT, OF_PERIOD, OF_WEEKS

MOST_ZONES = 50
Within = Callable[[Sequence[Point]], Awaitable[Sequence[bool]]]
"""Says of each of these points whether a zone with this middle may be listed."""


class ZonesNotCounted(RateLimited):
    """The figures of zones are being counted; try again in a minute."""

    # Nothing else can answer: PostgreSQL knows no hexagons, and this process would have to read every request.
    def __init__(self) -> None:
        super().__init__(retry_after_seconds=60)


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

    def trend(self, window: Window) -> float | None:
        """Return how many times as many requests a day as in the period before; see ``domain.figures.zones``."""
        return trend(self.requests.observed, self.before, window)

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
    cache: ZoneCache,
    *,
    category_id: str | None = None,
    period: ZonePeriod = ZonePeriod.THIRTEEN_WEEKS,
    order: ZoneOrder = ZoneOrder.REQUESTS,
    first: int = 20,
    within: Within | None = None,
) -> ProblemZones:
    """Return the zones that stand out by this order, the clearest first; of one category, or of all.

    They are kept in ``cache``, and taken from there while nothing has changed in the city. With ``within`` these are
    zones of a part of the city, compared with all of it as before, and not kept: they are chosen from all.

    Raises:
        InvalidInput: names ``first``.
        ZonesNotCounted: the read model is being made.
    """
    check_first(first)
    key, window = (city_id, category_id, period, order, first), Window.of(period, now)
    if within is None:
        return await _kept_zones(key, now, window, cache)
    figures = await zone_figures(city_id, category_id, period, now, order=order, first=None)
    found = ranked_zones(figures, window, order, None)
    inside = await within([zone.centre for zone in found.zones])
    return replace(found, zones=[zone for zone, is_in in zip(found.zones, inside, strict=True) if is_in][:first])


async def _kept_zones(key: ZoneKey, now: datetime, window: Window, cache: ZoneCache) -> ProblemZones:
    *_, order, first = key
    kept = cache.get(key)
    figures, version = await _read(key, now, kept and kept.version)
    if kept is not None and figures is None:
        return replace(kept.zones, window=window)
    zones = ranked_zones(figures or CityZones.of_all([]), window, order, first)
    if version is not None:
        cache.put(key, version, zones)
    return zones


def ranked_zones(figures: CityZones, window: Window, order: ZoneOrder, first: int | None) -> ProblemZones:
    """Return the zones that stand out by this order, the clearest first; all of them with None."""
    zones = [_zone(one, figures.received / figures.zone_count) for one in figures.zones]
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
    first: int | None = MOST_ZONES,
) -> CityZones:
    """Return the figures of a city's zones in the period, and of each that may be among the first in this order.

    With None these are all zones that may be listed.
    """
    figures, _ = await _read((city_id, category_id, period, order, first), now, None)
    return figures or CityZones.of_all([])


async def _read(key: ZoneKey, now: datetime, kept: str | None) -> tuple[CityZones | None, str | None]:
    """Return figures, None where they are those of the kept version, and their version.

    They have none while they may change without another one.
    """
    city_id, category_id, period, order, first = key
    is_by_requests = category_id is None and order is ZoneOrder.REQUESTS and first is not None
    values = [city_id, week_of(now), category_id, kept]
    (found,) = await (rows(BY_REQUESTS[period], *values, first) if is_by_requests else rows(OF_PERIOD[period], *values))
    if not found["is_current"]:
        return await zone_figures_of_weeks(city_id, category_id, period, now), None
    if found["is_kept"]:
        return None, kept
    packed, places = found["packed"] or b"", found["places"]
    if is_by_requests:
        figures = zones_of_most_requests(packed, places, found["zone_count"])
    elif category_id is not None and found["place"] is None:
        figures = CityZones.of_all([])
    else:
        figures = first_zones(packed, places, found["place"], order, first)
    return figures, found["version"]


async def zone_figures_of_weeks(city_id: str, category_id: str | None, period: ZonePeriod, now: datetime) -> CityZones:
    """Return the same from the figures of weeks: at the beginning of one, before the sequencer has moved the sums.

    Raises:
        ZonesNotCounted: those are being made anew.
    """
    window = Window.of(period, now)
    if not (await rows(CURRENT))[0]["current"]:
        raise ZonesNotCounted
    found = await rows(OF_WEEKS, city_id, window.before, window.start, now.astimezone(UTC).date(), category_id)
    return CityZones.of_all([_figures(item) for item in found])


def _figures(item: Mapping[str, Any]) -> ZoneCount:
    return ZoneCount(item["hexagon"], item["received"], item["late"], item["before"], item["expected_late"])


def _zone(one: ZoneCount, average: float) -> ProblemZone:
    return ProblemZone(
        hexagon=one.hexagon,
        requests=Standing(one.received, average),
        late=Standing(one.late, one.expected_late),
        before=one.before,
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
