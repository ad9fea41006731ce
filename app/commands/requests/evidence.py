"""The rows of photos: what each one is held against before it is written, in the transaction of its step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.photos.intake import Brought, NewPhoto
from app.commands.photos.stored_objects import fulfil
from app.domain.evidence import Evidence, EvidenceMark, Judgement, Scene, is_same_picture, judge, look_bits
from app.domain.lifecycle import Need, Rule
from app.domain.photos import PhotoKind, PhotoSize, believable_time
from app.domain.service_request import ServiceRequest
from app.errors import EvidenceReused, InvalidInput
from app.models.database import execute_many, row, rows
from app.models.identity import new_id
from app.queries.similar_photos import SimilarPhoto, find_similar_photos, find_similar_photos_since, last_proof

_COLUMNS = (
    "id",
    "request_id",
    "version",
    "kind",
    "position",
    "account_id",
    "digest",
    "width",
    "height",
    "preview",
    "original_key",
    "small_key",
    "medium_key",
    "large_key",
    "look",
    "taken_at",
    "latitude",
    "longitude",
    "camera",
    "shot_latitude",
    "shot_longitude",
    "shot_accuracy_metres",
    "shot_taken_at",
    "distance_metres",
    "marks",
    "created_at",
)
_INSERT = f"INSERT INTO photo ({', '.join(_COLUMNS)}) VALUES ({', '.join(f'${n + 1}' for n in range(len(_COLUMNS)))})"  # noqa: S608 - names of columns only
_EVIDENCE_LOCK = 0x51414C4120
_USED_FILE = """
    SELECT p.digest, s.number FROM photo p JOIN service_request s ON s.id = p.request_id
    WHERE p.kind = 'AFTER' AND p.digest = ANY($1::bytea[]) ORDER BY p.created_at
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What photos of finished work were held against before anything was locked."""

    up_to: int
    """The number of the newest photo that was looked at."""
    nearest: tuple[SimilarPhoto | None, ...]
    """For each photo that is brought, the one that comes nearest."""


@dataclass(frozen=True, slots=True)
class PhotoStep:
    """The photos that a step brings."""

    kind: PhotoKind
    brought: Brought | None = None
    seen: Seen | None = None

    @property
    def photos(self) -> tuple[NewPhoto, ...]:
        """Return them."""
        return self.brought.photos if self.brought else ()


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """What the event of a step says of the photos that came with it."""

    marks: tuple[EvidenceMark, ...] = ()
    digests: tuple[bytes, ...] = ()
    """SHA-256 of each file as it was sent."""


NOTHING = PhotoRecord()


async def insist_on_photos(rule: Rule, before: ServiceRequest, step: PhotoStep | None) -> None:
    """Check that what the rule needs is there.

    Raises:
        InvalidInput: a photo is missing.
    """
    if step is not None and step.photos:
        return
    if Need.AFTER_PHOTO in rule.needs:
        raise InvalidInput(
            "photos", "photos: expected at least one photo of the finished work", need=Need.AFTER_PHOTO.value
        )
    if Need.BEFORE_PHOTO in rule.needs and not await _has_report(before.id):
        raise InvalidInput(
            "photos",
            "photos: expected at least one photo of the place before the work, because the citizen sent none",
            need=Need.BEFORE_PHOTO.value,
        )


async def _has_report(request_id: UUID) -> bool:
    found = await row(
        "SELECT 1 FROM photo WHERE request_id = $1 AND kind = 'REPORT' AND hidden_at IS NULL AND retracted_at IS NULL"
        " LIMIT 1",
        request_id,
    )
    return found is not None


async def look_around(step: PhotoStep, request_id: UUID) -> PhotoStep:
    """Look for what photos of finished work look like while nothing is locked, and note how far that was."""
    if step.kind is not PhotoKind.AFTER or not step.photos:
        return step
    return replace(step, seen=await _look_around(step.photos, request_id))


async def _look_around(photos: Sequence[NewPhoto], request_id: UUID) -> Seen:
    # Asked first: what is committed between the questions is seen twice rather than never.
    up_to = await last_proof()
    found = [await find_similar_photos(photo.looks, except_request_id=request_id) for photo in photos]
    return Seen(up_to, tuple(next(iter(near), None) for near in found))


async def write_photos(
    viewer: Viewer, step: PhotoStep | None, before: ServiceRequest | None, after: ServiceRequest
) -> PhotoRecord:
    """Write the rows of what the step brings; return what its event says of them.

    Raises:
        EvidenceReused: a photo of finished work has been used before; names the request.
    """
    if step is None or step.brought is None:
        return NOTHING
    nearest = await _compare(step, after) if step.kind is PhotoKind.AFTER else [None] * len(step.photos)
    scene = Scene(
        latitude=after.latitude,
        longitude=after.longitude,
        started_at=before.started_at if before else None,
        received_at=after.updated_at,
    )
    judged = [(photo, _judged(step.kind, photo, bits, scene)) for photo, bits in zip(step.photos, nearest, strict=True)]
    await execute_many(_INSERT, [_values(viewer, step.kind, place, one, after) for place, one in enumerate(judged)])
    await fulfil(step.brought.upload_id)
    found = {mark for _, judgement in judged for mark in judgement.marks}
    marks = tuple(mark for mark in EvidenceMark if mark in found)
    return PhotoRecord(marks, tuple(photo.digest for photo in step.photos))


def _judged(kind: PhotoKind, photo: NewPhoto, nearest: int | None, scene: Scene) -> Judgement:
    evidence = Evidence(
        kind=kind,
        latitude=photo.latitude,
        longitude=photo.longitude,
        taken_at=photo.taken_at,
        shot=photo.shot,
        nearest_look_bits=nearest,
    )
    return judge(evidence, scene)


async def _compare(step: PhotoStep, after: ServiceRequest) -> list[int | None]:
    """Return how near each photo comes to one that proved something else; refuse what is one of them, or no proof."""
    seen = step.seen or await _look_around(step.photos, after.id)
    # Two requests finished at the same moment with one photo would otherwise both find it unused. Who waits here waits
    # for a few questions by index, and for no search.
    await rows("SELECT pg_advisory_xact_lock($1)", _EVIDENCE_LOCK)
    await _refuse_used_files(step.photos)
    await _refuse_own_beginning(step.photos, after)
    numbered = enumerate(zip(step.photos, seen.nearest, strict=True))
    return [await _nearest(number, photo, known, seen.up_to, after) for number, (photo, known) in numbered]


async def _refuse_used_files(photos: Sequence[NewPhoto]) -> None:
    used = {found["digest"]: found["number"] for found in await rows(_USED_FILE, [photo.digest for photo in photos])}
    for number, photo in enumerate(photos):
        if photo.digest in used:
            raise _reused(number, used[photo.digest], "has proved the work on")


async def _refuse_own_beginning(photos: Sequence[NewPhoto], after: ServiceRequest) -> None:
    """The place as it was cannot be the place as it is."""
    earlier = await rows(
        "SELECT digest, look FROM photo WHERE request_id = $1 AND kind <> 'AFTER' AND retracted_at IS NULL", after.id
    )
    for number, photo in enumerate(photos):
        for found in earlier:
            same_look = bool(photo.looks) and found["look"] is not None
            if photo.digest == found["digest"] or (
                same_look and is_same_picture(look_bits(photo.looks, found["look"]))
            ):
                raise _reused(number, after.number, "shows the place before the work on")


async def _nearest(
    number: int, photo: NewPhoto, known: SimilarPhoto | None, up_to: int, after: ServiceRequest
) -> int | None:
    since = await find_similar_photos_since(photo.looks, up_to, except_request_id=after.id)
    near = min((one for one in (known, *since) if one is not None), key=lambda one: one.bits, default=None)
    if near is None:
        return None
    if is_same_picture(near.bits):
        raise _reused(number, near.number, "is, saved anew, one that has proved the work on")
    return near.bits


def _reused(number: int, of: str, what: str) -> EvidenceReused:
    return EvidenceReused(f"photo {number + 1} {what} {of}; expected a new one", number=of, photo=number)


def _values(
    viewer: Viewer, kind: PhotoKind, position: int, judged: tuple[NewPhoto, Judgement], after: ServiceRequest
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
        photo.looks[0] if photo.looks else None,
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
