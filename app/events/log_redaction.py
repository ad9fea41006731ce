"""Rewriting stored events without the personal parts that were removed; their hashes stay as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from app.domain.log.timeline_hash import Content, Personal, acts_officially
from app.domain.log.timeline_proof import Link
from app.events.log import LINK_COLUMNS, link_of, removed_json
from app.models.database import execute_many, row, rows
from app.models.log.archive_rows import keep_from_archiving
from app.models.log.whole_log import archived_of

_COLUMNS = f"id, position, {', '.join(LINK_COLUMNS)}"
_SELECT = f"""
    SELECT {_COLUMNS}, false AS is_archived FROM event WHERE request_id = ANY($1)
    UNION ALL SELECT {_COLUMNS}, true FROM {archived_of("= ANY($1)")} AS archived
    ORDER BY request_id, version
"""  # noqa: S608 - names of columns only
_SET = """
    SET actor_id = $2, note = $3, reason = $4, topics = $5, snapshot = $6::jsonb, salts = $7,
        removed = $8::jsonb, recipients = CASE WHEN $9 THEN '[]' ELSE recipients END
"""
_UPDATE = f"UPDATE event {_SET} WHERE id = $1"
# The archive is found by position: it has no index of the ids.
_UPDATE_ARCHIVED = f"UPDATE event_archive {_SET} WHERE position = $10 AND id = $1"


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event with its row. ``position`` is None until the sequencer has stamped it."""

    id: int
    position: int | None
    link: Link
    unapproved: bool
    """Whether the actor was not approved for the recorded role; see ``domain.log.events.Event``."""
    is_archived: bool

    @property
    def is_official(self) -> bool:
        """Whether its texts are official: written in office, by an account that was approved for it."""
        return acts_officially(self.link.content) and not self.unapproved


@dataclass(frozen=True, slots=True)
class RedactedEvent:
    """What a stored event says after the removal."""

    event: StoredEvent
    content: Content
    salts: bytes
    removed: dict[Personal, bytes]


async def lock_log() -> None:
    """Keep the sequencer from stamping and folding events, and others from archiving them, until the transaction ends.

    Called before any request is locked: the sequencer takes the locks in this order too.
    """
    # First, so that the sequencer does not wait for a batch that is being archived.
    await keep_from_archiving()
    await row("SELECT 1 FROM log_state WHERE id = 1 FOR UPDATE")


async def stored_events(request_ids: Sequence[UUID]) -> list[StoredEvent]:
    """Return all events of these requests, in order of request and version."""
    return [
        StoredEvent(found["id"], found["position"], link_of(found), found["unapproved"], found["is_archived"])
        for found in await rows(_SELECT, list(request_ids))
    ]


async def rewrite_events(events: Sequence[RedactedEvent]) -> None:
    """Replace the contents of these rows, in the transaction of this task."""
    # ``lock_log`` keeps each in its table.
    await execute_many(_UPDATE, [_values(one) for one in events if not one.event.is_archived])
    await execute_many(
        _UPDATE_ARCHIVED, [[*_values(one), one.event.position] for one in events if one.event.is_archived]
    )


def _values(event: RedactedEvent) -> list[Any]:
    content = event.content
    return [
        event.event.id,
        content.actor_id,
        content.note,
        content.reason,
        list(content.topics),
        orjson.dumps(content.snapshot).decode(),
        event.salts,
        removed_json(event.removed),
        Personal.PEOPLE in event.removed,
    ]
