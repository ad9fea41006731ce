"""The map as tests read it."""

from datetime import datetime
from typing import Any

import orjson

from app.domain.places.geo import Box
from app.queries.map import city_map
from app.queries.requests.filter import Filter


async def map_of(box: Box, zoom: int, filter_: Filter, now: datetime) -> dict[str, Any]:
    """Return the FeatureCollection."""
    found: dict[str, Any] = orjson.loads(await city_map.service_request_map(box, zoom, filter_, now))
    return found
