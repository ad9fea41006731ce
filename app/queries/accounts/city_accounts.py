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

# Reports, comments, verdicts and every other step are events; following is none.
_OF_CITY = (
    "(city_id = $1 OR city_id IS DISTINCT FROM $1 AND ("
    "EXISTS (SELECT FROM service_request r WHERE r.author_id = account.id AND r.city_id = $1)"
    " OR EXISTS (SELECT FROM event e WHERE e.actor_id = account.id AND e.city_id = $1)"
    " OR EXISTS (SELECT FROM follow f JOIN service_request r ON r.id = f.request_id"
    " WHERE f.account_id = account.id AND r.city_id = $1)))"
)

_LISTED = "erased_at IS NULL AND NOT is_caller"


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
    search = optional_text("search", narrowed.search, limit=SEARCH)
    at, last = decode_key(after, (time_part, id_part)) if after is not None else (None, None)
    found = await rows(
        f"SELECT {', '.join(COLUMNS)} FROM account WHERE {_OF_CITY} AND {_LISTED}"  # noqa: S608 - constants
        " AND ($2::text IS NULL OR name_key LIKE ALL($9::text[]) OR name ILIKE $2 OR email ILIKE $2)"
        " AND ($3::text IS NULL OR role = $3)"
        " AND ($4::bool IS NULL OR (blocked_at IS NOT NULL OR $1 = ANY(blocked_cities)) = $4)"
        " AND ($5::bool IS NULL OR role <> 'CITIZEN' AND (approved_at IS NOT NULL) = $5)"
        " AND ($6::timestamptz IS NULL OR (created_at, id) < ($6, $7::uuid))"
        " ORDER BY created_at DESC, id DESC LIMIT $8",
        city_id,
        search and f"%{_literally(search)}%",
        narrowed.role,
        narrowed.blocked,
        narrowed.approved,
        at,
        last,
        check_first(first) + 1,
        _patterns(search),
    )
    people = [person_of(item) for item in found]
    return make_page(people, first, after, lambda person: (person.created_at.isoformat(), str(person.id)))


def _patterns(search: str | None) -> list[str]:
    """Return the patterns that a folded name has to match; one that no name matches where the search has no words."""
    query = text_query(search or "")
    return query.like_patterns if query is not None and query.words else [""]


def _literally(text: str) -> str:
    """Return the text with the wildcards of LIKE escaped."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
