"""A WHERE clause under construction: its conditions, and the values of its placeholders."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.data.catalog import SLUG

_CONSTANTS = {datetime: "timestamptz", float: "float8", UUID: "uuid"}
"""Types of values whose text needs no quoting, and what PostgreSQL calls them."""


@dataclass(slots=True)
class Where:
    """A WHERE clause under construction, with the values of its numbered placeholders."""

    clauses: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    source: str = "service_request"
    """What the clauses narrow: the table, or its newest rows."""
    has_constants: bool = False
    """Whether times, ids and coordinates stand in the SQL itself. A statement without them is planned for any values
    after five executions, as if each span of time and each rectangle had a hundredth of the requests: PostgreSQL then
    reads all of them and sorts, where those in the order of the list would be found sooner, or the other way round."""
    has_names: bool = False
    """Whether the id of a city, a category or a district stands in the SQL too. They are few, so that such a statement
    is prepared once for each. For any of them PostgreSQL expects as many requests as the average one has, and reads all
    requests of a category to find its open ones."""
    has_one_plan: bool = False
    """Whether times, ids and coordinates are parameters that PostgreSQL estimates nothing from, because they stand in
    subqueries: it then finds one plan as good for any values as those for some of them, and keeps it. Otherwise it may
    plan each execution anew, which takes longer than reading a page."""

    def value(self, value: Any) -> str:
        """Add a value and return its placeholder, or the value as SQL."""
        for kind, name in _CONSTANTS.items() if self.has_constants or self.has_one_plan else ():
            if isinstance(value, kind):
                if not self.has_one_plan:
                    return f"'{value}'::{name}"
                self.values.append(value)
                return f"(SELECT ${len(self.values)}::{name})"
        if self.has_names and isinstance(value, str) and SLUG.fullmatch(value):
            return f"'{value}'"
        self.values.append(value)
        return f"${len(self.values)}"

    def add(self, template: str, *values: Any) -> None:
        """Add a clause; each ``{}`` stands for the next value."""
        self.clauses.append(template.format(*(self.value(value) for value in values)))

    @property
    def sql(self) -> str:
        """The clause, ``TRUE`` without conditions."""
        return " AND ".join(self.clauses) or "TRUE"
