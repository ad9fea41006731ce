"""The photos that go with the question whether a problem is solved: one of before, one of after."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.photos.photo import PhotoKind
from app.models.photos.photo import PhotoRow


@dataclass(frozen=True, slots=True)
class WorkPhoto:
    """One photo, and the path under which it is served while it is not hidden."""

    after: bool
    path: str


async def work_photos(request_id: UUID) -> list[WorkPhoto]:
    """Return the first photo of the problem and the latest of the finished work; hidden ones are left out."""
    found = await PhotoRow.filter(request_id=request_id, hidden_at=None, retracted_at=None).order_by(
        "version", "position"
    )
    earlier = [photo for photo in found if photo.kind is not PhotoKind.AFTER][:1]
    later = [photo for photo in found if photo.kind is PhotoKind.AFTER][-1:]
    return [
        WorkPhoto(after=photo.kind is PhotoKind.AFTER, path=f"/photos/{photo.medium_key}")
        for photo in (*earlier, *later)
    ]
