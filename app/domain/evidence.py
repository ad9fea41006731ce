"""What a photograph proves, and what speaks against it. Marks are shown to people; they are never a verdict.

The one thing refused outright is the same picture a second time (``EVIDENCE_REUSED``): no honest step brings it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations

from app.domain.geo import distance_metres
from app.domain.photos import PhotoKind, Shot, believable_place, believable_time

FAR_METRES = 300.0
"""Beyond this a photograph is far from its place: a satellite fix between houses errs by 50 to 100 m, the pin that a
citizen sets by as much again, and one photographs a road from its other end."""
MOST_ACCURACY_METRES = 200.0
"""How much of the inaccuracy that a browser admits is taken off the distance: who admits 100 km proves nothing."""
START_TOLERANCE = timedelta(minutes=2)
"""How much earlier than the start of the work a picture of its result may have been taken: clocks differ that much."""
SAME_PICTURE_BITS = 4
"""Hashes this near are one picture: saved again, resized, turned or mirrored."""
SIMILAR_BITS = 10
"""Hashes this near are similar: the same place once more, or a picture that was edited."""
HASH_BITS = 64


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the hash that has an index of its own: its lowest bit, its width, and how far off it may be."""

    shift: int
    width: int
    radius: int

    @property
    def mask(self) -> int:
        """The ones of its width."""
        return (1 << self.width) - 1

    def flips(self) -> list[int]:
        """Return what to XOR a value of this band with to get every value within its radius."""
        chosen = (bits for count in range(self.radius + 1) for bits in combinations(range(self.width), count))
        return sorted(sum(1 << bit for bit in bits) for bits in chosen)


BANDS = (Band(42, 22, 2), Band(21, 21, 3), Band(0, 21, 3))
"""Who differs by more than 2 bits in the first band, 3 in the second and 3 in the third differs by at least
3 + 4 + 4 = 11. So looking these up in the three indexes finds everything within 10 bits, and misses nothing."""


class EvidenceMark(StrEnum):
    """Something about a photograph that a person should look at."""

    FAR_FROM_PLACE = "FAR_FROM_PLACE"
    TAKEN_BEFORE_START = "TAKEN_BEFORE_START"
    NO_METADATA = "NO_METADATA"
    LOOKS_REUSED = "LOOKS_REUSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of one photograph when it is judged. The file's own word goes before the browser's."""

    kind: PhotoKind
    latitude: float | None
    longitude: float | None
    taken_at: datetime | None
    shot: Shot
    nearest_bits: int | None
    """Bits to the nearest photograph used before; None = nothing near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoContext:
    """What the photograph should fit: the place of the request, the start of the work, the moment it arrived."""

    latitude: float
    longitude: float
    started_at: datetime | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """The marks, in the order of the enumeration, and the distance they rest on."""

    marks: tuple[EvidenceMark, ...]
    distance_metres: float | None


def judge(evidence: Evidence, scene: PhotoContext) -> Judgement:
    """Return what speaks against this photograph. A REPORT photograph proves nothing and gets no marks."""
    in_file = believable_place(evidence.latitude, evidence.longitude)
    place = in_file or evidence.shot.place
    distance = distance_metres(*place, scene.latitude, scene.longitude) if place else None
    if evidence.kind is PhotoKind.REPORT:
        return Judgement((), distance)
    slack = 0.0 if in_file else max(0.0, min(evidence.shot.accuracy_metres or 0.0, MOST_ACCURACY_METRES))
    taken_at = _moment(evidence, scene)
    said = {
        EvidenceMark.FAR_FROM_PLACE: distance is not None and distance - slack > FAR_METRES,
        EvidenceMark.TAKEN_BEFORE_START: evidence.kind is PhotoKind.AFTER and _too_early(taken_at, scene.started_at),
        # Either one missing: a photograph without a place is not near, only unknown, and that must be seen.
        EvidenceMark.NO_METADATA: place is None or taken_at is None,
        EvidenceMark.LOOKS_REUSED: is_similar(evidence.nearest_bits),
    }
    return Judgement(tuple(mark for mark in EvidenceMark if said[mark]), distance)


def _moment(evidence: Evidence, scene: PhotoContext) -> datetime | None:
    in_file = believable_time(evidence.taken_at, scene.received_at)
    return in_file or believable_time(evidence.shot.taken_at, scene.received_at)


def _too_early(taken_at: datetime | None, started_at: datetime | None) -> bool:
    return taken_at is not None and started_at is not None and taken_at < started_at - START_TOLERANCE


def minutes_between(one: datetime, other: datetime) -> float:
    """Return the minutes between two moments, never negative."""
    return abs((one - other).total_seconds()) / 60


def hash_distance(hashes: Sequence[int], other: int) -> int:
    """Return how many bits the nearest of these hashes differs from the other; 64-bit integers of either sign.

    ``hashes`` are one picture's in its eight orientations, so a turned or mirrored copy is found as well.
    """
    mask = (1 << HASH_BITS) - 1
    return min(((one ^ other) & mask).bit_count() for one in hashes)


def is_same_picture(bits: int | None) -> bool:
    """Whether pictures this many bits apart are the same one."""
    return bits is not None and bits <= SAME_PICTURE_BITS


def is_similar(bits: int | None) -> bool:
    """Whether pictures this many bits apart are similar."""
    return bits is not None and bits <= SIMILAR_BITS
