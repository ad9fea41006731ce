"""A city as its public page shows it: counters, the figures of the last days, the newest requests."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.figures.city_days import Days
from app.domain.requests.lifecycle import DROPPED, Status
from app.domain.requests.service_request import ServiceRequest
from app.models import City
from app.queries.figures.counters import Counters, counters
from app.queries.figures.span_figures import By, SpanFigures, span_figures
from app.queries.requests.filter import Filter
from app.queries.requests.lists import service_requests
from app.queries.requests.order import Order

DAYS = 30
NEWEST = 20
_LISTED = frozenset(Status) - DROPPED


@dataclass(frozen=True, slots=True)
class CityFigures:
    """What happened on the last days; by category and by district with their ids."""

    city: SpanFigures
    by_category: dict[str, SpanFigures]
    by_district: dict[str, SpanFigures]


@dataclass(frozen=True, slots=True)
class PublicCity:
    """The figures and the newest requests of a city."""

    counters: Counters
    figures: CityFigures | None
    """None while the read models are built, for some minutes after an update."""
    newest: list[ServiceRequest]
    """Without those that were closed without work."""


async def public_city(city: City, now: datetime) -> PublicCity:
    """Return what the page of the city shows now."""
    days = last_days(now.astimezone(ZoneInfo(city.timezone)).date())
    counted = await counters(city.id, now)
    whole = await span_figures(city.id, days, By.CITY)
    categories = await span_figures(city.id, days, By.CATEGORY)
    districts = await span_figures(city.id, days, By.DISTRICT)
    page = await service_requests(Filter(city_id=city.id, statuses=_LISTED), Order.NEWEST, now, first=NEWEST)
    newest = [request for _, request in page.keyed]
    if whole is None or categories is None or districts is None:
        return PublicCity(counted, None, newest)
    return PublicCity(counted, CityFigures(whole.get("", SpanFigures(days)), categories, districts), newest)


def last_days(today: date) -> Days:
    """Return the last days with today."""
    return Days(today - timedelta(days=DAYS - 1), today)
