"""Verifying that a timeline is as it was written, or naming the first event that is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.domain.log.events import EventKind
from app.domain.log.timeline_hash import (
    ORIGIN,
    SALT_BYTES,
    SALTS_BYTES,
    Content,
    Personal,
    content_digest,
    link_hash,
    salt_of,
    without,
)
from app.domain.requests.service_request import ServiceRequest

REMOVALS = frozenset({EventKind.ANONYMISED.value, EventKind.WORDS_REMOVED.value, EventKind.TEXT_HIDDEN.value})
"""Kinds of events that record a removal from earlier events."""


class BreakReason(StrEnum):
    """What is wrong with a link."""

    MISSING = "MISSING"
    """there is no event of this version"""
    MISPLACED = "MISPLACED"
    """the event is stored twice, or under another request, version or city than its snapshot names"""
    CHANGED = "CHANGED"
    """the content, or the hash before it, is not what was hashed"""
    REFILLED = "REFILLED"
    """a personal part was removed, and has a value again"""
    REMOVED_UNRECORDED = "REMOVED_UNRECORDED"
    """a personal part was removed, and no later event records it"""
    ROW_DIFFERS = "ROW_DIFFERS"
    """the row of the request differs from the snapshot of its last event"""
    PHOTOS_DIFFER = "PHOTOS_DIFFER"
    """the stored photos are not those of the event"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One event as the table has it."""

    content: Content
    city_id: str
    salts: bytes
    removed: Mapping[str, bytes]
    """Digests of the parts that were removed, by the name of the part."""
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineBreak:
    """The first link that is broken."""

    version: int
    kind: str | None
    """None where there is no event."""
    at: datetime | None
    why: BreakReason


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineProof:
    """The result of verifying one timeline."""

    links: int
    head: bytes | None
    """The hash of the last event, which depends on all before it."""
    redacted: int
    """How many events have had personal data removed."""
    first_broken: TimelineBreak | None

    @property
    def intact(self) -> bool:
        """Whether no event is broken."""
        return self.first_broken is None


class Chain:
    """The timeline of one request, verified link by link. Add its events by version, then ask for the proof."""

    def __init__(self, request_id: UUID) -> None:
        self._request_id = request_id
        self._links = 0
        self._redacted = 0
        self._last: Link | None = None
        self._broken: TimelineBreak | None = None
        self._unrecorded: TimelineBreak | None = None
        self._photos: dict[int, tuple[Link, tuple[bytes, ...]]] = {}

    def add(self, link: Link) -> None:
        """Verify the next event."""
        previous, expected = (ORIGIN, 1) if self._last is None else (self._last.hash, self._last.content.version + 1)
        self._links += 1
        if link.content.version > expected:
            self._break(TimelineBreak(version=expected, kind=None, at=None, why=BreakReason.MISSING))
        elif (why := self._fault(link, expected, previous)) is not None:
            self._break(_broken(link, why))
        if link.content.kind in REMOVALS:
            self._unrecorded = None
        if link.removed:
            self._redacted += 1
            self._unrecorded = self._unrecorded or _broken(link, BreakReason.REMOVED_UNRECORDED)
        if link.content.photo_digests:
            self._photos[link.content.version] = link, link.content.photo_digests
        self._last = link

    def compare_row(self, row: ServiceRequest) -> None:
        """Compare the row of the request with its last event. Called after the last ``add``."""
        if self._last is None:
            self._break(TimelineBreak(version=1, kind=None, at=None, why=BreakReason.MISSING))
        elif _state(self._last.content.snapshot) != row:
            self._break(_broken(self._last, BreakReason.ROW_DIFFERS))

    def compare_photos(self, kept: Mapping[int, Sequence[bytes]]) -> None:
        """Compare the digests of the stored photos, by version, with the events. Called after the last ``add``."""
        for version in sorted({*self._photos, *kept}):
            link, brought = self._photos.get(version, (None, ()))
            if sorted(kept.get(version, ())) == sorted(brought):
                continue
            if link is not None:
                self._break(_broken(link, BreakReason.PHOTOS_DIFFER))
            else:
                self._break(TimelineBreak(version=version, kind=None, at=None, why=BreakReason.PHOTOS_DIFFER))

    def proof(self) -> TimelineProof:
        """Return the result."""
        found = [broken for broken in (self._broken, self._unrecorded) if broken is not None]
        return TimelineProof(
            links=self._links,
            head=None if self._last is None else self._last.hash,
            redacted=self._redacted,
            first_broken=min(found, key=lambda broken: broken.version, default=None),
        )

    def _fault(self, link: Link, expected: int, previous: bytes) -> BreakReason | None:
        content = link.content
        said = tuple(content.snapshot.get(name) for name in ("id", "version", "city_id"))
        if content.version != expected or content.request_id != self._request_id:
            return BreakReason.MISPLACED
        if said != (str(content.request_id), content.version, link.city_id):
            return BreakReason.MISPLACED
        try:
            removed = {Personal(part): digest for part, digest in link.removed.items()}
            digest = content_digest(content, link.salts, removed)
            refilled = without(content, removed) != content
        except (TypeError, ValueError):
            return BreakReason.CHANGED
        if len(link.salts) != SALTS_BYTES or link_hash(previous, digest) != link.hash:
            return BreakReason.CHANGED
        if refilled or any(salt_of(link.salts, part) != bytes(SALT_BYTES) for part in removed):
            return BreakReason.REFILLED
        return None

    def _break(self, broken: TimelineBreak) -> None:
        if self._broken is None or broken.version < self._broken.version:
            self._broken = broken


def _broken(link: Link, why: BreakReason) -> TimelineBreak:
    return TimelineBreak(version=link.content.version, kind=link.content.kind, at=link.content.at, why=why)


def _state(snapshot: Mapping[str, Any]) -> ServiceRequest | None:
    try:
        return ServiceRequest.from_json(dict(snapshot))
    except (TypeError, ValueError, KeyError):
        return None
