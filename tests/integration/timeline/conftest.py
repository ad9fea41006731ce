"""Requests with a whole life behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from app.auth.viewer import Viewer
from app.commands import comments, ruling, verdict, work
from app.commands.submit import submit
from app.domain.reasons import HoldReason
from app.domain.roles import Role
from app.domain.service_request import ServiceRequest
from app.queries.verification import verify_timeline, verify_timelines
from tests.conftest import NOON, Town
from tests.pictures import complete, picture, start

PASSWORD = "long enough"


@dataclass
class Street:
    """A town with everybody in it whom a request needs."""

    town: Town
    citizen: Viewer
    neighbour: Viewer
    executor: Viewer
    akimat: Viewer

    async def lived(self, author: Viewer | None = None, **changes: object) -> ServiceRequest:
        """A request that was talked about, held, done, disputed, done again and confirmed: twelve steps."""
        desk, author = self.town.desk, author or self.citizen
        request = await submit(desk, author, self.town.submission(**changes), [picture(**PRIVATE), picture()])
        await comments.follow(desk, self.neighbour, request.id)
        await comments.comment(desk, self.neighbour, request.id, "көршінің сөзі")
        await work.claim(desk, self.executor, request.id)
        await start(desk, self.executor, request.id)
        await work.hold(desk, self.executor, request.id, HoldReason.WEATHER, "жаңбыр")
        await work.resume(desk, self.akimat, request.id)
        await complete(desk, self.executor, request.id, "біттік")
        await verdict.dispute(desk, author, request.id, "автордың себебі")
        await ruling.extend(desk, self.akimat, request.id, request.due_at + timedelta(days=60), "әкімдік сөзі")
        await complete(desk, self.executor, request.id, "енді бітті")
        await verdict.confirm(desk, author, request.id, 4, "автордың рахметі")
        await comments.comment(desk, author, request.id, "автордың сөзі")
        await self.town.settled()
        return request


STEPS = 12
PHOTOS = {1: 2, 4: 1, 7: 1, 10: 1}
"""How many each step brings, by its version."""
PRIVATE = {"latitude": 43.240_123, "longitude": 76.910_456, "accuracy_metres": 7.5, "taken_at": NOON}


@pytest.fixture
async def street(town: Town) -> Street:
    """The people."""
    roles = (Role.CITIZEN, Role.CITIZEN, Role.EXECUTOR, Role.AKIMAT)
    return Street(town, *[await town.person(role) for role in roles])


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
