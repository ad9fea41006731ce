"""What ties the events of a request together, so that nobody can change, take out or slip in one unseen.

Law 1: the hash of an event covers all that it says, and the hash of the event before it.
Law 2: what is personal goes in as a salted digest of each ``Personal`` part. A part can be removed, together with its
salt, and its digest stays: the hashes are what they were, and nobody can guess from a digest what was said.
Law 3: everything else goes in as it is: it stays provable for ever.
Law 4: what was hashed once is hashed like that for ever. Another way of hashing is another ``SCHEME``.

The form of each value, for those who verify by their own means, is in ``docs/timeline.md``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from app.domain.events import EventKind
from app.domain.geo import AREA_DECIMALS
from app.domain.roles import Role
from app.domain.topics import is_personal_topic

SCHEME = b"\x01"
ORIGIN = bytes(32)
"""What stands for the hash before the first event of a request."""
SALT_BYTES = 16


class Personal(StrEnum):
    """The parts of an event that can be removed, in the order of their salts."""

    PEOPLE = "PEOPLE"
    """the author, the actor unless official, and who was told"""
    PLACE = "PLACE"
    """the address and the exact point; the point to about a hundred metres stays"""
    DESCRIPTION = "DESCRIPTION"
    WORDS = "WORDS"
    """the note, and the reason unless it is from a list"""


SALTS_BYTES = SALT_BYTES * len(Personal)
_PREFIXES = {part: SCHEME + part.value.encode() + b"\0" for part in Personal}
_OFFSETS = {part: SALT_BYTES * number for number, part in enumerate(Personal)}
LISTED_REASONS = frozenset({EventKind.REJECTED.value, EventKind.WORK_HELD.value})
"""Kinds of events whose reason is from a list, and no words of anybody's."""
_OFFICES = frozenset({Role.EXECUTOR.value, Role.AKIMAT.value})
_PERSONAL_FIELDS = frozenset({"author_id", "address", "description", "latitude", "longitude"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that one event says, as the table has it: also what no rule of ours would ever write."""

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
    topics: tuple[str, ...]
    photo_digests: tuple[bytes, ...]
    snapshot: Mapping[str, Any]


def canonical(value: Any) -> bytes:
    """Return JSON in the one form that is hashed: sorted keys, no space, UTF-8. Fractions come as text.

    Times become text here: with microseconds where they have any, and with their offset.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def content_digest(content: Content, salts: bytes, removed: Mapping[Personal, bytes] | None = None) -> bytes:
    """Return the digest of what the event says; of parts that were removed, ``removed`` gives the digests.

    Raises:
        TypeError, ValueError: the content has not the form that every event has.
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
    """Whether an office acted, and not a person: who it was, and their words, are no personal data then."""
    # Whoever reports a problem does so as a person, whatever their office.
    if content.actor_id is None or content.actor_role not in _OFFICES:
        return False
    return str(content.actor_id) != content.snapshot.get("author_id")


def without(content: Content, parts: Iterable[Personal]) -> Content:
    """Return what is left to be said when these parts are removed."""
    for part in parts:
        content = _WITHOUT[part](content)
    return content


def remove(
    content: Content, salts: bytes, removed: Mapping[Personal, bytes], parts: Iterable[Personal]
) -> tuple[Content, bytes, dict[Personal, bytes]]:
    """Remove the parts that have anything in them; return the content, the salts and the digests that are left."""
    left, digests, values = bytearray(salts), dict(removed), _personal(content)
    for part in parts:
        if part not in digests and without(content, (part,)) != content:
            digests[part] = _part_digest(part, salt_of(salts, part), values[part])
            left[_OFFSETS[part] : _OFFSETS[part] + SALT_BYTES] = bytes(SALT_BYTES)
    return without(content, digests), bytes(left), digests


def _part_digest(part: Personal, salt: bytes, value: Any) -> bytes:
    return sha256(_PREFIXES[part] + salt + canonical(value)).digest()


def _personal(content: Content) -> dict[Personal, Any]:
    said = content.snapshot
    return {
        Personal.PEOPLE: [
            said.get("author_id"),
            None if acts_officially(content) else _text(content.actor_id),
            [topic for topic in content.topics if is_personal_topic(topic)],
        ],
        Personal.PLACE: [said.get("address"), *map(_decimal, _point(content))],
        Personal.DESCRIPTION: said.get("description"),
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
    # What few events have is named only where they have it.
    if content.former is not None:
        plain["former"] = content.former
    if content.marks:
        plain["marks"] = list(content.marks)
    return plain


def _point(content: Content) -> tuple[float, float]:
    point = content.snapshot.get("latitude"), content.snapshot.get("longitude")
    if not all(isinstance(degrees, int | float) for degrees in point):
        raise TypeError(f"expected two numbers, got {point!r}")
    return float(point[0] or 0.0), float(point[1] or 0.0)


def _decimal(number: float) -> str:
    # JSON in a database knows no negative zero.
    return repr(number + 0.0)


def _text(identifier: UUID | None) -> str | None:
    # Not left to the encoder: the database's own UUIDs are a kind that it does not know.
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
    return _saying(content, address="", latitude=latitude, longitude=longitude)


def _without_description(content: Content) -> Content:
    return _saying(content, description="")


def _without_words(content: Content) -> Content:
    return replace(content, note=None, reason=content.reason if content.kind in LISTED_REASONS else None)


def _saying(content: Content, **changes: Any) -> Content:
    return replace(content, snapshot={**content.snapshot, **changes})


_WITHOUT = {
    Personal.PEOPLE: _without_people,
    Personal.PLACE: _without_place,
    Personal.DESCRIPTION: _without_description,
    Personal.WORDS: _without_words,
}
