"""Texts of requests that officers have hidden."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson

from app.domain.log.timeline_hash import Personal
from app.domain.text.hidden_texts import HiddenTextRecord, Text, original_of
from app.models.database import rows

# SQL, because a loader reads them for every page of requests.
_SELECT = """
    SELECT request_id, part, version, originals -> -1 -> 'value' AS value, reason, hidden_at, hidden_by,
           hidden_version, shown_version
    FROM hidden_text WHERE request_id = ANY($1) ORDER BY hidden_at, part, version
"""


async def hidden_texts(request_ids: Iterable[UUID]) -> dict[UUID, Sequence[HiddenTextRecord]]:
    """Return every hiding of a text of these requests, oldest first, also of texts that are shown again."""
    found: defaultdict[UUID, list[HiddenTextRecord]] = defaultdict(list)
    for item in await rows(_SELECT, list(request_ids)):
        found[item["request_id"]].append(_record(item))
    return dict(found)


def _record(found: dict[str, Any]) -> HiddenTextRecord:
    personal = Personal(found["part"])
    value = found["value"]
    stored = orjson.loads(value) if isinstance(value, str | bytes) else value
    return HiddenTextRecord(
        text=Text.of(personal, found["version"]),
        original=None if stored is None else original_of(personal, stored),
        reason=found["reason"],
        hidden_at=found["hidden_at"],
        hidden_by=found["hidden_by"],
        hidden_version=found["hidden_version"],
        shown_version=found["shown_version"],
    )
