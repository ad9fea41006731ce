"""Zones that were read and ranked: those of a city hold good until a request changes them."""

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from app.domain.figures.zones import ZoneOrder, ZonePeriod

if TYPE_CHECKING:
    from app.queries.map.problem_zones import ProblemZones

MOST_KEPT = 500
"""An answer has at most fifty zones, so all of them take some megabytes."""
ZoneKey = tuple[str, str | None, ZonePeriod, ZoneOrder, int | None]
"""The city, the category or None for all, the period, the order, and how many zones are listed."""


class KeptZones(NamedTuple):
    """Zones, and the version that those of their city had when they were read."""

    version: str
    zones: "ProblemZones"


class ZoneCache:
    """The zones that this process has read last, which it need not read again while their city has no change."""

    def __init__(self) -> None:
        self._kept: OrderedDict[ZoneKey, KeptZones] = OrderedDict()

    def get(self, key: ZoneKey) -> KeptZones | None:
        """Return what was read last; good while the zones of the city have the same version."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        return kept

    def put(self, key: ZoneKey, version: str, zones: "ProblemZones") -> None:
        """Keep these zones in place of those that were read before."""
        self._kept[key] = KeptZones(version, zones)
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
