"""Clients of two services behind HAProxy and nginx, while workers and the proxy itself are restarted."""

import os
import signal
from contextlib import AsyncExitStack

import pytest

from tests.faults.proxies import HAProxy, Nginx
from tests.faults.scenario import SCALE
from tests.faults.service import Service

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("kind", [HAProxy, Nginx])
async def test_behind_a_proxy(own_deployment, tmp_path, kind):
    """A killed worker, a drained service and a restarted proxy: all clients reconnect and miss no event."""
    if kind.found() is None:
        pytest.skip(f"{kind.program} is not installed; on Debian: apt-get install {kind.package}")
    async with AsyncExitStack() as exits:
        deployment = await exits.enter_async_context(own_deployment(workers=1))
        (tmp_path / "other").mkdir()
        other = Service(tmp_path / "other", deployment.database_url, deployment.engines.redis_url, workers=1)
        exits.push_async_callback(other.clean_up)
        await other.start()
        await other.ready()
        proxy = kind(tmp_path, [deployment.service.address, other.address])
        await proxy.start()
        exits.push_async_callback(proxy.stop)
        async with deployment.scenario(f"behind {kind.program}", address=proxy.address) as scenario:
            for _ in range(SCALE.rounds):
                os.kill(*deployment.service.workers(), signal.SIGKILL)
                scenario.injected["kill -9 of the worker of one service"] += 1
                await scenario.run_commands()
                await deployment.service.ready()
                assert await other.stop() == 0, other.log_end()
                scenario.injected["SIGTERM of the other service"] += 1
                await scenario.run_commands()
                await other.start()
                await other.ready()
                await proxy.stop(signal.SIGKILL if kind is HAProxy else None)
                await proxy.start()
                scenario.injected[f"restart of {kind.program}"] += 1
                await scenario.run_commands()
        assert await other.stop() == 0, other.log_end()
        assert other.remaining() == set()
