"""Who follows an area that holds a request: read once, when the event is written."""

from uuid import UUID

import structlog

from app.domain.notifications.followed_area import MOST_RECIPIENTS
from app.domain.places.geo import EARTH_RADIUS_METRES
from app.domain.places.hexagons import hexagon_at
from app.domain.requests.service_request import ServiceRequest
from app.models.database import Fetch, rows

log = structlog.get_logger()

# As domain.places.geo.distance_metres.
_METRES = f"""
    {2 * EARTH_RADIUS_METRES} * asin(least(1, sqrt(power(sin(radians(f.latitude - $2) / 2), 2)
        + cos(radians($2)) * cos(radians(f.latitude)) * power(sin(radians(f.longitude - $3) / 2), 2))))
"""
# The smallest area says most of what its follower wants to know, so it comes first where there are too many.
FOLLOWERS = f"""
    SELECT f.account_id FROM followed_area f JOIN account a ON a.id = f.account_id AND a.blocked_at IS NULL
    WHERE (f.hexagons @> ARRAY[$1::bigint] AND {_METRES} <= f.radius_metres OR f.district_id = $4::text)
        AND (f.category_ids = '{{}}' OR f.category_ids @> ARRAY[$5::text]) AND f.city_id = $6
    GROUP BY f.account_id
    ORDER BY min(coalesce(f.radius_metres, 1000000)), min(f.created_at), f.account_id LIMIT {MOST_RECIPIENTS + 1}
"""  # noqa: S608 - built from constants


async def area_followers_of(request: ServiceRequest, fetch: Fetch = rows) -> frozenset[UUID]:
    """Return the accounts that follow an area with the request in it, and its category.

    At most ``MOST_RECIPIENTS``: then those with the smallest areas, and of equal ones those who followed first.
    """
    latitude, longitude = request.latitude, request.longitude
    found = await fetch(
        FOLLOWERS,
        hexagon_at(latitude, longitude),
        latitude,
        longitude,
        request.district_id,
        request.category_id,
        request.city_id,
    )
    if len(found) > MOST_RECIPIENTS:
        log.warning("area_followers_capped", number=request.number, most=MOST_RECIPIENTS)
    return frozenset(item["account_id"] for item in found[:MOST_RECIPIENTS])
