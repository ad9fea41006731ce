"""A deploy: SIGTERM, a new process on the same port, and all clients reconnect."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest

from tests.faults.scenario import SCALE
from tests.faults.service import ROOT, until

pytestmark = [pytest.mark.faults, pytest.mark.node]
LONGEST_LINE = 1 << 24


@asynccontextmanager
async def npm_clients(address, after, count):
    """Run so many graphql-ws clients until the block ends."""
    program = ["--experimental-websocket", str(ROOT / "tests" / "faults" / "client_pool.mjs")]
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


async def test_a_deploy_under_npm_clients(own_deployment):
    """Each client gets 1012, reconnects to the new process, and has every event once and in order."""
    async with own_deployment() as deployment, deployment.scenario("deploy", subscribers=20, orderly=True) as scenario:
        service, count = deployment.service, SCALE.npm_watchers
        async with npm_clients(service.address, f"{scenario.epoch}:{scenario.begin}", count) as clients:
            for _ in range(SCALE.rounds):
                assert await service.stop() == 0, service.log_end()
                scenario.injected["deploy"] += 1
                await until(service.port_is_free, "the port is free for the new process")
                await service.start()
                await service.ready()
                await scenario.run_commands()
            await scenario.load.stop()
            expected = [position for position, _, _ in (await scenario.expected())["city:almaty"]]
            clients.stdin.write(f"{expected[-1]}\n".encode())
            await clients.stdin.drain()
            async with asyncio.timeout(120):
                report = json.loads(await clients.stdout.readline())
        scenario.injected["npm client"] += count
    assert report["failed"] == []
    assert report["positions"] == [expected]
    assert report["connections"] >= count * (1 + SCALE.rounds)
    assert set(report["closed"]) <= {"1012", "1006"}, report["closed"]
    assert report["closed"]["1012"] >= count * SCALE.rounds
