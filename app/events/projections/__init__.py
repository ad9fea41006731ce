"""Tables that are folded from events only. A new one is a module here, a line in ``PROJECTIONS`` and a migration."""

from app.events.projections.counters import CityCounters
from app.events.projections.day_figures import DayFigures
from app.events.projections.disputed_requests import DisputedRequests
from app.events.projections.executor_totals import ExecutorTotals
from app.events.projections.map_cells import MapCells
from app.events.projections.notifications import Notifications
from app.events.projections.points import PointsEntries
from app.events.projections.projection import Projection
from app.events.projections.request_cohorts import RequestCohorts
from app.events.projections.request_counters import RequestCounters
from app.events.projections.request_parts import RequestParts
from app.events.projections.request_states import RequestStates
from app.events.projections.zone_figures import ZoneFigures

PROJECTIONS: tuple[Projection, ...] = (
    CityCounters(),
    Notifications(),
    PointsEntries(),
    RequestStates(),
    RequestCounters(),
    MapCells(),
    DayFigures(),
    ZoneFigures(),
    RequestCohorts(),
    RequestParts(),
    ExecutorTotals(),
    DisputedRequests(),
)
"""Folded in this order for each batch of events."""
