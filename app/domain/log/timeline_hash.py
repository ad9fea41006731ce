"""The hash chain of a request's events: a changed, removed or inserted event breaks it.

Law 1: the hash of an event covers its content and the hash of the event before it.
Law 2: personal data is hashed as one salted digest for each ``Personal`` part. A part can be removed together with its
salt while its digest stays: the hashes do not change, and the digest does not give the value away.
Law 3: everything else is hashed as it is, so it stays provable for ever.
Law 4: an event is verified by the scheme that it was hashed with. Another way of hashing needs another ``SCHEME``.

The form of each value, for independent verifiers, is in ``docs/timeline.md``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from app.domain.accounts.roles import OFFICIAL
from app.domain.log.events import EventKind
from app.domain.log.topics import is_personal_topic
from app.domain.places.geo import AREA_DECIMALS

SCHEME = b"\x01"
ORIGIN = bytes(32)
"""What stands for the hash before the first event of a request."""
SALT_BYTES = 16


class Personal(StrEnum):
    """The parts of an event that can be removed, in the order of their salts."""

    PEOPLE = "PEOPLE"
    """the author, the actor unless official, and the accounts that were notified"""
    PLACE = "PLACE"
    """the address and the exact point; the point to about a hundred metres stays"""
    DESCRIPTION = "DESCRIPTION"
    WORDS = "WORDS"
    """the note, and the reason unless it is from a list"""


SALTS_BYTES = SALT_BYTES * len(Personal)
_PREFIXES = {part: SCHEME + part.value.encode() + b"\0" for part in Personal}
_OFFSETS = {part: SALT_BYTES * number for number, part in enumerate(Personal)}
LISTED_REASONS = frozenset({EventKind.REJECTED.value, EventKind.WORK_HELD.value})
"""Kinds of events whose reason is chosen from a list, and therefore not personal."""
_OFFICES = frozenset(role.value for role in OFFICIAL)
_PERSONAL_FIELDS = frozenset({"author_id", "address", "description", "latitude", "longitude"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The hashed content of one event as the table has it, valid or not."""

    request_id: UUID
    version: int
    kind: str
    at: datetime
    actor_id: UUID | None
    actor_role: str | None
    note: str | None
    reason: str | None
    from_status: str | None
    moment_at: datetime | None
    former: Mapping[str, Any] | None = None
    marks: tuple[str, ...] = ()
    report_source: str | None = None
    topics: tuple[str, ...]
    photo_digests: tuple[bytes, ...]
    snapshot: Mapping[str, Any]


