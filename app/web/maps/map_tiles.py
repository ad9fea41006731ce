"""`/map/<city>/<z>/<x>/<y>.json`: tiles of the public map, which any proxy may keep for a few seconds.

The tag of an answer is a hash of its content and not a position of the log: deadlines pass and requests grow older
without an event, and an event elsewhere in the city leaves the tile as it is.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.application import Application
from app.auth.fair_queue import Payer
from app.domain.figures.period import Period
from app.domain.requests.lifecycle import Status
from app.errors import InvalidInput, NotAllowed, NotFound, QalaError, RateLimited
from app.models.database import OUTAGES
from app.queries.map.city_map import ROWS_FROM_ZOOM, map_tile
from app.queries.requests.filter import Filter
from app.web.graphql.refusals import refusal
from app.web.http.compression import compress
from app.web.http.disconnect import while_connected
from app.web.http.etag import etag_of, is_current, not_modified
from app.web.http.origin import client_of, is_own_origin

TILE_POINTS = 60
"""What a tile costs that is read from squares: every operation costs 50."""
ROWS_POINTS = 400
"""What a tile costs that is counted from requests."""
CACHE_SECONDS = 10
GEOJSON = "application/geo+json"
_CACHED = f"public, max-age={CACHE_SECONDS}, stale-while-revalidate=60"
_BUILDING_SECONDS = "60"
"""The read model of the map is looked at once a minute, and built if it is behind."""
_STATUS_OF = {NotFound: 404, NotAllowed: 403, RateLimited: 429}
_PARAMETERS = frozenset({"category", "status", "overdue", "period"})
_DIGITS = re.compile(r"[0-9]{1,10}")
_Choice = TypeVar("_Choice", bound=StrEnum)


def map_tile_routes(get_application: Callable[[], Application]) -> list[Route]:
    """Return the route of the tiles."""

    async def show(request: Request) -> Response:
        try:
            return await _tile(get_application(), request)
        except QalaError as refused:
            headers = {"Cache-Control": "no-store"}
            if isinstance(refused, RateLimited):
                headers["Retry-After"] = str(refused.data["retryAfterSeconds"])
            status = _STATUS_OF.get(type(refused), 400)
            return refusal(status, refused.message, refused.code, headers=headers, **refused.data)
        except OUTAGES:
            return _later("the database is away; try again later", "10")

    return [Route("/map/{city}/{z}/{x}/{y}.json", show, methods=["GET"])]


async def _tile(application: Application, request: Request) -> Response:
    if not is_own_origin(request, application.command_context.public_url):
        raise NotAllowed("this page may not read for its visitors")
    # Without an account, whatever the request brings: every reader gets the same.
    payer = Payer.of(client_of(request))
    application.reads.check(payer)
    zoom, x, y = (_number(name, request.path_params[name]) for name in ("z", "x", "y"))
    city_id = request.path_params["city"]
    if await application.catalog.city(city_id) is None:
        raise NotFound(f"there is no city {city_id[:40]!r}")
    filter_ = filter_of(city_id, request)
    points = ROWS_POINTS if zoom >= ROWS_FROM_ZOOM else TILE_POINTS
    await application.reads.charge(payer, points, points)

    async def read() -> bytes | None:
        return await map_tile(zoom, x, y, filter_, application.clock.now())

    key = ("tile", zoom, x, y, filter_)
    work = read if application.replica is None else partial(application.replica.run, read)
    body = await while_connected(request, application.reads.run(payer, points, work, share=lambda: key))
    if body is None:
        return _later("the map is being prepared; try again later", _BUILDING_SECONDS)
    headers = {"Cache-Control": _CACHED, "ETag": etag_of(body), "Vary": "Accept-Encoding"}
    response = Response(body, headers=headers, media_type=GEOJSON)
    if is_current(request, response.headers["ETag"]):
        return not_modified(response)
    return await compress(request, response)


def _number(name: str, text: str) -> int:
    # Not by Starlette's convertor, which fails on a number of more than 4,300 digits.
    if not _DIGITS.fullmatch(text):
        raise InvalidInput(name, f"{name}: expected a whole number, got {text[:40]!r}")
    return int(text)


def filter_of(city_id: str, request: Request) -> Filter:
    """Return the filter in the query of a tile.

    Raises:
        InvalidInput: names the parameter.
    """
    given = request.query_params
    if unknown := sorted(given.keys() - _PARAMETERS):
        raise InvalidInput(unknown[0][:40], f"{unknown[0][:40]}: expected {', '.join(sorted(_PARAMETERS))}")
    overdue = given.get("overdue")
    if overdue not in {None, "true", "false"}:
        raise InvalidInput("overdue", "overdue: expected true or false")
    categories = given.getlist("category")
    if not all(category.isprintable() for category in categories):
        raise InvalidInput("category", "category: expected letters, digits and signs")
    statuses = [_one_of(Status, "status", name) for name in given.getlist("status")]
    period = given.get("period")
    return Filter(
        city_id=city_id,
        category_ids=frozenset(categories) if categories else None,
        statuses=frozenset(statuses) if statuses else None,
        overdue=None if overdue is None else overdue == "true",
        period=None if period is None else _one_of(Period, "period", period),
    )


def _one_of(choices: type[_Choice], field: str, name: str) -> _Choice:
    try:
        return choices(name)
    except ValueError:
        raise InvalidInput(field, f"{field}: expected {', '.join(choices)}") from None


def _later(message: str, seconds: str) -> Response:
    return refusal(503, message, headers={"Retry-After": seconds, "Cache-Control": "no-store"})
