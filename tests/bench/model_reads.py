"""Compare a read through a Tortoise model with the same read by SQL.

``python -m tests.bench.model_reads`` starts its own PostgreSQL, reads each case 2,000 times both ways, interleaved so
that a busy machine slows both alike, and prints medians: microseconds of wall clock, and of this process's CPU.
"""

import asyncio
import shutil
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from app.auth.sessions import viewer_of_token
from app.auth.tokens import token_hash
from app.domain.accounts.roles import Role
from app.embedded import embedded
from app.models import Account, City, Organisation, ServiceRequestRow, Session
from app.models.database import database, migrate, row, rows
from app.queries.requests.service_requests import service_request
from tests.conftest import temporary_home

READS = 2_000
TOKEN = "a token"
NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
Read = Callable[[], Awaitable[Any]]


async def _fill() -> tuple[UUID, UUID, list[UUID]]:
    city = await City.create(
        id="almaty", name_kk="Алматы", name_ru="Алматы", name_en="Almaty", timezone="Asia/Almaty",
        latitude=43.2, longitude=76.9, west=76.5, south=43.0, east=77.2, north=43.5,
    )  # fmt: skip
    await rows(
        "INSERT INTO category (id, rank, name_kk, name_ru, name_en, icon, sla_hours, nearby_radius_metres)"
        " VALUES ('pothole', 1, 'Шұңқыр', 'Яма', 'Pothole', 'pothole', 72, 50)"
    )
    organisations = [
        await Organisation.create(name=f"Organisation {n}", name_key=f"organisation {n}", city=city, created_at=NOW)
        for n in range(50)
    ]
    account = await Account.create(
        email="a@example.kz", password_hash="x", name="Aruzhan", role=Role.EXECUTOR, city=city, created_at=NOW,
        approved_at=NOW,
    )  # fmt: skip
    await Session.create(
        account=account, token_hash=token_hash(TOKEN), created_at=NOW, expires_at=NOW + timedelta(days=3650)
    )
    request = await ServiceRequestRow.create(
        id=uuid4(), number="ALM-2026-000001", city=city, category_id="pothole", address="Abay 1", description="A hole",
        latitude=43.2, longitude=76.9, status="ACCEPTED", version=1, author=account, created_at=NOW, updated_at=NOW,
        tile_x=0, tile_y=0, search_text="abay",
    )  # fmt: skip
    return account.id, request.id, [one.id for one in organisations]


def _cases(account: UUID, request: UUID, organisations: list[UUID]) -> dict[str, tuple[Read, Read]]:
    """Return (by SQL, by model) for each kind of read."""

    async def session_by_model() -> Any:
        found = await Session.get_or_none(
            token_hash=token_hash(TOKEN), revoked_at=None, expires_at__gt=NOW
        ).prefetch_related("account")
        return found and (found.account.role, found.account.city_id, found.account.approved_at)

    async def names_by_model() -> list[tuple[UUID, str]]:
        return [(one.id, one.name) for one in await Organisation.filter(id__in=organisations).only("id", "name")]

    async def names_by_sql() -> list[tuple[UUID, str]]:
        found = await rows("SELECT id, name FROM organisation WHERE id = ANY($1)", organisations)
        return [(item["id"], item["name"]) for item in found]

    return {
        "two columns of one row": (
            lambda: row("SELECT role, city_id FROM account WHERE id = $1 AND erased_at IS NULL", account),
            lambda: Account.get_or_none(id=account, erased_at=None).only("role", "city_id"),
        ),
        "the same through values()": (
            lambda: row("SELECT role, city_id FROM account WHERE id = $1 AND erased_at IS NULL", account),
            lambda: Account.get_or_none(id=account, erased_at=None).values("role", "city_id"),
        ),
        "existence of a row": (
            lambda: row("SELECT 1 FROM account WHERE id = $1 AND city_id = $2", account, "almaty"),
            lambda: Account.exists(id=account, city_id="almaty"),
        ),
        "one account, all columns": (
            lambda: row("SELECT * FROM account WHERE id = $1", account),
            lambda: Account.get_or_none(id=account),
        ),
        "one request as a value": (
            lambda: service_request(request),
            lambda: ServiceRequestRow.get_or_none(id=request),
        ),
        "50 names by id": (names_by_sql, names_by_model),
        "session to viewer (join)": (lambda: viewer_of_token(TOKEN, NOW), session_by_model),
    }


async def _measure(read: Read) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    await read()
    return time.perf_counter() - wall, time.process_time() - cpu


async def _compare(name: str, sql: Read, model: Read) -> None:
    by_sql, by_model = [], []
    for _ in range(50):
        await sql()
        await model()
    for _ in range(READS):
        by_sql.append(await _measure(sql))
        by_model.append(await _measure(model))
    old, new = (
        [statistics.median(one) * 1e6 for one in zip(*measured, strict=True)] for measured in (by_sql, by_model)
    )
    print(
        f"{name:28} SQL {old[0]:6.0f} us ({old[1]:5.0f} CPU)   model {new[0]:6.0f} us ({new[1]:5.0f} CPU)"
        f"   {new[0] / old[0]:5.2f} x ({new[1] / old[1]:5.2f} x CPU)"
    )


async def main() -> None:
    """Measure all cases."""
    home = temporary_home()
    try:
        await _measure_all(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


async def _measure_all(home: Path) -> None:
    with embedded(home, valkey=False) as engines:
        assert engines.database_url is not None
        async with database(engines.database_url):
            await migrate(engines.database_url)
            for name, (sql, model) in _cases(*await _fill()).items():
                await _compare(name, sql, model)


if __name__ == "__main__":
    asyncio.run(main())
