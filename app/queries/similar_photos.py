"""The search for photos of finished work that are similar to a new one.

An exact search by index (multi-index hashing): the hash is cut into three bands, and what is near differs little in at
least one of them (``BANDS``). Each band has an index that holds the whole hash as well, so only index pages are read,
and the rows of what is found. It works on any PostgreSQL, without an extension.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.evidence import BANDS, SIMILAR_BITS, Band
from app.models.database import rows

MOST = 5
"""How many to return: who asks wants the nearest, and a few to look at."""
_FLIPS = [band.flips() for band in BANDS]


@dataclass(frozen=True, slots=True)
class SimilarPhoto:
    """A photograph that comes near."""

    photo_id: UUID
    request_id: UUID
    number: str
    bits: int


def _band_of(hash_: str, band: Band) -> str:
    # Written as the indexes of the migration have it, or the planner does not know them again.
    return f"((({hash_} >> {band.shift}) & {band.mask})::int)"


def _near_in(band: Band, parameter: int) -> str:
    values = f"ARRAY(SELECT flip # {_band_of('q.look', band)} FROM unnest(${parameter}::int[]) AS flip)"  # noqa: S608
    return f"""
        SELECT look FROM photo WHERE kind = 'AFTER' AND look IS NOT NULL AND {_band_of("look", band)} = ANY({values})
    """  # noqa: S608 - numbers only


_FIND = f"""
    WITH near AS (
        SELECT c.look, min(bit_count((c.look # q.look)::bit(64))) AS bits
        FROM unnest($1::bigint[]) AS q(look)
        CROSS JOIN LATERAL ({" UNION ALL ".join(_near_in(band, 4 + n) for n, band in enumerate(BANDS))}) AS c
        WHERE bit_count((c.look # q.look)::bit(64)) <= $3
        GROUP BY c.look
    )
    SELECT p.id AS photo_id, p.request_id, s.number, near.bits
    FROM near
    JOIN photo p ON p.kind = 'AFTER' AND p.look IS NOT NULL AND p.look = near.look
        AND {_band_of("p.look", BANDS[0])} = {_band_of("near.look", BANDS[0])}
    JOIN service_request s ON s.id = p.request_id
    WHERE p.request_id <> $2
    ORDER BY near.bits, p.created_at, p.id LIMIT {MOST}
"""  # noqa: S608 - numbers only
_FIND_SINCE = f"""
    SELECT p.id AS photo_id, p.request_id, s.number, near.bits
    FROM photo p JOIN service_request s ON s.id = p.request_id
    CROSS JOIN LATERAL (
        SELECT min(bit_count((p.look # q.look)::bit(64))) AS bits FROM unnest($1::bigint[]) AS q(look)
    ) AS near
    WHERE p.kind = 'AFTER' AND p.number > $4 AND p.look IS NOT NULL AND p.request_id <> $2 AND near.bits <= $3
    ORDER BY near.bits, p.created_at, p.id LIMIT {MOST}
"""  # noqa: S608 - a number only


async def find_similar_photos(hashes: Sequence[int], *, except_request_id: UUID) -> list[SimilarPhoto]:
    """Return those within ``SIMILAR_BITS`` of any of these hashes, the nearest first, at most ``MOST``.

    ``hashes`` are one picture's hashes in its eight orientations; empty for a picture too flat to tell anything, and
    nothing looks like that.
    """
    if not hashes:
        return []
    return [
        SimilarPhoto(**found) for found in await rows(_FIND, list(hashes), except_request_id, SIMILAR_BITS, *_FLIPS)
    ]


async def last_proof() -> int:
    """Return the number of the newest photograph of finished work; whatever is committed later has a higher one."""
    found = await rows("SELECT max(number) AS number FROM photo WHERE kind = 'AFTER'")
    return int(found[0]["number"] or 0)


async def find_similar_photos_since(
    hashes: Sequence[int], number: int, *, except_request_id: UUID
) -> list[SimilarPhoto]:
    """Return the same among photos with a higher number only; they are few, so each is compared."""
    if not hashes:
        return []
    found = await rows(_FIND_SINCE, list(hashes), except_request_id, SIMILAR_BITS, number)
    return [SimilarPhoto(**item) for item in found]
