"""Photos of a step: compared with earlier evidence and written in the transaction of the step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.photos.intake import NewPhoto, Upload
from app.commands.photos.stored_objects import finish_upload
from app.domain.photos.evidence import (
    Assessment,
    Evidence,
    EvidenceMark,
    PhotoContext,
    assess,
    hash_distance,
    is_same_picture,
)
from app.domain.photos.photo import PhotoKind, PhotoSize, believable_time
from app.domain.requests.lifecycle import Need, Rule
from app.domain.requests.service_request import ServiceRequest
from app.errors import EvidenceReused, InvalidInput
from app.models.identity import new_id
from app.models.photos.photo_rows import insert_photos, lock_evidence
from app.queries.photos.request_photos import (
    EarlierPhoto,
    evidence_by_digest,
    has_visible_report,
    photos_before_completion,
)
from app.queries.photos.similar_photos import (
    SimilarPhoto,
    find_similar_photos,
    find_similar_photos_since,
    newest_work_photo,
)


@dataclass(frozen=True, slots=True)
class SimilarFound:
    """The result of the search for similar evidence that runs before any row is locked."""

    up_to: int
    """The number of the newest photo that was searched."""
    nearest: tuple[SimilarPhoto | None, ...]
    """The most similar photo for each new one."""


@dataclass(frozen=True, slots=True)
class StepPhotos:
    """The photos that come with a step; ``upload`` is None where none came."""

    kind: PhotoKind
    upload: Upload | None = None
    similar: SimilarFound | None = None

    @property
    def photos(self) -> tuple[NewPhoto, ...]:
        """The photos of the upload."""
        return self.upload.photos if self.upload else ()


@dataclass(frozen=True, slots=True)
class EventPhotos:
    """What the event of a step says of its photos."""

    marks: tuple[EvidenceMark, ...] = ()
    digests: tuple[bytes, ...] = ()
    """SHA-256 of each file as it was sent."""


NO_PHOTOS = EventPhotos()


async def require_photos(rule: Rule, before: ServiceRequest, step: StepPhotos | None) -> None:
    """Check that the photos that the rule needs are there.

    Raises:
        InvalidInput: a photo is missing.
    """
    if step is not None and step.photos:
        return
    if Need.AFTER_PHOTO in rule.needs:
        raise InvalidInput(
            "photos", "photos: expected at least one photo of the finished work", need=Need.AFTER_PHOTO.value
        )
    if Need.BEFORE_PHOTO in rule.needs and not await has_visible_report(before.id):
        raise InvalidInput(
            "photos",
            "photos: expected at least one photo of the place before the work, because the citizen sent none",
            need=Need.BEFORE_PHOTO.value,
        )


async def with_similar(step: StepPhotos, request_id: UUID) -> StepPhotos:
    """Return the photos with the result of the search for similar evidence; photos of a problem have none."""
    if step.kind is PhotoKind.REPORT or not step.photos:
        return step
    return replace(step, similar=await _search(step.photos, request_id))


async def _search(photos: Sequence[NewPhoto], request_id: UUID) -> SimilarFound:
    # Read first: a photo committed during the search is then found twice, and never missed.
    up_to = await newest_work_photo()
    found = [await find_similar_photos(photo.perceptual_hashes, except_request_id=request_id) for photo in photos]
    return SimilarFound(up_to, tuple(next(iter(near), None) for near in found))


async def write_photos(
    viewer: Viewer, step: StepPhotos | None, before: ServiceRequest | None, after: ServiceRequest
) -> EventPhotos:
    """Insert the photos of the step; return what its event says of them.

    Raises:
        EvidenceReused: a photo of finished work was used as evidence before; names that request.
    """
    if step is None or step.upload is None:
        return NO_PHOTOS
    nearest = await _nearest_bits(step, after)
    expected = PhotoContext(
        latitude=after.latitude,
        longitude=after.longitude,
        started_at=before.started_at if before else None,
        received_at=after.updated_at,
    )
    judged = [
        (photo, _judged(step.kind, photo, bits, expected)) for photo, bits in zip(step.photos, nearest, strict=True)
    ]
    await insert_photos([_values(viewer, step.kind, position, one, after) for position, one in enumerate(judged)])
    await finish_upload(step.upload.upload_id)
    found = {mark for _, judgement in judged for mark in judgement.marks}
    marks = tuple(mark for mark in EvidenceMark if mark in found)
    return EventPhotos(marks, tuple(photo.digest for photo in step.photos))


def _judged(kind: PhotoKind, photo: NewPhoto, nearest: int | None, expected: PhotoContext) -> Assessment:
    evidence = Evidence(
        kind=kind,
        latitude=photo.latitude,
        longitude=photo.longitude,
        taken_at=photo.taken_at,
        shot=photo.shot,
        nearest_bits=nearest,
    )
    return assess(evidence, expected)


async def _nearest_bits(step: StepPhotos, after: ServiceRequest) -> list[int | None]:
    """Return for each photo how many bits its hash differs from the most similar evidence; None = none is similar.

    Raises:
        EvidenceReused: a photo of finished work is the same as earlier evidence, or as a photo from before the work.
    """
    if step.kind is PhotoKind.REPORT:
        return [None] * len(step.photos)
    similar = step.similar or await _search(step.photos, after.id)
    # Without the lock two requests completed at once with one photo would both find it unused. The search above is
    # over by then, so a step that waits here waits for a few index lookups only.
    await lock_evidence()
    used = await evidence_by_digest((photo.digest for photo in step.photos), request_id=after.id)
    if step.kind is PhotoKind.AFTER:
        _refuse_used_files(step.photos, used)
        await _refuse_own_earlier_photos(step.photos, after)
    nearest = [
        await _nearest(photo, known, similar.up_to, after)
        for photo, known in zip(step.photos, similar.nearest, strict=True)
    ]
    if step.kind is PhotoKind.AFTER:
        _refuse_copies(nearest)
    # One photo can honestly show two problems side by side before the work, so before it a copy is only marked.
    return [
        0 if photo.digest in used else near.bits if near else None
        for photo, near in zip(step.photos, nearest, strict=True)
    ]


def _refuse_used_files(photos: Sequence[NewPhoto], used: Mapping[bytes, str]) -> None:
    for number, photo in enumerate(photos):
        if photo.digest in used:
            raise _reused(number, used[photo.digest], "has proved the work on")


async def _refuse_own_earlier_photos(photos: Sequence[NewPhoto], after: ServiceRequest) -> None:
    earlier = await photos_before_completion(after.id)
    for number, photo in enumerate(photos):
        for one in earlier:
            if photo.digest == one.digest or _is_copy(photo, one):
                raise _reused(number, after.number, "shows the place before the work on")


def _is_copy(photo: NewPhoto, earlier: EarlierPhoto) -> bool:
    if not photo.perceptual_hashes or earlier.perceptual_hash is None:
        return False
    return is_same_picture(hash_distance(photo.perceptual_hashes, earlier.perceptual_hash))


async def _nearest(
    photo: NewPhoto, known: SimilarPhoto | None, up_to: int, after: ServiceRequest
) -> SimilarPhoto | None:
    since = await find_similar_photos_since(photo.perceptual_hashes, up_to, except_request_id=after.id)
    return min((one for one in (known, *since) if one is not None), key=lambda one: one.bits, default=None)


def _refuse_copies(nearest: Sequence[SimilarPhoto | None]) -> None:
    for number, near in enumerate(nearest):
        if near is not None and is_same_picture(near.bits):
            raise _reused(number, near.number, "is, saved anew, one that has proved the work on")


def _reused(number: int, of: str, what: str) -> EvidenceReused:
    return EvidenceReused(f"photo {number + 1} {what} {of}; expected a new one", number=of, photo=number)


def _values(
    viewer: Viewer, kind: PhotoKind, position: int, judged: tuple[NewPhoto, Assessment], after: ServiceRequest
) -> list[object]:
    photo, judgement = judged
    return [
        new_id(),
        after.id,
        after.version,
        kind.value,
        position,
        viewer.account_id,
        photo.digest,
        photo.width,
        photo.height,
        photo.preview,
        photo.original_key,
        photo.renditions[PhotoSize.SMALL],
        photo.renditions[PhotoSize.MEDIUM],
        photo.renditions[PhotoSize.LARGE],
        photo.perceptual_hashes[0] if photo.perceptual_hashes else None,
        believable_time(photo.taken_at, after.updated_at),
        photo.latitude,
        photo.longitude,
        photo.camera,
        photo.shot.latitude,
        photo.shot.longitude,
        photo.shot.accuracy_metres,
        believable_time(photo.shot.taken_at, after.updated_at),
        judgement.distance_metres,
        [mark.value for mark in judgement.marks],
        after.updated_at,
    ]
