"""Photos of service requests."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from app.domain.frozen import maker_of
from app.domain.log.events import EventKind
from app.domain.photos.evidence import EvidenceMark
from app.domain.photos.photo import PhotoKind, PhotoSize, Rectangle
from app.domain.photos.request_photo import RequestPhoto
from app.models.database import records, rows
from app.models.log.whole_log import events_of
from app.models.photos.photo import PhotoRow

_SELECT = """
    SELECT request_id, id, version, kind, account_id, width, height, preview, small_key, medium_key, large_key,
           taken_at, shot_taken_at, latitude, longitude, shot_latitude, shot_longitude, camera, distance_metres, marks,
           hidden_at, blurred, created_at
    FROM photo WHERE request_id = ANY($1) AND retracted_at IS NULL ORDER BY version, position
"""


async def photos(request_ids: Iterable[UUID]) -> dict[UUID, Sequence[RequestPhoto]]:
    """Return the photos of each request in the order of upload; retracted photos are left out."""
    found: defaultdict[UUID, list[RequestPhoto]] = defaultdict(list)
    for request_id, *columns in await records(_SELECT, list(request_ids)):
        found[request_id].append(_photo(*columns))
    return dict(found)


_KINDS = {kind.value: kind for kind in PhotoKind}
_SMALL, _MEDIUM, _LARGE = PhotoSize.SMALL, PhotoSize.MEDIUM, PhotoSize.LARGE
_make_photo = maker_of(RequestPhoto)


def _photo(  # noqa: PLR0917 - the columns of _SELECT
    photo_id: UUID, version: int, kind: str, account_id: UUID | None, width: int, height: int, preview: str | None,
    small_key: str, medium_key: str, large_key: str, taken_at: datetime | None, shot_taken_at: datetime | None,
    latitude: float | None, longitude: float | None, shot_latitude: float | None, shot_longitude: float | None,
    camera: str | None, distance_metres: float | None, marks: Sequence[str], hidden_at: datetime | None,
    blurred: str | None, created_at: datetime,
) -> RequestPhoto:  # fmt: skip
    # In the order of the fields. Every list and every live event makes dozens of these.
    return _make_photo(
        (
            photo_id,
            version,
            _KINDS[kind],
            account_id,
            width,
            height,
            preview,
            {_SMALL: small_key, _MEDIUM: medium_key, _LARGE: large_key},
            taken_at or shot_taken_at,
            _place(latitude, longitude) or _place(shot_latitude, shot_longitude),
            camera,
            distance_metres,
            tuple(map(EvidenceMark, marks)) if marks else (),
            hidden_at is not None,
            tuple(Rectangle(**one) for one in orjson.loads(blurred)) if blurred else (),
            created_at,
        )
    )


def _place(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    return None if latitude is None or longitude is None else (latitude, longitude)


@dataclass(frozen=True, slots=True)
class EarlierPhoto:
    """A photo that shows the place before the work was done."""

    digest: bytes
    perceptual_hash: int | None


async def has_visible_report(request_id: UUID) -> bool:
    """Whether the request has a photo of the problem that the public may see."""
    return await PhotoRow.filter(
        request_id=request_id, kind=PhotoKind.REPORT, hidden_at__isnull=True, retracted_at__isnull=True
    ).exists()


async def evidence_by_digest(digests: Iterable[bytes], *, request_id: UUID) -> dict[bytes, str]:
    """Return which of these files have been photos of work, with the number of that request.

    Photos from before the work on this request itself are missing: ``photos_before_completion`` returns those.
    """
    found = await rows(
        "SELECT p.digest, s.number FROM photo p JOIN service_request s ON s.id = p.request_id"
        " WHERE p.kind <> 'REPORT' AND p.digest = ANY($1::bytea[]) AND (p.kind = 'AFTER' OR p.request_id <> $2)"
        " ORDER BY p.created_at",
        list(digests),
        request_id,
    )
    return {item["digest"]: item["number"] for item in found}


async def photos_before_completion(request_id: UUID) -> list[EarlierPhoto]:
    """Return the photos of the problem and of the place before the work; retracted ones are missing."""
    found = await rows(
        "SELECT digest, look FROM photo WHERE request_id = $1 AND kind <> 'AFTER' AND retracted_at IS NULL", request_id
    )
    return [EarlierPhoto(item["digest"], item["look"]) for item in found]


@dataclass(frozen=True, slots=True)
class EarlierStep:
    """A step with photos that a person took: the digests of its files, sorted, and its texts."""

    digests: list[bytes]
    note: str | None
    reason: str | None


_STEPS_WITH_PHOTOS = f"""
    SELECT array_agg(p.digest ORDER BY p.digest) AS digests, e.note, e.reason
    FROM photo p JOIN {events_of("= $1")} AS e USING (request_id, version)
    WHERE p.request_id = $1 AND e.kind = $2 AND e.actor_id = $3 GROUP BY p.version, e.note, e.reason
"""  # noqa: S608 - constants


async def steps_with_photos(request_id: UUID, kind: EventKind, actor_id: UUID) -> list[EarlierStep]:
    """Return each such step that this person took with photos."""
    found = await rows(
        _STEPS_WITH_PHOTOS,
        request_id,
        kind.value,
        actor_id,
    )
    return [EarlierStep(item["digests"], item["note"], item["reason"]) for item in found]
