"""Words of requests that are spelled like those that were typed, for a search that finds nothing."""

from datetime import datetime

from app.domain.text.query import TextQuery, with_similar
from app.models.database import rows
from app.queries.requests.filter import INDEXED, Filter, where
from app.queries.requests.text_search import is_scoped

NEWEST_READ = 5_000
"""The words are those of so many requests, the newest ones of the city, author or executor of the filter."""
CHARACTERS_READ = 300
"""Of each request so much of the stored text is read: number, address and the beginning of the description."""
SHORTEST = 4
MOST_SIMILAR = 5
LEAST_SIMILARITY = 0.35
"""The share of trigrams that two words have in common: one letter of four differs."""


async def similar_query(filter_: Filter, query: TextQuery, now: datetime) -> TextQuery | None:
    """Return the search that also finds words like the typed ones; None where there are no such words."""
    typed = query.folded.split()
    wanted = [word for word in typed if len(word) >= SHORTEST and not word.isdecimal()]
    if not wanted:
        return None
    built = where(filter_, now, names=INDEXED)
    order = "created_at DESC, id DESC" if is_scoped(filter_) else "id DESC"
    texts = (
        f"SELECT left(search_text, {CHARACTERS_READ}) AS read FROM service_request"  # noqa: S608 - from constants
        f" WHERE {built.sql} ORDER BY {order} LIMIT {NEWEST_READ}"
    )
    sql = f"""
        WITH known AS MATERIALIZED (
            SELECT DISTINCT word FROM ({texts}) AS newest, string_to_table(read, ' ') AS word
            WHERE length(word) >= {SHORTEST} AND word !~ '^[0-9]'
        )
        SELECT typed.word AS typed, near.word AS similar FROM unnest({built.value(wanted)}::text[]) AS typed(word)
        CROSS JOIN LATERAL (
            SELECT word FROM known WHERE similarity(word, typed.word) >= {LEAST_SIMILARITY}
            ORDER BY similarity(word, typed.word) DESC, word LIMIT {MOST_SIMILAR}
        ) AS near
    """  # noqa: S608 - the same
    found = await rows(sql, *built.values)
    if not found:
        return None
    return with_similar(query, [[item["similar"] for item in found if item["typed"] == word] for word in typed])
