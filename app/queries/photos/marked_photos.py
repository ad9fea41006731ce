"""How many photos of an executor's work have marks to check."""

from uuid import UUID

from app.models.database import rows

# The index photo_marked has these conditions.
_COUNT = """
    SELECT account_id, count(*) AS marked FROM photo
    WHERE account_id IN (SELECT id FROM account WHERE city_id = $1 AND role = 'EXECUTOR')
        AND marks <> '{}'::text[] AND retracted_at IS NULL
    GROUP BY account_id
"""


async def marked_photos(city_id: str) -> dict[UUID, int]:
    """Return the number of marked photos by executor of the city, over all time; those without any are left out."""
    return {found["account_id"]: found["marked"] for found in await rows(_COUNT, city_id)}
