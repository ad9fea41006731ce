"""Reading the co-authors of requests, and whether each has confirmed the latest completion."""

from collections.abc import Iterable
from uuid import UUID

from app.domain.requests.coauthors import NO_COAUTHORS, CoAuthors
from app.models.accounts.caller import reachable
from app.models.database import Fetch, rows
from app.models.log.whole_log import completions_of

# Merges are followed through any number of steps: a request may be merged into one that is merged later.
_COAUTHORS = f"""
    WITH RECURSIVE joined (root, id) AS (
        SELECT merged_into, id FROM service_request WHERE merged_into = ANY($1::uuid[])
        UNION
        SELECT joined.root, r.id FROM joined JOIN service_request r ON r.merged_into = joined.id
    )
    SELECT DISTINCT root.id AS request_id, sent.author_id AS account_id,
           author.id IS NOT NULL AND author.blocked_at IS NULL AND root.city_id <> ALL(author.blocked_cities)
               AND {reachable("author")} AS author_answers,
           EXISTS (
               SELECT FROM verdict v WHERE v.request_id = root.id AND v.account_id = sent.author_id
                   AND v.answer = 'confirm' AND v.round = {completions_of("root.id")}
           ) AS confirmed
    FROM joined
    JOIN service_request root ON root.id = joined.root
    JOIN service_request sent ON sent.id = joined.id
    JOIN account writer ON writer.id = sent.author_id AND writer.blocked_at IS NULL
        AND root.city_id <> ALL(writer.blocked_cities) AND {reachable("writer")}
    LEFT JOIN account author ON author.id = root.author_id
    WHERE sent.author_id IS DISTINCT FROM root.author_id AND sent.author_id IS DISTINCT FROM root.executor_id
"""  # noqa: S608 - names of tables in our own statements


async def coauthors_of(request_ids: Iterable[UUID], fetch: Fetch = rows) -> dict[UUID, CoAuthors]:
    """Return the co-authors of each of these requests; one that has none is missing."""
    waiting: dict[UUID, set[UUID]] = {}
    confirmed: dict[UUID, set[UUID]] = {}
    author_answers: dict[UUID, bool] = {}
    for item in await fetch(_COAUTHORS, list(request_ids)):
        group = confirmed if item["confirmed"] else waiting
        group.setdefault(item["request_id"], set()).add(item["account_id"])
        author_answers[item["request_id"]] = item["author_answers"]
    return {
        request_id: CoAuthors(
            waiting=frozenset(waiting.get(request_id, ())),
            confirmed=frozenset(confirmed.get(request_id, ())),
            author_answers=answers,
        )
        for request_id, answers in author_answers.items()
    }


async def coauthors(request_id: UUID) -> CoAuthors:
    """Return the co-authors of one request."""
    return (await coauthors_of([request_id])).get(request_id, NO_COAUTHORS)
