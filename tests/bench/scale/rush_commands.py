"""A process that takes so many steps a second on requests whose work goes on, each at its due moment."""

import asyncio
import json
import os
import sys
import time
from typing import Any
from uuid import UUID

from app.application import open_application
from app.auth.viewer import Viewer, sessionless_viewer
from app.commands.context import CommandContext
from app.commands.requests import work
from app.domain.accounts.roles import Role
from app.domain.requests.reasons import HoldReason
from app.models.database import rows
from app.settings import Settings
from tests.bench.load import quantiles

AT_ONCE = 48
"""Commands that run at the same time; the others wait, which counts as their time."""
MOST_REQUESTS = 2_000
_REQUESTS = """
    SELECT id, city_id, executor_id FROM service_request WHERE status = 'IN_PROGRESS' AND executor_id IS NOT NULL
    ORDER BY hashtextextended(number, 0) LIMIT $1
"""


class Rush:
    """Holds and resumes the work of requests, so that each step changes counters, map and figures."""

    def __init__(self, context: CommandContext, requests: list[dict[str, Any]]) -> None:
        self._context = context
        self._free: list[tuple[UUID, Viewer, bool]] = [
            (row["id"], sessionless_viewer(row["executor_id"], Role.EXECUTOR, row["city_id"]), False)
            for row in requests
        ]
        self._slots = asyncio.Semaphore(AT_ONCE)
        self.taken: list[float] = []
        self.failed: list[str] = []

    async def run(self, a_second: float, ended: asyncio.Event) -> float:
        """Take steps until the end; return the seconds."""
        begun = due = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            while not ended.is_set():
                if self._free:
                    group.create_task(self._step(due, *self._free.pop(0)))
                else:
                    self.failed.append("all requests are busy")
                due += 1 / a_second
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
        return time.perf_counter() - begun

    async def _step(self, due: float, request_id: UUID, executor: Viewer, is_held: bool) -> None:
        async with self._slots:
            try:
                if is_held:
                    await work.resume(self._context, executor, request_id)
                else:
                    await work.hold(self._context, executor, request_id, HoldReason.WEATHER)
            except Exception as error:  # noqa: BLE001 - the report shows it
                self.failed.append(repr(error)[:200])
                return
        self.taken.append((time.perf_counter() - due) * 1000)
        self._free.append((request_id, executor, not is_held))


async def main() -> None:
    """Wait for a line, take steps until the input ends, then print what came of it."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    addresses: dict[str, Any] = {"database_url": os.environ["DATABASE_URL"], "redis_url": os.environ["REDIS_URL"]}
    opened = open_application(Settings(), **addresses, public_url="http://bench", lead=False, follow=False)
    async with opened as application:
        rush = Rush(application.command_context, await rows(_REQUESTS, MOST_REQUESTS))
        print("ready", flush=True)
        await loop.run_in_executor(None, sys.stdin.readline)
        reading = loop.run_in_executor(None, sys.stdin.read)
        reading.add_done_callback(lambda _: ended.set())
        seconds = await rush.run(float(sys.argv[1]), ended)
    figures = {name: round(value, 1) for name, value in quantiles(rush.taken).items()}
    print(json.dumps({**figures, "a_second": len(rush.taken) / seconds, "failed": rush.failed[:3]}))


if __name__ == "__main__":
    asyncio.run(main())
