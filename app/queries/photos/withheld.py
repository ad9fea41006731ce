"""Whether the file under a storage key is hidden from the public."""

from app.models.database import row

_SQL = """
    SELECT bool_and(photo.hidden_at IS NOT NULL OR photo.retracted_at IS NOT NULL) AS withheld,
           array_agg(DISTINCT request.city_id) FILTER (WHERE photo.retracted_at IS NULL) AS cities
    FROM photo JOIN service_request request ON request.id = photo.request_id
    WHERE photo.small_key = $1 OR photo.medium_key = $1 OR photo.large_key = $1
"""


async def withheld(key: str) -> frozenset[str] | None:
    """Return the cities whose Akimat alone may still load the file; None when it is public.

    One file may belong to photos of several requests; it is public as long as one of them shows it. A file that no
    photo has is for no viewer: it was blurred, hidden or taken back while the storage could not delete it, or the step
    that it came with was refused.
    """
    found = await row(_SQL, key)
    if found is None or found["withheld"] is False:
        return None
    return frozenset(found["cities"] or ())
