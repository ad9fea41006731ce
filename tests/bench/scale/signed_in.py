"""The busiest person of each role, signed in, and the reads of their screens."""

from collections.abc import Mapping
from typing import Any

import asyncpg

from app.auth.tokens import new_token, token_hash
from app.models.database import asyncpg_dsn
from app.models.identity import new_id
from app.queries.figures.leaderboard import LEAST_REQUESTS
from tests.bench.scale.spread import FIRST_CITY

_PERSON = "{ id name fullName email role city { id } organisation { name } categoryIds }"
_ACCOUNTS = (
    "query ($cityId: ID!, $filter: AccountFilterInput) { accounts(cityId: $cityId, filter: $filter, first: 50)"
    f" {{ pageInfo {{ hasNextPage endCursor }} edges {{ node {_PERSON} }} }} }}"
)
_LEADERBOARD = "query ($cityId: ID!) { leaderboard(cityId: $cityId) { rank name points isViewer } }"
_NOTIFICATIONS = (
    "{ notifications(first: 20) { unreadCount edges { node { id kind at read serviceRequest { number } } } } }"
)
_POINTS = "{ points { balance onLeaderboard } }"
_AUTHORS = "SELECT author_id FROM service_request WHERE city_id = $1 GROUP BY 1 ORDER BY count(*) DESC"
_BUSIEST = {
    "officer": "SELECT id FROM account WHERE role = 'AKIMAT' AND city_id = $1 ORDER BY id LIMIT 1",
    "executor": "SELECT executor_id FROM service_request WHERE city_id = $1 AND executor_id IS NOT NULL"
    " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
    "citizen": f"{_AUTHORS} LIMIT 1",
    # Last on the leaderboard, if it has anyone so early in the month.
    "last": f"""
        SELECT coalesce((
            SELECT account_id FROM points_month WHERE city_id = $1 AND requests >= {LEAST_REQUESTS} AND points > 0
                AND month = (SELECT max(month) FROM points_month WHERE city_id = $1) ORDER BY points LIMIT 1
        ), ({_AUTHORS} LIMIT 1))
    """,
}
_SESSION = """
    INSERT INTO session (id, account_id, token_hash, created_at, expires_at, user_agent)
    VALUES ($1, $2, $3, now(), now() + interval '1 day', 'bench')
"""


async def signed_in(database_url: str) -> dict[str, str]:
    """Return the token of a new session by role, of the busiest executor and citizen of the first city."""
    tokens = {}
    connection: asyncpg.Connection[Any] = await asyncpg.connect(asyncpg_dsn(database_url))
    try:
        for role, busiest in _BUSIEST.items():
            account_id = await connection.fetchval(busiest, FIRST_CITY)
            tokens[role] = new_token()
            await connection.execute(_SESSION, new_id(), account_id, token_hash(tokens[role]))
    finally:
        await connection.close()
    return tokens


def screens(quiet: str) -> dict[str, tuple[str, str, Mapping[str, Any]]]:
    """Return the reads by name: the role, the document and its variables; ``quiet`` is a city with few requests."""
    city = {"cityId": FIRST_CITY}
    executors = {"role": "EXECUTOR", "approved": True, "blocked": False}
    return {
        "accounts of the city": ("officer", _ACCOUNTS, city),
        "accounts, executors": ("officer", _ACCOUNTS, {**city, "filter": executors}),
        "accounts by name": ("officer", _ACCOUNTS, {**city, "filter": {"search": "Aigerim 77"}}),
        "accounts, absent name": ("officer", _ACCOUNTS, {**city, "filter": {"search": "zzyzx"}}),
        "leaderboard": ("citizen", _LEADERBOARD, city),
        "leaderboard, from its end": ("last", _LEADERBOARD, city),
        "leaderboard, small city": ("citizen", _LEADERBOARD, {"cityId": quiet}),
        "notifications": ("citizen", _NOTIFICATIONS, {}),
        "notifications of an executor": ("executor", _NOTIFICATIONS, {}),
        "points": ("citizen", _POINTS, {}),
    }
