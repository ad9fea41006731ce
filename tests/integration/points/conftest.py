"""Scenarios in which requests pass through all steps, with the ledger that follows."""

from dataclasses import dataclass
from typing import Any

import pytest

from app.auth.viewer import Viewer
from app.commands.requests import rejection, verdict, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.requests.reasons import RejectReason
from app.domain.requests.service_request import ServiceRequest
from app.models.database import rows
from app.queries.figures.points import balance_of
from tests import pictures
from tests.conftest import TestApp

_LEDGER = """
    SELECT account_id, position, rule, amount, at, day, request_id, city_id FROM points_entry
    ORDER BY position, rule, account_id
"""


async def ledger() -> list[dict[str, Any]]:
    """Return the whole ledger, but for the numbers that the table gives its rows."""
    return await rows(_LEDGER)


@dataclass
class RequestFactory:
    """An application with an executor and an officer."""

    test_app: TestApp
    executor: Viewer
    akimat: Viewer

    async def submitted(self, author: Viewer, **changes: Any) -> ServiceRequest:
        """A request that waits."""
        return await submit(self.test_app.context, author, self.test_app.submission(**changes))

    async def started(self, author: Viewer, executor: Viewer | None = None) -> ServiceRequest:
        """A request that is being worked on."""
        executor = executor or self.executor
        request = await self.submitted(author)
        await work.claim(self.test_app.context, executor, request.id)
        return await pictures.start(self.test_app.context, executor, request.id)

    async def done(self, author: Viewer, executor: Viewer | None = None) -> ServiceRequest:
        """Return a completed request, which waits for the verdict of its author."""
        request = await self.started(author, executor)
        return await pictures.complete(self.test_app.context, executor or self.executor, request.id)

    async def confirmed(self, author: Viewer, executor: Viewer | None = None) -> ServiceRequest:
        """A request at its end."""
        request = await self.done(author, executor)
        return await verdict.confirm(self.test_app.context, author, request.id, 5)

    async def reject(self, request: ServiceRequest, reason: RejectReason = RejectReason.SPAM) -> None:
        """The executor gives it back, the officer refuses it."""
        await work.release(self.test_app.context, self.executor, request.id, "жоқ")
        await rejection.reject(self.test_app.context, self.akimat, request.id, reason)

    async def balance(self, viewer: Viewer) -> int:
        """The points of an account after all events so far are folded."""
        await self.test_app.settled()
        return (await balance_of(viewer.account_id)).balance


@pytest.fixture
async def factory(test_app: TestApp) -> RequestFactory:
    """The application with staff."""
    return RequestFactory(test_app, await test_app.person(Role.EXECUTOR), await test_app.person(Role.AKIMAT))
