"""A deploy: SIGTERM, a new process on the same port, and everybody comes back by themselves."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest

from tests.faults.scene import SCALE
from tests.faults.service import ROOT, until

pytestmark = [pytest.mark.faults, pytest.mark.node]
LONGEST_LINE = 1 << 24


@asynccontextmanager
async def npm_crowd(address, after, count):
    """Run so many graphql-ws clients; ends them with the block."""
    program = ["--experimental-websocket", str(ROOT / "tests" / "faults" / "crowd.mjs")]
    process = await asyncio.create_subprocess_exec(
        str(ROOT / "scripts" / "node"),
        "node",
        *program,
        f"ws://{address}/graphql",
        after,
        str(count),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
    )
    try:
        async with asyncio.timeout(120):
            assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_a_deploy_under_npm_clients(own_place):
    """Each is told 1012, comes back to the new process, and holds every event once and in order."""
    async with own_place() as place, place.scene("deploy", subscribers=20, orderly=True) as the:
        service, count = place.service, SCALE.npm_watchers
        async with npm_crowd(service.address, f"{the.epoch}:{the.begin}", count) as crowd:
            for _ in range(SCALE.rounds):
                assert await service.stop() == 0, service.said()
                the.pulled["deploy"] += 1
                await until(service.port_is_free, "the port is free for the new process")
                await service.start()
                await service.ready()
                await the.flow()
            await the.traffic.stop()
            expected = [position for position, _, _ in (await the.expected())["city:almaty"]]
            crowd.stdin.write(f"{expected[-1]}\n".encode())
            await crowd.stdin.drain()
            async with asyncio.timeout(120):
                told = json.loads(await crowd.stdout.readline())
        the.pulled["npm client"] += count
    assert told["failed"] == []
    assert told["positions"] == [expected]
    assert told["connections"] >= count * (1 + SCALE.rounds)
    assert set(told["closed"]) <= {"1012", "1006"}, told["closed"]
    assert told["closed"]["1012"] >= count * SCALE.rounds
