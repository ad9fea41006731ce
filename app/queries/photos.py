"""Photos of service requests."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson

from app.domain.evidence import EvidenceMark
from app.domain.photos import PhotoKind, PhotoSize, Rectangle
from app.domain.request_photo import RequestPhoto
from app.models.database import rows

_SELECT = """
    SELECT id, request_id, version, kind, account_id, width, height, preview, small_key, medium_key, large_key,
           taken_at, shot_taken_at, latitude, longitude, shot_latitude, shot_longitude, camera, distance_metres, marks,
           hidden_at, blurred, created_at
    FROM photo WHERE request_id = ANY($1) AND retracted_at IS NULL ORDER BY version, position
"""


async def photos(request_ids: Iterable[UUID]) -> dict[UUID, Sequence[RequestPhoto]]:
    """Return the photos of each request in the order of upload; retracted photos are left out."""
    found: defaultdict[UUID, list[RequestPhoto]] = defaultdict(list)
    for item in await rows(_SELECT, list(request_ids)):
        found[item["request_id"]].append(_photo(item))
    return dict(found)


def _photo(found: dict[str, Any]) -> RequestPhoto:
    return RequestPhoto(
        id=found["id"],
        version=found["version"],
        kind=PhotoKind(found["kind"]),
        account_id=found["account_id"],
        width=found["width"],
        height=found["height"],
        preview=found["preview"],
        keys={size: found[f"{size.lower()}_key"] for size in PhotoSize},
        taken_at=found["taken_at"] or found["shot_taken_at"],
        place=_place(found["latitude"], found["longitude"]) or _place(found["shot_latitude"], found["shot_longitude"]),
        camera=found["camera"],
        distance_metres=found["distance_metres"],
        marks=tuple(map(EvidenceMark, found["marks"])),
        hidden=found["hidden_at"] is not None,
        rectangles=tuple(Rectangle(**one) for one in orjson.loads(found["blurred"] or "[]")),
        created_at=found["created_at"],
    )


def _place(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    return None if latitude is None or longitude is None else (latitude, longitude)
