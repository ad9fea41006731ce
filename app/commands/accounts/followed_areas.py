"""Following areas of a city: no step of a request, and no event."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.auth.limits import AREA_BY_ACCOUNT
from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.rate_limits import allow_by_account
from app.commands.rights import keep_rights
from app.domain.notifications.followed_area import MOST_AREAS, Circle, FollowedArea
from app.domain.places.geo import Box
from app.errors import InvalidInput
from app.models import Account
from app.models.database import transaction
from app.models.notifications.followed_area import FollowedAreaRow
from app.queries.notifications.followed_areas import followed_areas


async def follow_area(
    context: CommandContext,
    viewer: Viewer | None,
    city_id: str,
    *,
    circle: Circle | None = None,
    district_id: str | None = None,
    category_ids: Iterable[str] = (),
) -> Sequence[FollowedArea]:
    """Notify the viewer when a request of these categories, or any, is submitted or done in the area from now on.

    Return all areas of the viewer. An area that is followed already is not added again.

    Raises:
        Unauthenticated: the viewer is not signed in.
        InvalidInput: names the field; ``area`` where the account follows as many as it may.
        RateLimited: too many from one account, also of areas that it has removed again.
    """
    viewer = require(viewer, "followArea")
    account_id = viewer.account_id
    city = await context.catalog.city(city_id)
    if city is None:
        raise InvalidInput("cityId", f"cityId: there is no city {city_id[:40]!r}")
    if (circle is None) == (district_id is None):
        raise InvalidInput("circle", "circle: expected either a circle or a districtId")
    if circle is not None:
        circle = circle.checked("circle", Box(west=city.west, south=city.south, east=city.east, north=city.north))
    elif district_id not in {district.id for district in await context.catalog.districts_of(city_id)}:
        raise InvalidInput("districtId", f"districtId: the city has no district {str(district_id)[:40]!r}")
    categories = await _checked_categories(context, category_ids)
    await allow_by_account(context, viewer, AREA_BY_ACCOUNT)
    async with transaction():
        # Two areas that are added at once are counted one after the other.
        await Account.filter(id=account_id).select_for_update().only("id").first()
        await keep_rights(viewer)
        followed = await followed_areas(account_id)
        if (city_id, circle, district_id, categories) in (
            (one.city_id, one.circle, one.district_id, one.category_ids) for one in followed
        ):
            return followed
        if len(followed) >= MOST_AREAS:
            raise InvalidInput("area", f"area: an account may follow {MOST_AREAS} areas; remove one first")
        await FollowedAreaRow.create(
            account_id=account_id,
            city_id=city_id,
            latitude=circle and circle.latitude,
            longitude=circle and circle.longitude,
            radius_metres=circle and circle.radius_metres,
            hexagons=circle.hexagons if circle else [],
            district_id=district_id,
            category_ids=list(categories),
            created_at=context.clock.now(),
        )
        return await followed_areas(account_id)


async def unfollow_area(viewer: Viewer | None, area_id: UUID) -> Sequence[FollowedArea]:
    """Stop notifying the viewer of this area and return the others; not having followed it is no error.

    Raises:
        Unauthenticated: the viewer is not signed in.
    """
    account_id = require(viewer, "unfollowArea").account_id
    await FollowedAreaRow.filter(id=area_id, account_id=account_id).delete()
    return await followed_areas(account_id)


async def _checked_categories(context: CommandContext, category_ids: Iterable[str]) -> tuple[str, ...]:
    categories = tuple(sorted(set(category_ids)))
    known = await context.catalog.categories()
    for category_id in categories:
        if category_id not in known:
            raise InvalidInput("categoryIds", f"categoryIds: there is no category {category_id[:40]!r}")
    return categories
