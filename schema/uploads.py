"""Uploaded files, which clients can send only by HTTP as multipart/form-data."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

import strawberry
from starlette.datastructures import UploadFile
from strawberry.file_uploads import Upload

from app.commands.photos.intake import Picture, PictureFile
from app.domain.photos.photo import Rectangle, Shot
from app.errors import InvalidInput

__all__ = ["RectangleInput", "ShotInput", "Upload", "picture_of", "pictures_of", "rectangles_of"]


@strawberry.input(description="What the browser knew when the photo was taken; each part may be unknown.")
class ShotInput:
    latitude: float | None = None
    longitude: float | None = None
    accuracy_metres: float | None = None
    taken_at: datetime | None = None

    def to_shot(self) -> Shot:
        """Return the domain's value."""
        return Shot(
            latitude=self.latitude,
            longitude=self.longitude,
            accuracy_metres=self.accuracy_metres,
            taken_at=self.taken_at,
        )


@strawberry.input(description="A part of the upright picture, in fractions of its width and height, 0 to 1.")
class RectangleInput:
    left: float
    top: float
    width: float
    height: float


def rectangles_of(given: Sequence[RectangleInput]) -> list[Rectangle]:
    """Return the domain's values.

    Raises:
        InvalidInput: one does not lie inside the picture.
    """
    return [Rectangle(one.left, one.top, one.width, one.height) for one in given]


def pictures_of(photos: Sequence[Upload] | None, shots: Sequence[ShotInput] | None) -> list[Picture]:
    """Return the photos with their shots; ``shots[i]`` belongs to ``photos[i]``, and the list may be shorter.

    Raises:
        InvalidInput: a photo is not a file, or there are more shots than photos.
    """
    files = [file_of("photos", photo) for photo in photos or ()]
    given = [shot.to_shot() for shot in shots or ()]
    if len(given) > len(files):
        raise InvalidInput("shots", f"shots: expected at most one for each of {len(files)} photos, got {len(given)}")
    given += [Shot()] * (len(files) - len(given))
    return [Picture(file, shot) for file, shot in zip(files, given, strict=True)]


def picture_of(field: str, upload: Upload | None) -> Picture | None:
    """Return one file, or None when none was sent.

    Raises:
        InvalidInput: it is no file.
    """
    return None if upload is None else Picture(file_of(field, upload))


def file_of(field: str, upload: Upload) -> PictureFile:
    """Return the file.

    Raises:
        InvalidInput: it is something else: files cannot come in JSON, nor over a WebSocket.
    """
    given: object = upload
    if not isinstance(given, UploadFile):
        raise InvalidInput(
            field,
            f"{field}: expected a file by HTTP, as multipart/form-data (the GraphQL multipart request);"
            " files travel neither in JSON nor over a WebSocket",
        )
    return cast("PictureFile", given)
