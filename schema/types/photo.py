"""Photographs of service requests."""

from datetime import datetime

import strawberry

from app.auth.photo_visibility import PhotoView
from app.domain.photos.evidence import EvidenceMark
from app.domain.photos.photo import PhotoKind, PhotoSize
from app.storage.protocol import photo_url
from schema.context import Info
from schema.cost import Cost
from schema.types.places import GeoPoint


@strawberry.type(description="A part of the upright picture, in fractions of its width and height, 0 to 1.")
class Rectangle:
    left: float
    top: float
    width: float
    height: float


@strawberry.type(
    description="A photo of a service request. Hidden and blurred say how it is now, in events of the past too."
)
class Photo:
    view: strawberry.Private[PhotoView]
    id: strawberry.ID
    kind: PhotoKind
    version: int = strawberry.field(description="The version of the request after the step that added it.")
    width: int
    height: int
    preview: str | None = strawberry.field(
        description="A tiny picture as a `data:` URL, to show while the photo loads."
    )
    created_at: datetime
    marks: list[EvidenceMark]
    blurred: bool = strawberry.field(description="Whether parts of it were made unrecognisable.")
    hidden: bool = strawberry.field(description="Only the Akimat of the city gets hidden photos.")

    @strawberry.field(description="Where the picture is: WebP, without anything the camera wrote into the file.")
    def url(self, info: Info, size: PhotoSize = PhotoSize.LARGE) -> str:
        return photo_url(info.context.command_context.storage, self.view.photo.keys[size])

    @strawberry.field(description="When it was taken, as the file or the browser says.")
    def taken_at(self) -> datetime | None:
        return self.view.photo.taken_at

    @strawberry.field(description="From where it was taken to the place of the request, to the next 10 m.")
    def distance_metres(self) -> float | None:
        return self.view.distance_metres

    @strawberry.field(description="The place where it was taken. For the Akimat of the city; null for all others.")
    def location(self) -> GeoPoint | None:
        place = self.view.place
        return None if place is None else GeoPoint(latitude=place[0], longitude=place[1])

    @strawberry.field(description="What it was taken with. For the Akimat of the city; null for all others.")
    def camera(self) -> str | None:
        return self.view.camera

    @strawberry.field(
        directives=[Cost(items=1)],
        description="Which parts of it are blurred. For the Akimat of the city; null for all others.",
    )
    def rectangles(self) -> list[Rectangle] | None:
        blurred = self.view.rectangles
        if blurred is None:
            return None
        return [Rectangle(left=one.left, top=one.top, width=one.width, height=one.height) for one in blurred]

    @staticmethod
    def of(view: PhotoView) -> "Photo":
        """Return the photo as its audience may see it."""
        photo = view.photo
        return Photo(
            view=view,
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
