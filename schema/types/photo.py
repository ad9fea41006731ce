"""Photographs of service requests."""

from datetime import datetime

import strawberry

from app.domain.evidence import EvidenceMark
from app.domain.photos import PhotoKind, PhotoSize
from app.queries import photos as read
from app.storage.protocol import photo_url
from schema.context import Info
from schema.types.places import GeoPoint


@strawberry.type(description="A part of the upright picture, in fractions of its width and height, 0 to 1.")
class Rectangle:
    """A rectangle."""

    left: float
    top: float
    width: float
    height: float


@strawberry.type(
    description="A photo of a service request. Hidden and blurred say how it is now, in events of the past too."
)
class Photo:
    """A photo."""

    photo: strawberry.Private[read.Photo]
    for_staff: strawberry.Private[bool]
    id: strawberry.ID
    kind: PhotoKind
    version: int = strawberry.field(description="The version of the request after the step that brought it.")
    width: int
    height: int
    preview: str | None = strawberry.field(
        description="A tiny picture as a `data:` address, until the real one is there."
    )
    created_at: datetime
    marks: list[EvidenceMark]
    blurred: bool = strawberry.field(description="Whether parts of it were made unrecognisable.")
    hidden: bool = strawberry.field(description="Only the Akimat of the city gets hidden photos at all.")

    @strawberry.field(description="Where the picture is: WebP, without anything the camera wrote into the file.")
    def url(self, info: Info, size: PhotoSize = PhotoSize.LARGE) -> str:
        """Return the address."""
        return photo_url(info.context.command_context.storage, self.photo.keys[size])

    @strawberry.field(description="When it was taken, as the file or the browser says.")
    def taken_at(self) -> datetime | None:
        """Return the moment."""
        return self.photo.taken_at

    @strawberry.field(description="From where it was taken to the place of the request, to the next 10 m.")
    def distance_metres(self) -> float | None:
        """Return the distance."""
        metres = self.photo.distance_metres
        return None if metres is None else round(metres, -1)

    @strawberry.field(description="Where it was taken. For the Akimat of the city; null for everybody else.")
    def location(self) -> GeoPoint | None:
        """Return the place."""
        if not self.for_staff or self.photo.place is None:
            return None
        return GeoPoint(latitude=self.photo.place[0], longitude=self.photo.place[1])

    @strawberry.field(description="What it was taken with. For the Akimat of the city; null for everybody else.")
    def camera(self) -> str | None:
        """Return the camera."""
        return self.photo.camera if self.for_staff else None

    @strawberry.field(description="Which parts of it are blurred. For the Akimat of the city; null for everybody else.")
    def rectangles(self) -> list[Rectangle] | None:
        """Return the parts."""
        if not self.for_staff:
            return None
        return [
            Rectangle(left=one.left, top=one.top, width=one.width, height=one.height) for one in self.photo.rectangles
        ]

    @staticmethod
    def of(photo: read.Photo, *, for_staff: bool) -> "Photo":
        """Build it."""
        return Photo(
            photo=photo,
            for_staff=for_staff,
            id=strawberry.ID(str(photo.id)),
            kind=photo.kind,
            version=photo.version,
            width=photo.width,
            height=photo.height,
            preview=photo.preview,
            created_at=photo.created_at,
            marks=list(photo.marks),
            blurred=bool(photo.rectangles),
            hidden=photo.hidden,
        )
