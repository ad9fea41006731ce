"""Folding the texts of requests that were stored before texts were folded for search.

Each batch is a transaction of its own and starts with what is still unfolded, so that this can stop at any time and go
on. A request that is written meanwhile has its folded text from that write.
"""

from app.domain.text.folding import stored_text
from app.models.database import row, rows

BATCH = 1_000
_WAITING = (
    "SELECT id, number, address, description FROM service_request WHERE search_text IS NULL"
    " ORDER BY created_at DESC LIMIT $1"
)
# Not what has been written since it was read: its text may have been hidden or erased.
_FOLD = (
    "UPDATE service_request SET search_text = folded.text FROM unnest($1::uuid[], $2::text[]) AS folded(id, text)"
    " WHERE service_request.id = folded.id AND search_text IS NULL"
)


async def texts_wait() -> bool:
    """Return whether any request has no folded text yet."""
    found = await row("SELECT EXISTS (SELECT FROM service_request WHERE search_text IS NULL) AS wait")
    return bool(found and found["wait"])


async def fold_waiting_texts(limit: int = BATCH) -> int:
    """Fold the texts of the newest so many requests that wait for it; return how many."""
    found = await rows(_WAITING, limit)
    if found:
        texts = [stored_text(item["number"], item["address"], item["description"]) for item in found]
        await rows(_FOLD, [item["id"] for item in found], texts)
    return len(found)
