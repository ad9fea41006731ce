"""A town in which requests live whole lives, and what the ledger then says."""

from dataclasses import dataclass
from typing import Any

import pytest

from app.auth.viewer import Viewer
from app.commands import ruling, verdict, work
from app.commands.submit import submit
from app.domain.reasons import RejectReason
from app.domain.roles import Role
from app.domain.service_request import ServiceRequest
from app.models.database import rows
from app.queries.points import standing
from tests import pictures
from tests.conftest import Town

_LEDGER = """
    SELECT account_id, position, rule, amount, at, day, request_id, city_id FROM points_entry
    ORDER BY position, rule, account_id
"""


async def ledger() -> list[dict[str, Any]]:
    """Return the whole ledger, but for the numbers that the table gives its rows."""
    return await rows(_LEDGER)


@dataclass
class Street:
    """A town with an executor and an officer at hand."""

    town: Town
    executor: Viewer
    akimat: Viewer

    async def sent(self, author: Viewer, **changes: Any) -> ServiceRequest:
        """A request that waits."""
        return await submit(self.town.desk, author, self.town.submission(**changes))

    async def begun(self, author: Viewer, executor: Viewer | None = None) -> ServiceRequest:
        """A request that is being worked on."""
        executor = executor or self.executor
        request = await self.sent(author)
        await work.claim(self.town.desk, executor, request.id)
        return await pictures.start(self.town.desk, executor, request.id)

    async def done(self, author: Viewer, executor: Viewer | None = None) -> ServiceRequest:
        """A request whose author has the last word now."""
        request = await self.begun(author, executor)
        return await pictures.complete(self.town.desk, executor or self.executor, request.id)

    async def confirmed(self, author: Viewer, executor: Viewer | None = None) -> ServiceRequest:
        """A request at its end."""
        request = await self.done(author, executor)
        return await verdict.confirm(self.town.desk, author, request.id, 5)

    async def refused(self, request: ServiceRequest, reason: RejectReason = RejectReason.SPAM) -> None:
        """The executor gives it back, the officer refuses it."""
        await work.release(self.town.desk, self.executor, request.id, "жоқ")
        await ruling.reject(self.town.desk, self.akimat, request.id, reason)

    async def balance(self, viewer: Viewer) -> int:
        """What somebody has, once everything so far is folded."""
        await self.town.settled()
        return (await standing(viewer.account_id)).balance


@pytest.fixture
async def street(town: Town) -> Street:
    """The town, with staff."""
    return Street(town, await town.person(Role.EXECUTOR), await town.person(Role.AKIMAT))
