"""``points_entry``: the ledger of points, of which ``domain.figures.points`` decides the amounts, and its months.

The past is read as of the first of the events, so folding them again writes nothing new.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any
from uuid import UUID

import asyncpg

from app.domain.figures.points import PAYING, RECALLED, REMEMBERED, Entry, Ledger, PointsRule
from app.domain.log.events import EventKind, LoggedEvent
from app.events.log import logged_event
from app.events.projections.arrays import array_texts, unnested
from app.events.projections.compared_projection import ComparedProjection
from app.events.projections.comparison import PartProof
from app.events.projections.points_months import ADD, ENTRY_TYPES, PART, TABLES, months_are_due, months_that_differ
from app.events.projections.request_state import Batch
from app.events.projections.write import Write
from app.models.cities.zone_data import known_zones
from app.models.database import Fetch
from app.models.log.whole_log import ALL_EVENTS, events_of
from app.models.points.points_month import SUM_ACCOUNTS, insertion

# The requests, and all that were merged into them before, with the events that decide what they pay. OFFSET 0 keeps the
# inner queries separate, one for each request: the planner would otherwise expect many rows and scan the whole log.
_PAST = """
    WITH RECURSIVE family (id) AS (
        SELECT unnest($1::uuid[])
        UNION
        SELECT joined.request_id FROM family CROSS JOIN LATERAL (
            SELECT request_id FROM {}
            WHERE kind = 'MERGED' AND snapshot ->> 'merged_into' = family.id::text AND position < $2 OFFSET 0
        ) AS joined
    )
    SELECT past.* FROM family CROSS JOIN LATERAL (
        SELECT * FROM {} WHERE request_id = family.id AND position < $2 AND kind = ANY($3) OFFSET 0
    ) AS past ORDER BY past.position
"""
PAST = _PAST.format("event", "event")
WHOLE_PAST = _PAST.format(f"{ALL_EVENTS} AS event", f"{events_of('= family.id')} AS event")
"""The same, with events that are archived."""
_PAID = "SELECT request_id, rule, account_id, amount FROM points_entry WHERE request_id = ANY($1) AND position < $2"
_EARNED = """
    SELECT account_id, day, sum(amount)::int AS amount FROM points_entry
    WHERE account_id = ANY($1) AND day = ANY($2) AND position < $3 AND amount > 0
        AND rule <> 'GIVEN_BACK' GROUP BY account_id, day
"""
# Once entries of a day are carried over, the daily limit can no longer be applied to the rest of that day.
_SETTLED = """
    SELECT p.request_id, p.rule, p.account_id, p.amount FROM points_entry p
    JOIN points_carried c ON c.account_id = p.account_id AND p.day <= c.last_day WHERE p.request_id = ANY($1)
"""
_IS_SETTLED = "EXISTS (SELECT FROM points_carried c WHERE c.account_id = p.account_id AND p.day <= c.last_day)"
_KEEP_SETTLED = f"""
    INSERT INTO points_entry SELECT * FROM public.points_entry p WHERE {_IS_SETTLED} ON CONFLICT DO NOTHING
    RETURNING account_id
"""  # noqa: S608 - constants
_DROP_SETTLED = f"""
    DELETE FROM points_entry p WHERE {_IS_SETTLED} AND NOT EXISTS (
        SELECT FROM public.points_entry o
        WHERE (o.request_id, o.rule, o.account_id, o.position, o.amount, o.at, o.day, o.city_id)
            = (p.request_id, p.rule, p.account_id, p.position, p.amount, p.at, p.day, p.city_id)
    ) RETURNING account_id
"""  # noqa: S608 - constants
_FORGET = "DELETE FROM points_entry WHERE request_id = ANY($1) RETURNING account_id"
_WRITE = f"""
    INSERT INTO points_entry (account_id, position, rule, amount, at, day, request_id, city_id)
    SELECT * FROM {unnested(ENTRY_TYPES)}
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants


