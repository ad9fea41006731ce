"""A log that a test writes event by event, and a sequencer that the test runs by hand."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.clock import FixedClock
from app.domain.accounts.roles import Role
from app.domain.log.events import Event, EventKind
from app.domain.places.geo import tile_of
from app.domain.requests.lifecycle import Status
from app.domain.requests.service_request import FIELDS, ServiceRequest
from app.events.folding import count_passed_time
from app.events.log import append
from app.events.projections import PROJECTIONS
from app.events.projections.request_state import ANSWERS
from app.events.redis_stream import RedisEventStream
from app.events.sequencer import Sequencer
from app.models.database import asyncpg_dsn, database, rows, transaction
from app.models.requests.service_request_rows import insert_request
from app.queries.log.projections import projection_states, verify_projections
from app.redis_clients import open_redis
from tests.conftest import NOON, TestServices
from tests.request_rows import update_request

EMPTY = """
    TRUNCATE event, verdict, city_counter, notification, points_entry, points_carried, points_month, points_month_due,
        request_state, request_counter, map_cell,
        day_figure, request_cohort, request_part, zone_figure, zone_period, zone_period_week, zone_change,
        executor_total, executor_dispute, disputed_total CASCADE;
    DELETE FROM service_request;
    DROP SCHEMA IF EXISTS qala_rebuild CASCADE;
    UPDATE log_state SET head = 0, seal = decode(repeat('00', 32), 'hex');
    UPDATE projection SET position = 0, rebuilt = NULL
"""


# The constraints of the tables allow only what commands write; read models must follow whatever the log says.
_CONSTRAINTS = """
    SELECT conrelid::regclass::text AS table_name, conname FROM pg_constraint
    WHERE contype = 'c' AND conrelid IN ('service_request'::regclass, 'event'::regclass)
"""


_VERDICT = """
    INSERT INTO verdict (id, request_id, round, answer, rating, reason, at)
    VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6)
"""


@dataclass
class Log:
    """The log of a database without an application."""

    urls: TestServices
    connection: "asyncpg.Connection[Any]"
    sequencer: Sequencer
    clock: FixedClock
    executors: list[UUID] = field(default_factory=list)

    async def empty(self) -> None:
        """Remove everything, so that the next example finds a new database."""
        self.clock.at = NOON
        await self.connection.execute(EMPTY)

    async def write(
        self,
        kind: EventKind,
        before: ServiceRequest | None,
        after: ServiceRequest,
        citizen_id: UUID | None = None,
        reason: str | None = None,
    ) -> ServiceRequest:
        """Write the row and the event of one step, as commands do; ``citizen_id`` is the actor."""
        actor_role = Role.CITIZEN if citizen_id or (kind in ANSWERS and after.version % 2) else None
        event = Event(
            kind=kind,
            at=self.clock.at,
            actor_id=citizen_id,
            actor_role=actor_role,
            reason=reason,
            from_status=before.status if before else None,
            topics=(f"city:{after.city_id}",),
            request=after,
        )
        async with transaction():
            if before is None:
                await insert_request(after)
            else:
                await update_request(after, set(FIELDS) - {"id", "number"})
                tile_x, tile_y = tile_of(after.latitude, after.longitude)
                await rows(
                    "UPDATE service_request SET tile_x = $2, tile_y = $3 WHERE id = $1", after.id, tile_x, tile_y
                )
            await append(event)
            if actor_role is not None and citizen_id is None:
                stars = after.version % 5 + 1
                said = ("dispute", None, "no") if kind is EventKind.WORK_DISPUTED else ("confirm", stars, None)
                await rows(_VERDICT, after.id, 1 + after.version // 4, *said, after.updated_at)
        return after

    async def stamp(self) -> None:
        """Give all waiting events their positions, and fold them."""
        while await self.sequencer.stamp(self.connection):
            pass

    async def pass_time(self, hours: float) -> None:
        """Let the time pass, and the sequencer count the deadlines that have passed."""
        self.clock.at += timedelta(hours=hours)
        await count_passed_time(self.connection, PROJECTIONS, self.clock.at)

    async def differences(self, now: datetime | None = None) -> list[str]:
        """Compare every read model with the tables."""
        assert all(state.is_current for state in await projection_states() if state.is_read_model)
        found: list[str] = []
        async for proof in verify_projections((), FixedClock(now) if now else self.clock):
            assert proof.differences is not None, proof.name
            found += proof.differences
        return found

    async def hide_place(self, request: ServiceRequest) -> ServiceRequest:
        """Rewrite the stored snapshots with a rounded place before the event that says so, as anonymising does."""
        after = replace(
            request,
            version=request.version + 1,
            latitude=round(request.latitude, 3),
            longitude=round(request.longitude, 3),
        )
        async with transaction():
            await rows("SELECT 1 FROM log_state FOR UPDATE")
            await rows(
                "UPDATE event SET snapshot = snapshot || jsonb_build_object('latitude', $2::float8, 'longitude',"
                " $3::float8) WHERE request_id = $1",
                request.id,
                after.latitude,
                after.longitude,
            )
        return await self.write(EventKind.ANONYMISED, request, after)


@pytest.fixture
async def log(urls: TestServices) -> AsyncIterator[Log]:
    """The log of an empty database."""
    redis, clock = open_redis(urls.redis_url), FixedClock(NOON)
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    for found in await connection.fetch(_CONSTRAINTS):
        await connection.execute(f"ALTER TABLE {found['table_name']} DROP CONSTRAINT {found['conname']}")
    async with database(urls.database_url):
        stream = RedisEventStream(redis, "projections")
        # Most histories have several batches, so that events are read before their turn.
        sequencer = Sequencer(urls.database_url, stream, asyncio.Event(), clock=clock, batch=2)
        yield Log(urls, connection, sequencer, clock)
    await connection.close()
    await redis.aclose()


def new_request(number: int, now: datetime, **changes: Any) -> ServiceRequest:
    """Return an accepted pothole in Almaty, due in two days, with these changes."""
    given: dict[str, Any] = {
        "id": UUID(int=number + 1),
        "number": f"ALM-{number:06d}",
        "city_id": "almaty",
        "category_id": "pothole",
        "address": "Абай 10",
        "description": "шұңқыр",
        "latitude": 43.24,
        "longitude": 76.91,
        "status": Status.ACCEPTED,
        "version": 1,
        "author_id": None,
        "created_at": now,
        "updated_at": now,
        "due_at": now + timedelta(days=2),
        **changes,
    }
    return ServiceRequest(**given)
