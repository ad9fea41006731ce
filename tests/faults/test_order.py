"""Transactions that commit in another order than their ids, and clocks that jump."""

from collections import Counter
from pathlib import Path

import asyncpg
import pytest

from app.models.database import asyncpg_dsn
from tests.faults.scenario import SCALE
from tests.faults.service import ROOT, until

pytestmark = pytest.mark.faults
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
DAY = 86_400
_STEP = """
    WITH stepped AS (UPDATE service_request SET version = version + 1 WHERE id = $1::uuid RETURNING id, version)
    INSERT INTO event (request_id, version, kind, from_status, at, city_id, note, topics, snapshot, salts, hash)
    SELECT stepped.id, stepped.version, 'COMMENTED', first.snapshot ->> 'status', now(), first.city_id, 'by hand',
        first.topics,
        jsonb_set(first.snapshot, '{version}', to_jsonb(stepped.version)), first.salts, first.hash
    FROM stepped JOIN event AS first ON first.request_id = stepped.id AND first.version = 1
    RETURNING id
"""


async def test_transactions_that_commit_in_the_reverse_order_of_their_ids(deployment):
    """The event with the smaller id commits later; it is not skipped but gets the later position."""
    async with deployment.scenario("reverse commits") as scenario:
        early, late = [await asyncpg.connect(asyncpg_dsn(deployment.database_url)) for _ in range(2)]
        for n in range(10 * SCALE.rounds):
            slow, quick = scenario.requests[n % 5], scenario.requests[(n + 1) % 5]
            transaction = late.transaction()
            await transaction.start()
            smaller = await late.fetchval(_STEP, slow)
            greater = await early.fetchval(_STEP, quick)
            assert smaller < greater

            async def position(event_id: int) -> int | None:
                return await early.fetchval("SELECT position FROM event WHERE id = $1", event_id)

            await until(lambda: position(greater), "the later id has its position")  # noqa: B023 - awaited here
            await transaction.commit()
            await until(lambda: position(smaller), "the earlier id has its position")  # noqa: B023 - as above
            assert await position(smaller) > await position(greater)
            scenario.injected["pair committed in reverse"] += 1
        await early.close()
        await late.close()
        await scenario.run_commands()


@pytest.mark.parametrize("way", ["our clock", "libfaketime"])
async def test_the_clock_jumps(own_deployment, tmp_path, way):
    """The clock jumps days ahead, then behind the start: events keep their order, and a deadline fires once."""
    offset = tmp_path / "offset"
    offset.write_text("+0")
    if way == "our clock":
        environment = {"FAULTS_CLOCK": str(offset), "PYTHONPATH": f"{Path(__file__).with_name('jump')}:{ROOT}"}
    else:
        if FAKETIME is None:
            pytest.skip("libfaketime is not installed; on Debian: apt-get install faketime")
        environment = {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(offset), "FAKETIME_NO_CACHE": "1"}
        environment |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    async with own_deployment(**environment) as deployment, deployment.scenario(f"clock jumps, {way}") as scenario:
        connection = await asyncpg.connect(asyncpg_dsn(deployment.database_url))

        async def met() -> bool:
            found = await connection.fetchval("SELECT count(*) FROM event WHERE kind LIKE 'DEADLINE%'")
            return found >= len(scenario.requests)

        for seconds in (9 * DAY, -3600, 2 * 3600, 0) * SCALE.rounds:
            (tmp_path / "next").write_text(f"{seconds:+}")
            (tmp_path / "next").replace(offset)  # so that half a number is never read
            scenario.injected[f"jump to {seconds:+} s"] += 1
            await scenario.run_commands()
            if seconds == 9 * DAY:
                await until(met, "the deadlines of all requests have passed")
        fired = await connection.fetch("SELECT request_id, version, kind FROM event WHERE kind LIKE 'DEADLINE%'")
        span = await connection.fetchval("SELECT extract(epoch FROM max(at) - min(at)) FROM event")
        await connection.close()
        assert span > 9 * DAY, "the clock of the service did not jump"
        once = Counter((found["request_id"], found["kind"]) for found in fired)
        assert len(once) >= len(scenario.requests), "no deadline was met"
        assert set(once.values()) == {1}
