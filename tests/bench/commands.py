"""Compare a lifecycle command with the same SQL run by asyncpg alone."""

import asyncio
import time
from statistics import median
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.application import Application, open_application
from app.auth.viewer import Viewer
from app.cli.engines import EngineUrls
from app.commands.requests import work
from app.commands.requests.submission import Submission, submit
from app.commands.staff.accounts import put_account
from app.domain.accounts.roles import Role
from app.models.database import asyncpg_dsn
from app.settings import Settings

ROUNDS = 60
STEPS = 2


async def measure_commands(urls: EngineUrls) -> tuple[float, float]:
    """Return milliseconds of each claim or release, by the command and by SQL alone, in turns."""
    async with open_application(
        Settings(), database_url=urls.database_url, redis_url=urls.redis_url, public_url="http://bench", lead=False
    ) as application:
        citizen = await _person(application, Role.CITIZEN)
        executor = await _person(application, Role.EXECUTOR)
        place = Submission(
            city_id="almaty",
            category_id="pothole",
            address="Абай 10",
            description="шұңқыр",
            latitude=43.24,
            longitude=76.91,
        )
        request = await submit(application.command_context, citizen, place)
        bare = await asyncpg.create_pool(asyncpg_dsn(urls.database_url), min_size=1, max_size=1)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(await _timed(_by_commands(application, executor, request.id)))
            theirs.append(await _timed(_by_sql(bare, executor.account_id, request.id)))
        await bare.close()
    return median(ours) / STEPS * 1000, median(theirs) / STEPS * 1000


async def _timed(work_to_do: Any) -> float:
    begun = time.perf_counter()
    await work_to_do
    return time.perf_counter() - begun


async def _by_commands(application: Application, executor: Viewer, request_id: UUID) -> None:
    await work.claim(application.command_context, executor, request_id)
    await work.release(application.command_context, executor, request_id, "bench")


async def _by_sql(pool: "asyncpg.Pool[Any]", executor_id: UUID, request_id: UUID) -> None:
    for taken in (executor_id, None):
        async with pool.acquire() as connection, connection.transaction():
            (row,) = await connection.fetch("SELECT * FROM service_request WHERE id = $1 FOR UPDATE", request_id)
            found = dict(row)
            await connection.fetch("SELECT account_id FROM follow WHERE request_id = $1", request_id)
            await connection.execute(
                "UPDATE service_request SET executor_id = $2, version = version + 1, updated_at = now() WHERE id = $1",
                request_id,
                taken,
            )
            await connection.execute(
                "INSERT INTO event (request_id, version, kind, at, city_id, topics, snapshot, salts, hash)"
                " VALUES ($1, $2::int, 'CLAIMED', now(), 'almaty', $3, $4, $5, sha256((SELECT hash FROM event"
                " WHERE request_id = $1 AND version = $2::int - 1) || $6))",
                request_id,
                found["version"] + 1,
                ["request:x", "city:almaty"],
                orjson.dumps(found, default=str).decode(),
                bytes(64),
                bytes(32),
            )


async def _person(application: Application, role: Role) -> Viewer:
    return await put_account(
        application.command_context,
        name="Bench",
        email=f"{role.lower()}@bench.kz",
        password="long enough",
        role=role,
        city_id="almaty",
    )


def report_commands(urls: EngineUrls) -> str:
    """Measure and return a table."""
    ours, bare = asyncio.run(measure_commands(urls))
    return (
        "| one lifecycle command | ms | ratio |\n|---|---|---|\n"
        f"| bare asyncpg, the same SQL | {bare:.2f} | 1.00 |\n| app.commands | {ours:.2f} | {ours / bare:.2f} |\n"
    )
