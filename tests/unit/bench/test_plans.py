"""The list of plans leaves out no condition of the API."""

from datetime import UTC, datetime
from uuid import UUID

from app.queries.requests.filter import Filter
from tests.bench.scale.plans import conditions

SOME = {
    "latitude": 43.2,
    "longitude": 76.9,
    "category_id": "tree",
    "executor_id": UUID(int=1),
    "author_id": UUID(int=2),
}
OF_TEXTS = {"text", "similar", "named_executors"}
"""Searches have statements of their own, which read a bounded number of rows."""


def test_every_condition_is_among_the_lists():
    given = {name for _, fields in conditions(SOME, datetime(2026, 11, 30, tzinfo=UTC)) for name in fields}

    assert given | {"city_id"} == set(Filter.__slots__) - OF_TEXTS
