"""The areas that an account follows."""

from collections.abc import Sequence
from uuid import UUID

from app.domain.notifications.followed_area import Circle, FollowedArea
from app.models.notifications.followed_area import FollowedAreaRow


async def followed_areas(account_id: UUID) -> Sequence[FollowedArea]:
    """Return the areas of the account, the oldest first."""
    return [_area(one) for one in await FollowedAreaRow.filter(account_id=account_id).order_by("created_at", "id")]


def _area(found: FollowedAreaRow) -> FollowedArea:
    circle = None
    if found.latitude is not None and found.longitude is not None and found.radius_metres is not None:
        circle = Circle(latitude=found.latitude, longitude=found.longitude, radius_metres=found.radius_metres)
    return FollowedArea(
        id=found.id,
        city_id=found.city_id,
        circle=circle,
        district_id=found.district_id,
        category_ids=tuple(found.category_ids),
    )