def canonical(value: Any) -> bytes:
    """Return JSON in the one form that is hashed: sorted keys, no space, UTF-8. Callers give fractions as text.

    Times become text here, with microseconds unless they are zero, and with their offset.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def content_digest(content: Content, salts: bytes, removed: Mapping[Personal, bytes] | None = None) -> bytes:
    """Return the digest of the content; ``removed`` gives the digests of the parts that were removed.

    Raises:
        TypeError, ValueError: the content is not that of an event.
    """
    values = _personal(content)
    digests = [
        removed[part] if removed and part in removed else _part_digest(part, salt_of(salts, part), values[part])
        for part in Personal
    ]
    return sha256(b"".join((SCHEME, *digests, canonical(_plain(content))))).digest()


def link_hash(previous: bytes, digest: bytes) -> bytes:
    """Return the hash of an event from the hash of the one before it and the digest of its content."""
    return sha256(SCHEME + previous + digest).digest()


def salt_of(salts: bytes, part: Personal) -> bytes:
    """Return the salt of one part."""
    return salts[_OFFSETS[part] : _OFFSETS[part] + SALT_BYTES]


def acts_officially(content: Content) -> bool:
    """Whether the actor acted in office: the identity and the texts of an officer are no personal data."""
    # An officer who reports a problem does so as a person.
    if content.actor_id is None or content.actor_role not in _OFFICES:
        return False
    return str(content.actor_id) != content.snapshot.get("author_id")


def without(content: Content, parts: Iterable[Personal]) -> Content:
    """Return the content without these parts."""
    for part in parts:
        content = _WITHOUT[part](content)
    return content


def remove(
    content: Content, salts: bytes, removed: Mapping[Personal, bytes], parts: Iterable[Personal]
) -> tuple[Content, bytes, dict[Personal, bytes]]:
    """Remove the parts that are not empty; return the content, the salts and the digests after it."""
    left, digests, values = bytearray(salts), dict(removed), _personal(content)
    for part in parts:
        if part not in digests and without(content, (part,)) != content:
            digests[part] = _part_digest(part, salt_of(salts, part), values[part])
            left[_OFFSETS[part] : _OFFSETS[part] + SALT_BYTES] = bytes(SALT_BYTES)
    return without(content, digests), bytes(left), digests


def stored_part(content: Content, salts: bytes, part: Personal) -> tuple[Any, bytes]:
    """Return the value and the salt of a part, which ``put_back`` takes after a removal."""
    return _personal(content)[part], salt_of(salts, part)


def put_back(
    content: Content, salts: bytes, removed: Mapping[Personal, bytes], part: Personal, kept: tuple[Any, bytes]
) -> tuple[Content, bytes, dict[Personal, bytes]]:
    """Undo the removal of one part; return the content, the salts and the digests of the parts still removed.

    ``kept`` is what ``stored_part`` returned before the removal.

    Raises:
        ValueError: the value and the salt are not those that were removed, or the part was not removed.
    """
    value, salt = kept
    if part not in _FILLED or part not in removed or _part_digest(part, salt, value) != removed[part]:
        raise ValueError(f"not the value that was removed from {part}")
    left = bytearray(salts)
    left[_OFFSETS[part] : _OFFSETS[part] + SALT_BYTES] = salt
    digests = {other: digest for other, digest in removed.items() if other is not part}
    return _FILLED[part](content, value), bytes(left), digests


def _part_digest(part: Personal, salt: bytes, value: Any) -> bytes:
    return sha256(_PREFIXES[part] + salt + canonical(value)).digest()


def _personal(content: Content) -> dict[Personal, Any]:
    snapshot = content.snapshot
    return {
        Personal.PEOPLE: [
            snapshot.get("author_id"),
            None if acts_officially(content) else _text(content.actor_id),
            [topic for topic in content.topics if is_personal_topic(topic)],
        ],
        Personal.PLACE: [snapshot.get("address"), *map(_decimal, _point(content))],
        Personal.DESCRIPTION: snapshot.get("description"),
        Personal.WORDS: [content.note, None if content.kind in LISTED_REASONS else content.reason],
    }


def _plain(content: Content) -> dict[str, Any]:
    plain = {
        "request": str(content.request_id),
        "version": content.version,
        "kind": content.kind,
        "at": content.at.astimezone(UTC),
        "actor_role": content.actor_role,
        "actor": _text(content.actor_id) if acts_officially(content) else None,
        "reason": content.reason if content.kind in LISTED_REASONS else None,
        "from_status": content.from_status,
        "moment_at": content.moment_at and content.moment_at.astimezone(UTC),
        "topics": [topic for topic in content.topics if not is_personal_topic(topic)],
        "photos": [digest.hex() for digest in content.photo_digests],
        "area": [_decimal(round(degrees, AREA_DECIMALS)) for degrees in _point(content)],
        "snapshot": {name: value for name, value in content.snapshot.items() if name not in _PERSONAL_FIELDS},
    }
    # Added later, and hashed only where present: so events from before have the hashes they had.
    if content.former is not None:
        plain["former"] = content.former
    if content.marks:
        plain["marks"] = list(content.marks)
    if content.report_source is not None:
        plain["report_source"] = content.report_source
    return plain


def _point(content: Content) -> tuple[float, float]:
    point = content.snapshot.get("latitude"), content.snapshot.get("longitude")
    if not all(isinstance(degrees, int | float) for degrees in point):
        raise TypeError(f"expected two numbers, got {point!r}")
    return float(point[0] or 0.0), float(point[1] or 0.0)


def _decimal(number: float) -> str:
    # jsonb has no negative zero.
    return repr(number + 0.0)


def _text(identifier: UUID | None) -> str | None:
    # Not left to the encoder: it does not know asyncpg's own class of UUIDs.
    return None if identifier is None else str(identifier)


def _without_people(content: Content) -> Content:
    return replace(
        content,
        actor_id=content.actor_id if acts_officially(content) else None,
        topics=tuple(topic for topic in content.topics if not is_personal_topic(topic)),
        snapshot={name: value for name, value in content.snapshot.items() if name != "author_id"},
    )


def _without_place(content: Content) -> Content:
    latitude, longitude = (round(degrees, AREA_DECIMALS) + 0.0 for degrees in _point(content))
    return _with_snapshot(content, address="", latitude=latitude, longitude=longitude)


def _without_description(content: Content) -> Content:
    return _with_snapshot(content, description="")


def _without_words(content: Content) -> Content:
    return replace(content, note=None, reason=content.reason if content.kind in LISTED_REASONS else None)


def _with_snapshot(content: Content, **changes: Any) -> Content:
    return replace(content, snapshot={**content.snapshot, **changes})


_WITHOUT = {
    Personal.PEOPLE: _without_people,
    Personal.PLACE: _without_place,
    Personal.DESCRIPTION: _without_description,
    Personal.WORDS: _without_words,
}


def _with_place(content: Content, value: Any) -> Content:
    return _with_snapshot(content, address=value[0], latitude=float(value[1]), longitude=float(value[2]))


def _with_words(content: Content, value: Any) -> Content:
    return replace(content, note=value[0], reason=content.reason if content.kind in LISTED_REASONS else value[1])


_FILLED: Mapping[Personal, Callable[[Content, Any], Content]] = {
    Personal.PLACE: _with_place,
    Personal.DESCRIPTION: lambda content, value: _with_snapshot(content, description=value),
    Personal.WORDS: _with_words,
}
"""People are never put back: they are removed only where nothing shall lead to them again."""
