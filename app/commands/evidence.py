"""The rows of photos: what each one is held against before it is written, in the transaction of its step."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.intake import Brought, NewPhoto
from app.commands.objects import fulfil
from app.domain.evidence import Evidence, EvidenceMark, Judgement, Scene, is_same_picture, judge, look_bits
from app.domain.lifecycle import Need, Rule
from app.domain.photos import PhotoKind, PhotoSize
from app.domain.service_request import ServiceRequest
from app.errors import EvidenceReused, InvalidInput
from app.look_alikes import find_look_alikes
from app.models.database import execute_many, row, rows
from app.models.identity import new_id

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
class PhotoStep:
    """The photos that a step brings."""

    kind: PhotoKind
    brought: Brought | None = None

    @property
    def photos(self) -> tuple[NewPhoto, ...]:
        """Return them."""
        return self.brought.photos if self.brought else ()


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


async def write_photos(
    viewer: Viewer, step: PhotoStep | None, before: ServiceRequest | None, after: ServiceRequest
) -> tuple[EvidenceMark, ...]:
    """Write the rows of what the step brings; return all that people should look at.

    Raises:
        EvidenceReused: a photo of finished work has been used before; names the request.
    """
    if step is None or step.brought is None:
        return ()
    nearest = await _compare(step.photos, after) if step.kind is PhotoKind.AFTER else [None] * len(step.photos)
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
    return tuple(mark for mark in EvidenceMark if mark in found)


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


async def _compare(photos: Sequence[NewPhoto], after: ServiceRequest) -> list[int | None]:
    """Return how near each photo comes to one that proved something else; refuse what is one of them, or no proof."""
    # Two requests finished at the same moment with one photo would otherwise both find it unused.
    await rows("SELECT pg_advisory_xact_lock($1)", _EVIDENCE_LOCK)
    await _refuse_used_files(photos)
    await _refuse_own_beginning(photos, after)
    return [await _nearest(number, photo, after) for number, photo in enumerate(photos)]


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


async def _nearest(number: int, photo: NewPhoto, after: ServiceRequest) -> int | None:
    near = await find_look_alikes(photo.looks, except_request_id=after.id)
    if not near:
        return None
    if is_same_picture(near[0].bits):
        raise _reused(number, near[0].number, "is, saved anew, one that has proved the work on")
    return near[0].bits


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
        photo.taken_at,
        photo.latitude,
        photo.longitude,
        photo.camera,
        photo.shot.latitude,
        photo.shot.longitude,
        photo.shot.accuracy_metres,
        photo.shot.taken_at,
        judgement.distance_metres,
        [mark.value for mark in judgement.marks],
        after.updated_at,
    ]
