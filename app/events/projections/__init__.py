"""Tables that are folded from events only. A new one is a module here and a line in ``PROJECTIONS``."""

from app.events.projections.counters import CityCounters
from app.events.projections.notifications import Notifications
from app.events.projections.points import PointsEntries
from app.events.projections.projection import Projection

PROJECTIONS: tuple[Projection, ...] = (CityCounters(), Notifications(), PointsEntries())
"""Folded in this order for each batch of events."""
