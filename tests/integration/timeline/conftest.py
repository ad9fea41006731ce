"""Requests with a whole life behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from app.auth.viewer import Viewer
from app.commands.requests import comments, deadline_extension, following, verdict, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.requests.reasons import HoldReason
from app.domain.requests.service_request import ServiceRequest
from app.queries.log.verification import verify_timeline, verify_timelines
from tests.conftest import NOON, TestApp
from tests.pictures import complete, picture, start

PASSWORD = "long enough"


@dataclass
class TimelineActors:
    """An application with an account for each role."""

    test_app: TestApp
    citizen: Viewer
    neighbour: Viewer
    executor: Viewer
    akimat: Viewer

    async def full_lifecycle(self, author: Viewer | None = None, **changes: Any) -> ServiceRequest:
        """A request that was talked about, held, done, disputed, done again and confirmed: twelve steps."""
        context, author = self.test_app.context, author or self.citizen
        request = await submit(context, author, self.test_app.submission(**changes), [picture(**PRIVATE), picture()])
        await following.follow(context, self.neighbour, request.id)
        await comments.comment(context, self.neighbour, request.id, "көршінің сөзі")
        await work.claim(context, self.executor, request.id)
        await start(context, self.executor, request.id)
        await work.hold(context, self.executor, request.id, HoldReason.WEATHER, "жаңбыр")
        await work.resume(context, self.akimat, request.id)
        await complete(context, self.executor, request.id, "біттік")
        await verdict.dispute(context, author, request.id, "автордың себебі")
        assert request.due_at is not None
        await deadline_extension.extend(
            context, self.akimat, request.id, request.due_at + timedelta(days=60), "әкімдік сөзі"
        )
        await complete(context, self.executor, request.id, "енді бітті")
        await verdict.confirm(context, author, request.id, 4, "автордың рахметі")
        await comments.comment(context, author, request.id, "автордың сөзі")
        await self.test_app.settled()
        return request


STEPS = 12
PHOTOS = {1: 2, 4: 1, 7: 1, 10: 1}
"""How many each step brings, by its version."""
PRIVATE: dict[str, Any] = {"latitude": 43.240_123, "longitude": 76.910_456, "accuracy_metres": 7.5, "taken_at": NOON}


@pytest.fixture
async def actors(test_app: TestApp) -> TimelineActors:
    """The people."""
    roles = (Role.CITIZEN, Role.CITIZEN, Role.EXECUTOR, Role.AKIMAT)
    return TimelineActors(test_app, *[await test_app.person(role) for role in roles])


async def broken(request: ServiceRequest) -> tuple[int, str] | None:
    """Where the timeline is broken, and how."""
    found = (await verify_timeline(request.id)).first_broken
    return None if found is None else (found.version, found.why.value)


async def all_intact() -> int:
    """How many timelines there are, all of them intact."""
    batches: list[Sequence[object]] = []
    async for batch in verify_timelines():
        assert [timeline for timeline in batch if timeline.proof.first_broken] == []
        batches.append(batch)
    return sum(map(len, batches))
