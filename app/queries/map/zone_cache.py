"""Figures of zones that were read: those of a city hold good until its zones change."""

from collections import OrderedDict
from typing import NamedTuple

from app.domain.figures.zone_numbers import CityZones
from app.domain.figures.zones import ZoneOrder, ZonePeriod

MOST_KEPT = 500
"""An answer has at most fifty zones, so all of them take some megabytes."""
ZoneKey = tuple[str, str | None, ZonePeriod, ZoneOrder, int | None]
"""The city, the category or None for all, the period, the order, and how many zones are listed."""


class KeptZones(NamedTuple):
    """Figures, and the transaction that had changed the zones of their city last when they were read."""

    changed_by: str
    figures: CityZones


class ZoneCache:
    """The figures that this process has read last, which it need not read again while their city has no change."""

    def __init__(self) -> None:
        self._kept: OrderedDict[ZoneKey, KeptZones] = OrderedDict()

    def get(self, key: ZoneKey) -> KeptZones | None:
        """Return what was read last; good if the zones of the city were last changed by the same transaction."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        return kept

    def put(self, key: ZoneKey, changed_by: str, figures: CityZones) -> None:
        """Keep these figures in place of those that were read before."""
        self._kept[key] = KeptZones(changed_by, figures)
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