class PointsEntries(ComparedProjection):
    """The ledger of points of each account, and its sums by month."""

    name = "points"
    table = "points_entry"
    tables = ("points_entry", *TABLES)
    parts = (PART,)

    async def writes(self, connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> list[Write]:
        """Return the points that these events pay; most events pay nothing and cost nothing here."""
        # Imported events have neither an author nor an actor and pay nothing.
        concerned = [
            logged
            for logged in events
            if logged.event.kind in PAYING | REMEMBERED and (logged.event.request.author_id or logged.event.actor_id)
        ]
        if not any(logged.event.kind in PAYING for logged in concerned):
            return []
        ledger = await _ledger_before(connection, concerned)
        entries = [entry for logged in concerned for entry in ledger.fold(logged)]
        if not entries:
            return []
        values = array_texts(zip(*map(_row, entries), strict=True))
        return [Write(_WRITE, values), Write(ADD, values)]

    async def begin_copy(self, connection: "asyncpg.Connection[Any]") -> None:
        """Keep entries of days whose points were carried over: their requests are anonymised."""
        await connection.execute(_KEEP_SETTLED)
        await connection.execute(insertion("true"))

    async def end_copy(self, connection: "asyncpg.Connection[Any]", anonymised: Sequence[UUID]) -> None:
        """Keep those of days that were settled meanwhile; what anonymised requests paid is in what was carried over."""
        changed = [
            *await connection.fetch(_FORGET, anonymised),
            *await connection.fetch(_DROP_SETTLED),
            *await connection.fetch(_KEEP_SETTLED),
        ]
        if accounts := list({row["account_id"] for row in changed}):
            for statement in SUM_ACCOUNTS:
                await connection.execute(statement, accounts)

    async def is_complete(self, fetch: Fetch) -> bool:
        """Return whether all months are summed."""
        return not await months_are_due(fetch)

    def differences(self, fetch: Fetch, now: datetime, pending: Batch) -> AsyncIterator[PartProof]:
        """Compare the months with the entries, which no other table has; the same events wait for both."""
        del pending
        return months_that_differ(fetch, now)


async def _ledger_before(connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> Ledger:
    first = events[0].position
    # A new request has no past.
    known = {logged.event.request.id for logged in events if logged.event.kind is not EventKind.SUBMITTED}
    submitted = {logged.event.request.id for logged in events if logged.event.kind is EventKind.SUBMITTED}
    past = await _past(connection, known, submitted, first)
    ledger = Ledger(await _zones(connection, events))
    for logged in past:
        ledger.remember(logged.event)
    for paid in await connection.fetch(_PAID, list(known), first):
        ledger.remember_paid(paid["request_id"], PointsRule(paid["rule"]), paid["account_id"], paid["amount"])
    for paid in await connection.fetch(_SETTLED, list(known)):
        ledger.settle(paid["request_id"], PointsRule(paid["rule"]), paid["account_id"], paid["amount"])
    days = list({ledger.day_of(logged.event) for logged in events})
    for earned in await connection.fetch(_EARNED, list(_authors([*past, *events])), days, first):
        ledger.remember_earned(earned["account_id"], earned["day"], earned["amount"])
    return ledger


async def _past(
    connection: "asyncpg.Connection[Any]", known: Collection[UUID], submitted: Collection[UUID], first: int
) -> list[LoggedEvent]:
    """Return what decides the points of these requests from before this position, after which some are submitted."""
    past = {row["position"]: row for row in await connection.fetch(PAST, list(known), first, sorted(RECALLED))}
    # A request is archived from its first event on, and another is merged into it only later. So where the first event
    # is found, none of the request is archived, nor any merge into it: most batches cost no second statement.
    found = {row["request_id"] for row in past.values()}
    whole = {row["request_id"] for row in past.values() if row["version"] == 1}
    if rest := list(found.union(known) - whole - set(submitted)):
        past |= {row["position"]: row for row in await connection.fetch(WHOLE_PAST, rest, first, sorted(RECALLED))}
    return [logged_event(past[position]) for position in sorted(past)]


async def _zones(connection: "asyncpg.Connection[Any]", events: Sequence[LoggedEvent]) -> dict[str, tzinfo]:
    cities = {logged.event.request.city_id for logged in events}
    found = await connection.fetch("SELECT id, timezone FROM city WHERE id = ANY($1)", list(cities))
    # The ledger is never left behind: with a zone that the system lacks, its days are those of UTC until a rebuild.
    return {**dict.fromkeys(cities, UTC), **known_zones((city["id"], city["timezone"]) for city in found)}


def _authors(events: Sequence[LoggedEvent]) -> set[UUID]:
    return {logged.event.request.author_id for logged in events if logged.event.request.author_id is not None}


def _row(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.account_id,
        entry.position,
        entry.rule.value,
        entry.amount,
        entry.at,
        entry.day,
        entry.request_id,
        entry.city_id,
    )
