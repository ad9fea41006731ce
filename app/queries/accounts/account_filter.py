"""What narrows a list of accounts, as conditions of SQL over ``account``."""

import re
from dataclasses import dataclass

from app.domain.accounts.roles import Role
from app.domain.text.limits import SEARCH
from app.domain.text.query import SHORTEST_INDEXED, text_query
from app.domain.text.texts import optional_text

_BLOCKED = "(blocked_at IS NOT NULL OR blocked_cities <> '{}' AND blocked_cities @> ARRAY[$1::text])"
_LONG_OR_SIGN = re.compile(rf"\w{{{SHORTEST_INDEXED},}}|[^\w\s]|_")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFilter:
    """Conditions on accounts; None means any."""

    search: str | None = None
    """Words of the name in any order and alphabet, or a part of the address; see ``_said`` for a few letters."""
    role: Role | None = None
    """The role that the account asked for."""
    blocked: bool | None = None
    approved: bool | None = None
    """Only of executors and officers."""

    @property
    def is_of_many(self) -> bool:
        """Whether it lists citizens; staff and accounts that are blocked are few, with indexes of their own."""
        return self.role in {None, Role.CITIZEN} and self.approved is None and not self.blocked


def filter_conditions(narrowed: AccountFilter, values: list[object]) -> list[str]:
    """Return the conditions of the filter that are given, each in the form of an index; their values are appended.

    ``$1`` is the city.
    """
    found = []
    if (search := optional_text("search", narrowed.search, limit=SEARCH)) is not None:
        found.append(_said(search, values))
    if narrowed.role is not None:
        values.append(narrowed.role)
        found.append(f"account.role = ${len(values)}")
    if narrowed.blocked is not None:
        found.append(f"{'' if narrowed.blocked else 'NOT '}{_BLOCKED}")
    if narrowed.approved is not None:
        found.append(f"account.approved_at IS {'NOT ' if narrowed.approved else ''}NULL")
    if narrowed.approved is not None or narrowed.role not in {None, Role.CITIZEN}:
        found.append("account.role <> 'CITIZEN'")
    return found


def _said(search: str, values: list[object]) -> str:
    """Return the condition that the name has the words in any order and alphabet, or the address the text.

    Letters too few for an index of parts are looked for at the beginning of words and of the address. Signs and numbers
    are looked for in the name as it is written too: the folded name has none of the first, and the second as a whole.
    """
    query, text, found = text_query(search), _literally(search), list[str]()

    def add(condition: str, value: str) -> None:
        values.append(value)
        found.append(condition.format(f"${len(values)}"))

    words = query.like_patterns if query is not None else []
    is_short = bool(words) and not _LONG_OR_SIGN.search(search)
    # No address has other letters, and no index of parts knows them where the database has the locale C.
    if search.isascii():
        add("account.email LIKE {}", f"{'' if is_short else '%'}{text.lower()}%")
    if not words or (not is_short and any(sign.isdecimal() for sign in search)):
        add("account.name ILIKE {}", f"%{text}%")
    if words:
        first = len(values) + 1
        values += words
        # Not LIKE ALL: no index knows it.
        numbers = range(first, len(values) + 1)
        found.append(" AND ".join(f"account.name_key LIKE ${number}" for number in numbers))
    return f"({' OR '.join(found)})"


def _literally(text: str) -> str:
    """Return the text with the wildcards of LIKE escaped."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
