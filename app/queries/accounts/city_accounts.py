"""The accounts of a city for its Akimat: those of the city, its officers included, and accounts that acted there."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from app.domain.accounts.person import Person
from app.models.accounts.city_account import ACTED, EVENTS
from app.models.database import row, rows
from app.models.log.whole_log import ALL_EVENTS
from app.queries.accounts.account_filter import AccountFilter, filter_conditions
from app.queries.accounts.people import COLUMNS, person_of
from app.queries.requests.page import Page, check_first, decode_key, id_part, make_page, time_part

_LISTED = "account.erased_at IS NULL AND NOT account.is_caller"


def acted_in(city: str) -> str:
    """Return the condition that ``account`` has acted in this city: reports, comments and every other step are events.

    Following is none. OFFSET keeps each a look into an index for the account: without it PostgreSQL reads every event
    of the city first, which takes ten seconds at five million, or all of its requests for each account.
    """
    return f"""
        (EXISTS (SELECT FROM {ALL_EVENTS} AS e WHERE e.actor_id = account.id AND e.city_id = {city} OFFSET 0)
         OR EXISTS (SELECT FROM (SELECT city_id FROM service_request WHERE author_id = account.id OFFSET 0) AS r
                    WHERE r.city_id = {city})
         OR EXISTS (SELECT FROM follow f JOIN service_request r ON r.id = f.request_id
                    WHERE f.account_id = account.id AND r.city_id = {city} OFFSET 0))
    """  # noqa: S608 - constants


_OF_CITY = f"(account.city_id = $1 OR {acted_in('$1')})"
MOST_UNNOTED = 2_000
"""So many events may wait for the job that notes accounts; otherwise all accounts are looked at."""
LARGE = 5
"""A city with a part of all requests of one in so many is large: any account is most likely one of its own."""
_NOTED = f"""
    SELECT events.position, {LARGE} * (SELECT sum(count) FROM city_counter WHERE city_id = $1)
        >= (SELECT sum(count) FROM city_counter) AS is_large
    FROM projection events, log_state
    WHERE events.name = '{EVENTS}' AND log_state.id = 1 AND events.position >= log_state.head - {MOST_UNNOTED}
        AND (events.position > 0 OR log_state.head = 0)
"""  # noqa: S608 - constants
_IS_NOTED = "SELECT FROM city_account m WHERE m.account_id = account.id AND m.city_id = $1"
_ELSEWHERE = "account.city_id IS DISTINCT FROM $1"
_NOTICED = f"""
    SELECT account_id FROM ({ACTED} WHERE e.position > {{since}} AND e.city_id = $1) AS noticed
    UNION ALL SELECT account_id FROM ({ACTED} WHERE e.position IS NULL AND e.city_id = $1) AS waiting
"""  # noqa: S608 - constants
_ORDER = ("account.created_at", "account.id")


class _Source(NamedTuple):
    """Where accounts are taken from in the order of the list."""

    tables: str
    where: str = "true"
    order: tuple[str, str] = _ORDER
    then: str = "true"
    """What is asked of one after the other, until there is a page of them."""


# The accounts that the city has, those that have acted there, and those that have done so since the job looked. Each is
# a range of an index in the order of the list.
_SOURCES = (
    _Source("account", "account.city_id = $1"),
    _Source(
        "city_account m JOIN account ON account.id = m.account_id",
        f"m.city_id = $1 AND {_ELSEWHERE}",
        order=("m.created_at", "m.account_id"),
    ),
    _Source("account", f"{_ELSEWHERE} AND NOT EXISTS ({_IS_NOTED}) AND account.id IN ({_NOTICED})"),
)
# In a large city those who have the words are looked at one after the other, whether they are of the city. What is
# asked of all of them is always true: for PostgreSQL it costs as much as asking for the city, so it takes an index of
# words rather than a walk through the accounts of the country, unless the words are frequent.
_OF_LARGE_CITY = (
    _Source(
        "account",
        f"(account.created_at < 'infinity' OR EXISTS ({_IS_NOTED} OFFSET 0))",
        then=f"(account.city_id = $1 OR EXISTS ({_IS_NOTED} OFFSET 0) OR account.id IN ({_NOTICED}))",
    ),
)


async def is_of_city(account_id: UUID, city_id: str) -> bool:
    """Whether the Akimat of the city lists this account, and so may block it there."""
    sql = f"SELECT FROM account WHERE id = $2 AND {_OF_CITY} AND {_LISTED}"
    return await row(sql, city_id, account_id) is not None


async def accounts_of_city(
    city_id: str, narrowed: AccountFilter, *, first: int = 20, after: str | None = None
) -> Page[Person]:
    """Return a page of accounts, newest first; erased accounts are left out.

    Raises:
        InvalidInput: names the field: first, after or search.
    """
    values: list[object] = [city_id]
    # A number, as PostgreSQL takes a parameter for a tenth of all rows.
    limit = f"LIMIT {check_first(first) + 1}"
    conditions = [_LISTED, *filter_conditions(narrowed, values)]
    key = decode_key(after, (time_part, id_part)) if after is not None else None
    noted = await row(_NOTED, city_id) if narrowed.is_of_many else None
    if noted is None:
        sql = f"{_sorted('account', [_OF_CITY, *conditions], _ORDER, key, values)} {limit}"
    else:
        values.append(noted["position"])
        sources = _OF_LARGE_CITY if noted["is_large"] and narrowed.search is not None else _SOURCES
        sql = _pages([*_each(sources, conditions, f"${len(values)}", key, values)], limit)
    if narrowed.search is not None:
        # Planned for these words: a statement that is prepared for any would not know how many have them.
        sql += f" -- {sha256(narrowed.search.encode()).hexdigest()}"
    people = [person_of(item) for item in await rows(sql, *values)]
    return make_page(people, first, after, lambda person: (person.created_at.isoformat(), str(person.id)))


def _sorted(
    source: str, conditions: Sequence[str], order: tuple[str, str], key: Sequence[object] | None, values: list[object]
) -> str:
    """Return the query for the accounts of this source after the key, whose values are appended."""
    moment, of_account = order
    if key is not None:
        values += key
        after = f"({moment}, {of_account}) < (${len(values) - 1}::timestamptz, ${len(values)}::uuid)"
        conditions = [*conditions, after]
    return f"""
        SELECT {", ".join(f"account.{name}" for name in COLUMNS)} FROM {source} WHERE {" AND ".join(conditions)}
        ORDER BY {moment} DESC, {of_account} DESC
    """  # noqa: S608 - constants


def _each(
    sources: Sequence[_Source],
    conditions: Sequence[str],
    since: str,
    key: Sequence[object] | None,
    values: list[object],
) -> Iterator[str]:
    """Yield a query for the accounts of each source; ``since`` is the event up to which accounts are noted."""
    for source in sources:
        of_source = _sorted(source.tables, [source.where.format(since=since), *conditions], source.order, key, values)
        # What is noted may be over, so the page is taken from those for whom it is not, in their order.
        still = f"{source.then.format(since=since)} AND {_OF_CITY}"
        yield f"SELECT * FROM ({of_source} OFFSET 0) AS account WHERE {still}"  # noqa: S608 - constants


def _pages(queries: Sequence[str], limit: str) -> str:
    """Return the statement for a page of all of these."""
    together = " UNION ALL ".join(f"({query} {limit})" for query in queries)
    return f"SELECT * FROM ({together}) AS account ORDER BY created_at DESC, id DESC {limit}"  # noqa: S608 - constants
