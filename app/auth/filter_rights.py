"""Which conditions of a filter a viewer may use, where a list would say more than its requests do."""

from uuid import UUID

from app.auth.viewer import PUBLIC, Viewer, personal_audience
from app.errors import NotAllowed


def check_author_filter(viewer: Viewer | None, author_id: UUID, city_id: str | None) -> None:
    """Refuse a list of one person's requests, which would say who a nameless author is.

    Raises:
        NotAllowed: the viewer is neither that author nor the Akimat of the city that the list is of.
    """
    audience = PUBLIC if viewer is None else personal_audience(viewer)
    if not audience.sees_personal_data_of(author_id, city_id):
        raise NotAllowed("filter.authorId: only your own id, or any author as the Akimat of filter.cityId")


def check_follower_filter(viewer: Viewer | None, follower_id: UUID) -> None:
    """Refuse a list of what another person follows, which is for no one else, staff included.

    Raises:
        NotAllowed: the viewer is not that person.
    """
    if viewer is None or viewer.account_id != follower_id:
        raise NotAllowed("filter.followerId: only your own id")


def may_search_names(viewer: Viewer | None, city_id: str | None) -> bool:
    """Whether a search in this city may look into the names of executors: they are for its Akimat."""
    return viewer is not None and city_id is not None and viewer.is_akimat_of(city_id)
