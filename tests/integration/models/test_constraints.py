"""The constraints of the database: they all exist, and they refuse bad rows."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app import models
from app.cli.engines import EngineUrls
from app.models.database import asyncpg_dsn

WRITTEN = [import_module(f"migrations.{path.stem}") for path in sorted(Path("migrations").glob("0*.py"))]
DROPPED = {name for migration in WRITTEN for name in getattr(migration, "DROPPED", ())}
"""Indexes that a later migration drops while their table is written."""
RULES = " ".join(statement for migration in WRITTEN for statement in getattr(migration, "UP", ()))
NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
AUTHOR, EXECUTOR = UUID(int=1), UUID(int=2)
REQUEST, OTHER = UUID(int=3), UUID(int=4)
MODELS = [getattr(models, name) for name in models.__all__ if name[0].isupper()]

ACCOUNT = {"id": AUTHOR, "email": "a@b.kz", "password_hash": "-", "name": "A", "role": "CITIZEN", "locale": "KK"}
SERVICE_REQUEST = {
    "id": REQUEST,
    "number": "ALM-1",
    "city_id": "almaty",
    "category_id": "pothole",
    "address": "-",
    "description": "-",
    "latitude": 43.2,
    "longitude": 76.9,
    "status": "ACCEPTED",
    "version": 1,
    "author_id": AUTHOR,
    "executor_id": None,
    "created_at": NOW,
    "updated_at": NOW,
    "held_at": None,
    "rating": None,
    "merged_into": None,
    "search_text": "-",
    "tile_x": 1,
    "tile_y": 1,
    "source": None,
    "external_id": None,
}
EVENT = {
    "request_id": REQUEST,
    "version": 1,
    "position": 1,
    "kind": "SUBMITTED",
    "at": NOW,
    "city_id": "almaty",
    "topics": [],
    "snapshot": "{}",
    "salts": bytes(64),
    "hash": bytes(32),
}
SESSION = {"id": UUID(int=9), "token_hash": "x", "account_id": AUTHOR, "created_at": NOW, "expires_at": NOW}


@pytest.fixture
async def table(engine_urls: EngineUrls) -> AsyncIterator["Table"]:
    """Tables with one request in them, whose author and executor are known; all of it is forgotten afterwards."""
    connection = await asyncpg.connect(asyncpg_dsn(engine_urls.database_url))
    change = connection.transaction()
    await change.start()
    try:
        filled = Table(connection)
        await filled.put("account", ACCOUNT, created_at=NOW)
        await filled.put(
            "account", ACCOUNT, id=EXECUTOR, email="e@b.kz", role="EXECUTOR", city_id="almaty", created_at=NOW
        )
        await filled.put("service_request", SERVICE_REQUEST)
        yield filled
    finally:
        await change.rollback()
        await connection.close()


class Table:
    """Puts rows."""

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self.connection = connection

    async def put(self, table: str, row: dict[str, Any], **changes: Any) -> None:
        """Insert the row with these changes; nothing checks it but the database."""
        values = {"user_agent": "", **row, **changes} if table == "session" else {**row, **changes}
        names = ", ".join(values)
        marks = ", ".join(f"${n + 1}" for n in range(len(values)))
        await self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", *values.values())


async def test_every_rule_of_the_migration_is_in_the_database(table):
    """Each check, sequence and index that the migration names stands in the catalogue, as it was written."""
    checks = re.findall(r"ADD CONSTRAINT (\w+) CHECK", RULES)
    wanted = re.findall(
        r"CREATE (UNIQUE )?INDEX (\w+) ON (\w+)([^;]*?)(?=CREATE|ALTER|DROP|UPDATE|INSERT|DELETE|$)", RULES
    )
    present = {
        item["indexname"]: item["indexdef"]
        for item in await table.connection.fetch("SELECT * FROM pg_indexes WHERE schemaname = 'public'")
    }
    valid = await table.connection.fetch(
        "SELECT conname FROM pg_constraint WHERE contype = 'c' AND convalidated AND conrelid <> 0"
    )
    sequences = await table.connection.fetch("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")

    assert len(checks) >= 13
    assert set(checks) == {item["conname"] for item in valid}
    assert "service_request_number" in {item["sequencename"] for item in sequences}
    assert len(wanted) >= 8
    assert set(present).isdisjoint(DROPPED)
    for unique, name, on, rest in wanted:
        if name in DROPPED:
            continue
        assert re.search(rf" ON (ONLY )?public\.{on} ", present[name])
        assert bool(unique) == ("UNIQUE" in present[name])
        assert ("WHERE" in rest) == ("WHERE" in present[name])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
async def test_every_key_and_index_of_the_models_is_in_the_database(table, model):
    """Unique fields, unique pairs and plain indexes exist with exactly these columns in this order."""
    meta = model._meta
    found = await table.connection.fetch(
        "SELECT i.indisunique AS is_unique, i.indisvalid AS is_valid, i.indpred IS NULL AS whole,"
        " array_agg(a.attname::text ORDER BY k.place) AS columns"
        " FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)"
        " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum"
        " WHERE i.indrelid = $1::text::regclass GROUP BY i.indexrelid, i.indisunique, i.indisvalid, i.indpred",
        meta.db_table,
    )
    unique = {tuple(item["columns"]) for item in found if item["is_unique"] and item["is_valid"] and item["whole"]}
    plain = {tuple(item["columns"]) for item in found if item["is_valid"] and item["whole"]}

    singles = {(column,) for name, column in meta.fields_db_projection.items() if meta.fields_map[name].unique}
    assert {(meta.pk_attr,), *singles, *map(tuple, meta.unique_together)} <= unique
    assert {tuple(fields) for fields in meta.indexes} <= plain


BAD_REQUESTS = {
    "service_request_version": {"version": 0},
    "service_request_place": {"latitude": 90.1},
    "service_request_place east": {"longitude": 180.1},
    "service_request_place nan": {"latitude": float("nan")},
    "service_request_rating low": {"rating": 0},
    "service_request_rating high": {"rating": 6},
    "service_request_status": {"status": "LOST"},
    "service_request_held": {"held_at": NOW},
    "service_request_held without": {"status": "ON_HOLD", "executor_id": EXECUTOR},
    "service_request_merged": {"merged_into": OTHER},
    "service_request_merged without": {"status": "MERGED"},
    "service_request_merged itself": {"status": "MERGED", "merged_into": UUID(int=5)},
    "service_request_started": {"status": "IN_PROGRESS"},
    "service_request_started hold": {"status": "ON_HOLD", "held_at": NOW},
}


@pytest.mark.parametrize("case", BAD_REQUESTS)
async def test_a_bad_service_request_is_refused(table, case):
    """The check that the case is named after refuses the row."""
    bad = {"id": UUID(int=5), "number": "ALM-5", **BAD_REQUESTS[case]}

    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await table.put("service_request", SERVICE_REQUEST, **bad)

    assert refused.value.constraint_name == case.split()[0]


@pytest.mark.parametrize(
    ("name", "to", "row", "changes"),
    [
        ("event_version", "event", EVENT, {"version": 0}),
        ("event_position", "event", EVENT, {"position": 0}),
        ("account_email", "account", ACCOUNT, {"id": OTHER, "email": "Big@b.kz", "created_at": NOW}),
        ("account_email", "account", ACCOUNT, {"id": OTHER, "email": "nobody", "created_at": NOW}),
        ("account_email", "account", ACCOUNT, {"id": OTHER, "email": "@b.kz", "created_at": NOW}),
        ("account_city", "account", ACCOUNT, {"id": OTHER, "email": "o@b.kz", "role": "AKIMAT", "created_at": NOW}),
        ("account_city", "account", ACCOUNT, {"id": OTHER, "email": "o@b.kz", "role": "EXECUTOR", "created_at": NOW}),
        ("city_counter_count", "city_counter", {"city_id": "almaty", "status": "DONE", "count": -1}, {}),
        ("log_state_single", "log_state", {"id": 2, "epoch": "x", "head": 0, "seal": bytes(32)}, {}),
        ("log_state_seal", "log_state", {"id": 2, "epoch": "x", "head": 0, "seal": b"short"}, {}),
        ("event_hash", "event", EVENT, {"hash": b"short"}),
        ("event_hash", "event", EVENT, {"salts": bytes(63)}),
    ],
)
async def test_other_bad_rows_are_refused(table, name, to, row, changes):
    """Positions and versions begin at 1, addresses are lower-cased, staff has a city, counts never fall below zero."""
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await table.put(to, row, **changes)

    assert refused.value.constraint_name == name


async def test_the_log_never_goes_below_its_beginning(table):
    """The one row of the log is there from the start, at head 0, with an epoch of its own, and cannot be negative."""
    state = await table.connection.fetchrow("SELECT * FROM log_state")

    assert (state["id"], state["head"], len(state["epoch"])) == (1, 0, 12)
    with pytest.raises(asyncpg.CheckViolationError):
        await table.connection.execute("UPDATE log_state SET head = -1")


@pytest.mark.parametrize(
    ("to", "row", "changes"),
    [
        ("account", ACCOUNT, {"id": OTHER, "created_at": NOW}),
        ("service_request", SERVICE_REQUEST, {"id": OTHER}),
        ("service_request", SERVICE_REQUEST, {"id": OTHER, "number": "N2", "source": "s", "external_id": "1"}),
        ("event", EVENT, {"position": None}),
        ("event", EVENT, {"version": 2}),
        ("session", SESSION, {"id": OTHER}),
        ("email_token", {k: v for k, v in SESSION.items() if k != "id"}, {"id": OTHER}),
        ("follow", {"account_id": AUTHOR, "request_id": REQUEST, "created_at": NOW}, {}),
        ("notification", {"account_id": AUTHOR, "position": 1}, {}),
        ("city_counter", {"city_id": "almaty", "status": "DONE", "count": 1}, {}),
    ],
)
async def test_what_must_be_one_of_a_kind_is(table, to, row, changes):
    """The same address, number, version, position, token, pair or imported case cannot be there twice."""
    first = {"id": UUID(int=77)} if to == "email_token" else {}
    if to == "service_request" and "source" in changes:
        first = {"id": UUID(int=88), "number": "N1", "source": "s", "external_id": "1"}
    if (to, first) not in [("account", {}), ("service_request", {})]:
        await table.put(to, row, **first)

    with pytest.raises(asyncpg.UniqueViolationError):
        await table.put(to, row, **changes)


async def test_imported_cases_without_a_source_do_not_stand_in_each_others_way(table):
    """Requests born here have no source; any number of them may have no external id."""
    await table.put("service_request", SERVICE_REQUEST, id=OTHER, number="ALM-2")

    assert await table.connection.fetchval("SELECT count(*) FROM service_request") == 2


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM city WHERE id = 'almaty'",
        "DELETE FROM category WHERE id = 'pothole'",
        "DELETE FROM account",
        "UPDATE service_request SET executor_id = '00000000-0000-0000-0000-0000000000ff'",
        "UPDATE service_request SET city_id = 'atlantis'",
    ],
)
async def test_nothing_is_left_pointing_nowhere(table, sql):
    """Cities, categories and people stay while requests name them, and only known ones can be named."""
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await table.connection.execute(sql)
