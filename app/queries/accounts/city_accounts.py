"""The accounts of a city for its Akimat: those of the city, its officers included, and accounts that acted there."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.accounts.person import Person
from app.domain.accounts.roles import Role
from app.domain.text.limits import SEARCH
from app.domain.text.query import text_query
from app.domain.text.texts import optional_text
from app.models.database import row, rows
from app.queries.accounts.people import COLUMNS, person_of
from app.queries.requests.page import Page, check_first, decode_key, id_part, make_page, time_part

_BLOCKED = "(blocked_at IS NOT NULL OR blocked_cities <> '{}' AND blocked_cities @> ARRAY[$1::text])"
_LISTED = "erased_at IS NULL AND NOT is_caller"
# Reports, comments, verdicts and every other step are events; following is none. OFFSET keeps each a look into an
# index: without it PostgreSQL reads every event of the city first, which takes ten seconds at five million.
_OF_CITY = """
    (city_id = $1
     OR EXISTS (SELECT FROM event e WHERE e.actor_id = account.id AND e.city_id = $1 OFFSET 0)
     OR EXISTS (SELECT FROM service_request r WHERE r.author_id = account.id AND r.city_id = $1 OFFSET 0)
     OR EXISTS (SELECT FROM follow f JOIN service_request r ON r.id = f.request_id
                WHERE f.account_id = account.id AND r.city_id = $1 OFFSET 0))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFilter:
    """Conditions on accounts; None means any."""

    search: str | None = None
    """Words of the name in any order and alphabet, or a part of the address."""
    role: Role | None = None
    """The role that the account asked for."""
    blocked: bool | None = None
    approved: bool | None = None
    """Only of executors and officers."""


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
    values: list[object] = [city_id, check_first(first) + 1]
    conditions = [_OF_CITY, _LISTED, *_conditions(narrowed, values)]
    if after is not None:
        values += decode_key(after, (time_part, id_part))
        conditions.append(f"(created_at, id) < (${len(values) - 1}::timestamptz, ${len(values)}::uuid)")
    found = await rows(
        f"SELECT {', '.join(COLUMNS)} FROM account WHERE {' AND '.join(conditions)}"  # noqa: S608 - constants
        " ORDER BY created_at DESC, id DESC LIMIT $2",
        *values,
    )
    people = [person_of(item) for item in found]
    return make_page(people, first, after, lambda person: (person.created_at.isoformat(), str(person.id)))


def _conditions(narrowed: AccountFilter, values: list[object]) -> list[str]:
    """Return the conditions of the filter that are given, each in the form of an index; their values are appended."""
    found = []
    if (search := optional_text("search", narrowed.search, limit=SEARCH)) is not None:
        found.append(_said(search, values))
    if narrowed.role is not None:
        values.append(narrowed.role)
        found.append(f"role = ${len(values)}")
    if narrowed.blocked is not None:
        found.append(f"{'' if narrowed.blocked else 'NOT '}{_BLOCKED}")
    if narrowed.approved is not None:
        found.append(f"approved_at IS {'NOT ' if narrowed.approved else ''}NULL")
    if narrowed.approved is not None or narrowed.role not in {None, Role.CITIZEN}:
        found.append("role <> 'CITIZEN'")
    return found


def _said(search: str, values: list[object]) -> str:
    """Return the condition that the name has the words in any order and alphabet, or it or the address the text."""
    values.append(f"%{_literally(search)}%")
    found = [f"email ILIKE ${len(values)}", f"name ILIKE ${len(values)}"]
    query = text_query(search)
    if query is not None and query.words:
        first = len(values) + 1
        values += query.like_patterns
        # Not LIKE ALL: no index knows it.
        found.append(" AND ".join(f"name_key LIKE ${number}" for number in range(first, len(values) + 1)))
    return f"({' OR '.join(found)})"


def _literally(text: str) -> str:
    """Return the text with the wildcards of LIKE escaped."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
