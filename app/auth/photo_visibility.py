"""What an audience may see of a photo."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.auth.viewer import Audience, Viewer
from app.domain.photos.photo import Rectangle
from app.domain.photos.request_photo import RequestPhoto


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A photo as one audience may see it."""

    photo: RequestPhoto
    for_staff: bool

    @property
    def distance_metres(self) -> float | None:
        """The distance from where it was taken to the request, to the next 10 metres: an exact one would tell where."""
        metres = self.photo.distance_metres
        return None if metres is None else round(metres, -1)

    @property
    def place(self) -> tuple[float, float] | None:
        """Latitude and longitude of where it was taken, for staff."""
        return self.photo.place if self.for_staff else None

    @property
    def camera(self) -> str | None:
        """What it was taken with, for staff."""
        return self.photo.camera if self.for_staff else None

    @property
    def rectangles(self) -> tuple[Rectangle, ...] | None:
        """The parts that are blurred, for staff."""
        return self.photo.rectangles if self.for_staff else None


def visible_photos(photos: Iterable[RequestPhoto], audience: Audience, city_id: str) -> list[PhotoView]:
    """Return the photos of a request of this city that the audience may see; staff sees hidden ones too."""
    for_staff = audience.is_staff_of(city_id)
    return [PhotoView(photo, for_staff) for photo in photos if for_staff or not photo.hidden]


def may_see_withheld(viewer: Viewer | None, cities: Iterable[str]) -> bool:
    """Whether the viewer may load the file of a hidden photo; ``cities`` are those whose requests hold it."""
    return viewer is not None and any(viewer.is_akimat_of(city_id) for city_id in cities)
