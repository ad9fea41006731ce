"""Photos of work on other requests, from before and after it, whose perceptual hash is near a given one.

An exact search by index (multi-index hashing): the hash is cut into three bands, and a near hash differs in few bits of
at least one of them (``BANDS``). The index of each band includes the whole hash, so only index pages are read, and the
rows that match. It needs no extension of PostgreSQL. The column ``look`` holds the hash.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.photos.evidence import BANDS, SIMILAR_BITS, Band
from app.models.database import rows

MOST = 5
"""How many photos are returned."""
FLIPS = [band.flips() for band in BANDS]


@dataclass(frozen=True, slots=True)
class SimilarPhoto:
    """A photo with a near hash."""

    photo_id: UUID
    request_id: UUID
    number: str
    bits: int


def _band_of(hash_sql: str, band: Band) -> str:
    # The same expression as in the indexes of the migration; the planner would not use them for another one.
    return f"((({hash_sql} >> {band.shift}) & {band.mask})::int)"


def _near_in(band: Band, parameter: int) -> str:
    band_sql = _band_of("q.look", band)
    values = f"ARRAY(SELECT flip # {band_sql} FROM unnest(${parameter}::int[]) AS flip)"  # noqa: S608 - numbers only
    return f"""
        SELECT look FROM photo WHERE kind <> 'REPORT' AND look IS NOT NULL AND {_band_of("look", band)} = ANY({values})
    """  # noqa: S608 - numbers only


FIND = f"""
    WITH near AS (
        SELECT c.look, min(bit_count((c.look # q.look)::bit(64))) AS bits
        FROM unnest($1::bigint[]) AS q(look)
        CROSS JOIN LATERAL ({" UNION ALL ".join(_near_in(band, 4 + n) for n, band in enumerate(BANDS))}) AS c
        WHERE bit_count((c.look # q.look)::bit(64)) <= $3
        GROUP BY c.look
    )
    SELECT p.id AS photo_id, p.request_id, s.number, near.bits
    FROM near
    JOIN photo p ON p.kind <> 'REPORT' AND p.look IS NOT NULL AND p.look = near.look
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
    WHERE p.kind <> 'REPORT' AND p.number > $4 AND p.look IS NOT NULL AND p.request_id <> $2 AND near.bits <= $3
    ORDER BY near.bits, p.created_at, p.id LIMIT {MOST}
"""  # noqa: S608 - a number only


async def find_similar_photos(hashes: Sequence[int], *, except_request_id: UUID) -> list[SimilarPhoto]:
    """Return the photos within ``SIMILAR_BITS`` bits of any of these hashes, the nearest first, at most ``MOST``.

    ``hashes`` are those of one picture in its eight orientations; a picture without contrast has none, and nothing is
    found for it.
    """
    if not hashes:
        return []
    return [SimilarPhoto(**found) for found in await rows(FIND, list(hashes), except_request_id, SIMILAR_BITS, *FLIPS)]


async def newest_work_photo() -> int:
    """Return the number of the newest photo of work; photos that are committed later have higher numbers."""
    found = await rows("SELECT max(number) AS number FROM photo WHERE kind <> 'REPORT'")
    return int(found[0]["number"] or 0)


async def find_similar_photos_since(
    hashes: Sequence[int], number: int, *, except_request_id: UUID
) -> list[SimilarPhoto]:
    """Return the same as ``find_similar_photos`` from the few photos with a higher number, which are all compared."""
    if not hashes:
        return []
    found = await rows(_FIND_SINCE, list(hashes), except_request_id, SIMILAR_BITS, number)
    return [SimilarPhoto(**item) for item in found]
