"""Rows of photos written with SQL: inserted by a step, then changed under the lock of their request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.photos.photo import PhotoSize
from app.models.database import execute_many, row, rows

EVIDENCE_LOCK = 0x51414C4120
INSERT_COLUMNS = (
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
# Not ``bulk_create``: it writes every column, so a NULL would replace the ``number`` that the database gives.
_INSERT = (
    f"INSERT INTO photo ({', '.join(INSERT_COLUMNS)})"  # noqa: S608 - names of columns only
    f" VALUES ({', '.join(f'${n + 1}' for n in range(len(INSERT_COLUMNS)))})"
)
_SELECT = (
    "SELECT id, request_id, account_id, preview, original_key, small_key, medium_key, large_key, hidden_at, blurred"
    " FROM photo WHERE id = $1 AND retracted_at IS NULL"
)
_REPLACE = (
    "UPDATE photo SET small_key = $2, medium_key = $3, large_key = $4, preview = $5, blurred = $6::jsonb WHERE id = $1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPhoto:
    """What moderation reads of a photo. Two equal values mean that nothing of it changed in between."""

    id: UUID
    request_id: UUID
    account_id: UUID | None
    preview: str | None
    original_key: str | None
    small_key: str
    medium_key: str
    large_key: str
    hidden_at: datetime | None
    blurred: str | None
    """The blurred rectangles as JSON text."""

    @property
    def rendition_keys(self) -> dict[PhotoSize, str]:
        """The keys of what is served."""
        return {PhotoSize.SMALL: self.small_key, PhotoSize.MEDIUM: self.medium_key, PhotoSize.LARGE: self.large_key}


async def stored_photo(photo_id: UUID) -> StoredPhoto | None:
    """Return the photo; None where there is none or it was retracted."""
    found = await row(_SELECT, photo_id)
    return StoredPhoto(**found) if found else None


async def lock_evidence() -> None:
    """Let one transaction at a time write photos of finished work, until it ends."""
    await rows("SELECT pg_advisory_xact_lock($1)", EVIDENCE_LOCK)


async def insert_photos(values: Sequence[Sequence[object]]) -> None:
    """Insert the rows; each has the values of ``INSERT_COLUMNS``."""
    await execute_many(_INSERT, [list(each) for each in values])


async def replace_renditions(
    photo_id: UUID, keys: Mapping[PhotoSize, str], preview: str | None, blurred: str | None
) -> None:
    """Name new renditions; ``blurred`` are the rectangles as JSON text."""
    await rows(
        _REPLACE, photo_id, keys[PhotoSize.SMALL], keys[PhotoSize.MEDIUM], keys[PhotoSize.LARGE], preview, blurred
    )


async def show_photo(photo_id: UUID) -> bool:
    """Make a hidden photo visible; return False where it is not hidden, or retracted."""
    shown: dict[str, Any] | None = await row(
        "UPDATE photo SET hidden_at = NULL, hidden_by = NULL, hide_reason = NULL"
        " WHERE id = $1 AND hidden_at IS NOT NULL AND retracted_at IS NULL RETURNING id",
        photo_id,
    )
    return shown is not None
