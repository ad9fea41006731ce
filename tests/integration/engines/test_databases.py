"""A database that a test has used is as new for the next one; what cannot be made new is dropped."""

import asyncpg

from app.models.database import asyncpg_dsn
from tests.databases import Databases, name_of

_ROWS = """
    SELECT (SELECT count(*) FROM account) AS accounts,
        (SELECT array_agg(to_jsonb(city) ORDER BY id) FROM city) AS cities,
        (SELECT array_agg(format('%s %s', sequencename, last_value) ORDER BY sequencename) FROM pg_sequences) AS numbers
"""


async def used(databases: Databases, template: str, statement: str) -> tuple[str, asyncpg.Record]:
    """Run the statement on a borrowed database; return its address, and what it held before."""
    async with databases.borrowed(template) as url:
        connection = await asyncpg.connect(asyncpg_dsn(url))
        before = await connection.fetchrow(_ROWS)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
        assert before is not None
        return url, before


async def test_rows_seeds_and_sequences_are_those_of_the_template(admin, engine_urls):
    databases, template = Databases(admin, engine_urls, "again"), name_of(engine_urls.database_url)
    account = "INSERT INTO account (id, email, password_hash, name, role, locale, created_at)"

    first, before = await used(
        databases,
        template,
        f"{account} VALUES (gen_random_uuid(), 'a@example.kz', '-', 'A', 'CITIZEN', 'kk', now());"
        "UPDATE city SET name = '{}' WHERE id = 'almaty'; DELETE FROM city_counter;"
        "SELECT nextval('service_request_number'), nextval('tortoise_migrations_id_seq')",
    )
    second, after = await used(databases, template, "ALTER TABLE account ADD COLUMN of_a_test int")
    third, last = await used(databases, template, "SELECT 1")
    await databases.close()

    assert (first, before) == (second, after)
    assert third != second
    assert last == before


async def test_each_log_has_an_epoch_of_its_own(admin, engine_urls):
    databases, template = Databases(admin, engine_urls, "log"), name_of(engine_urls.database_url)
    epochs = []

    for _ in range(2):
        async with databases.borrowed(template) as url:
            connection = await asyncpg.connect(asyncpg_dsn(url))
            epochs.append(await connection.fetchval("SELECT epoch FROM log_state"))
            await connection.close()
    await databases.close()

    assert len(set(epochs)) == 2
    assert all(epochs)
