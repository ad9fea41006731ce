"""Requests in any state, inserted into the table directly, and an application with many of them."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

import pytest

from app.auth.viewer import Viewer
from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import Status
from app.domain.requests.report_source import ReportSource
from app.domain.requests.service_request import ServiceRequest
from app.models import District
from app.models.database import execute_many
from app.models.identity import new_id
from app.models.requests.service_request_rows import ROW_COLUMNS, row_values
from app.queries.requests.page import Page
from tests.conftest import NOON, TestApp

DISTRICTS = ("almaty_river", "almaty_hill")
_numbers = count(1)
_INSERT = (
    f"INSERT INTO service_request ({', '.join(ROW_COLUMNS)})"
    f" VALUES ({', '.join(f'${n + 1}' for n in range(len(ROW_COLUMNS)))})"
)
WORDS = ("Шұңқыр", "көше", "ЖАРЫҚ", "яма", "Ёлка", "100%", "a_b", "c\\d", "Әйтеке", "су")


async def put(author: Viewer, **changes: Any) -> ServiceRequest:
    """Put one request into the table, as it is; no event tells of it."""
    (request,) = await put_all(author, [changes])
    return request


async def put_all(author: Viewer, changes: Iterable[dict[str, Any]]) -> list[ServiceRequest]:
    """Put a request with each of the changes into the table, as ``put`` does, by one statement."""
    requests = [_request(author, changed) for changed in changes]
    await execute_many(_INSERT, [row_values(request) for request in requests])
    return requests


def _request(author: Viewer, changes: dict[str, Any]) -> ServiceRequest:
    given: dict[str, Any] = {
        "id": new_id(),
        "number": f"TST-{next(_numbers):06d}",
        "city_id": "almaty",
        "category_id": "pothole",
        "address": "Абай даңғылы 10",
        "description": "Жолда шұңқыр бар",
        "latitude": 43.24,
        "longitude": 76.91,
        "status": Status.ACCEPTED,
        "version": 1,
        "author_id": author.account_id,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return ServiceRequest(**{**given, **changes})


async def walk(
    read: Callable[[str | None], Awaitable[Page[Any]]], *, pages: list[Page[Any]] | None = None
) -> list[Any]:
    """Read page after page; return all items in the order they came. Pages that never end are a fault."""
    items: list[Any] = []
    after = None
    for _ in range(200):
        page = await read(after)
        assert page.has_previous == (after is not None)
        if pages is not None:
            pages.append(page)
        items += [item for _, item in page.items]
        if not page.has_next:
            return items
        after = page.end_cursor
    raise AssertionError("the pages never end")


@dataclass
class SampleRequests:
    """Many requests of all kinds, and who sent and has them."""

    test_app: TestApp
    authors: list[Viewer]
    executors: list[Viewer]
    requests: list[ServiceRequest] = field(default_factory=list)

    async def add(self, random: Random, number: int) -> None:
        """Add so many requests, each as chance has it; times repeat, so that order must look at ids as well."""
        made = [{"author_id": random.choice(self.authors).account_id, **self._chance(random)} for _ in range(number)]
        self.requests += await put_all(self.authors[0], made)

    def _chance(self, random: Random) -> dict[str, Any]:
        status = random.choice(list(Status))
        worked = status in {Status.IN_PROGRESS, Status.ON_HOLD, Status.DONE, Status.CONFIRMED}
        hours = random.randrange(30)
        created_at = NOON - timedelta(hours=hours)
        return {
            "city_id": "almaty" if random.random() < 0.75 else "astana",
            "category_id": random.choice(["pothole", "lighting", "garbage"]),
            "address": " ".join(random.choices(WORDS, k=2)),
            "description": " ".join(random.choices(WORDS, k=4)),
            "latitude": 43.1 + random.randrange(30) / 100,
            "longitude": 76.8 + random.randrange(30) / 100,
            "status": status,
            "executor_id": random.choice(self.executors).account_id if worked or random.random() < 0.3 else None,
            "created_at": created_at,
            "updated_at": created_at + timedelta(hours=random.randrange(5)),
            "due_at": random.choice([None, NOON, NOON - timedelta(hours=1), NOON + timedelta(hours=2)]),
            "at_risk_at": [None, NOON - timedelta(hours=1), NOON + timedelta(hours=1)][hours % 3],
            "report_source": [None, None, *ReportSource][hours % 5],
            "district_id": [None, *DISTRICTS][hours % 3],
            "done_at": NOON - timedelta(hours=hours % 4) if status in {Status.DONE, Status.CONFIRMED} else None,
            "held_at": NOON if status is Status.ON_HOLD else None,
            "merged_into": new_id() if status is Status.MERGED else None,
        }


@pytest.fixture
async def sample(test_app: TestApp) -> SampleRequests:
    """Sixty requests."""
    for district in DISTRICTS:
        await District.create(id=district, city_id="almaty", name={}, outline={}, changed_at=NOON)
    authors = [await test_app.person() for _ in range(3)]
    executors = [await test_app.person(Role.EXECUTOR) for _ in range(2)]
    sample = SampleRequests(test_app, authors, executors)
    await sample.add(Random(7), 60)
    return sample
