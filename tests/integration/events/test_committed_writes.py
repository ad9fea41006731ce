"""Writes that are sent as text, together with the commit, arrive as they are, all or none."""

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.events.projections import write
from app.events.projections.arrays import array_text
from app.events.projections.write import Write, run_and_commit
from app.models.database import asyncpg_dsn

_INSERT = "INSERT INTO written SELECT $1::bigint, $2::text, $3::bytea, ARRAY(SELECT unnest($4::text::text[]))"
_NAMED = "UPDATE written SET n = n + $1 WHERE t = ANY($2)"
# PostgreSQL stores no zero byte in a text, and no half of a surrogate pair.
texts = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]))


@pytest.fixture
async def connections(urls):
    """The connection that writes, and another one."""
    both = [await asyncpg.connect(asyncpg_dsn(urls.database_url)) for _ in range(2)]
    await both[0].execute("CREATE TABLE written (n bigint, t text, b bytea, a text[])")
    yield both
    await both[0].execute("DROP TABLE written")
    for connection in both:
        await connection.close()


async def committed(connection, *writes):
    """Run them in a transaction of their own."""
    await connection.execute("BEGIN")
    try:
        await run_and_commit(connection, writes)
    except asyncpg.PostgresError:
        await connection.execute("ROLLBACK")
        raise


async def names(connection):
    """Return the prepared statements of these writes."""
    return await connection.fetch("SELECT name FROM pg_prepared_statements WHERE name LIKE 'fold%'")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(n=st.integers(-(2**63), 2**63 - 1), text=texts, data=st.binary(), array=st.lists(texts))
async def test_values_arrive_as_they_are(connections, n, text, data, array):
    """Quotes, backslashes, lines and everything else of a text; and the settings stay as they were."""
    connection, other = connections
    for conforming in ("on", "off"):
        await connection.execute(f"SET standard_conforming_strings = {conforming}")
        await committed(connection, Write(_INSERT, (n, text, data, array_text(array))))

        (found,) = await other.fetch("DELETE FROM written RETURNING *")
        assert tuple(found) == (n, text, data, array)
    assert await connection.fetchval("SHOW plan_cache_mode") == "auto"
    assert not connection.is_in_transaction()


async def test_names_are_passed_as_an_array(connections):
    """As the read models that a batch is folded into."""
    connection, other = connections
    for text in ("a'b", "c\\d", "e"):
        await committed(connection, Write(_INSERT, (1, text, b"", "{}")))

    await committed(connection, Write(_NAMED, (5, ["a'b", "c\\d", "x,y"])), Write(_INSERT, (2, "new", b"", "{}")))

    assert await other.fetchval("SELECT array_agg(n ORDER BY t) FROM written") == [6, 6, 1, 2]


async def test_failed_statement_leaves_nothing_and_can_be_repeated(connections):
    """Whether it failed the first time or later."""
    connection, other = connections
    divided = Write("INSERT INTO written (n) SELECT 1 / $1::bigint", (0,))
    inserted = Write(_INSERT, (1, "a", b"", "{}"))
    for _ in range(2):
        with pytest.raises(asyncpg.DivisionByZeroError):
            await committed(connection, inserted, divided)
        assert await other.fetchval("SELECT count(*) FROM written") == 0
        await committed(connection, inserted, divided._replace(values=(1,)))
        assert await other.fetchval("SELECT count(*) FROM written") == 2
        await connection.execute("DELETE FROM written")


async def test_plans_of_a_connection_are_bounded(connections, monkeypatch):
    """The oldest is dropped, and made again when it is needed."""
    monkeypatch.setattr(write, "_MOST_PREPARED", 3)
    connection, other = connections
    shapes = [Write(f"INSERT INTO written (n) SELECT {number} + $1::bigint", (1,)) for number in range(5)]
    for shape in [*shapes, *shapes]:
        await committed(connection, shape)

    assert len(await names(connection)) == 3
    assert await other.fetchval("SELECT sum(n) FROM written") == 2 * (1 + 2 + 3 + 4 + 5)
