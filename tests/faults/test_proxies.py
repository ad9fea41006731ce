"""The crowd behind HAProxy and nginx, with two services behind those; workers and the proxy itself go and come."""

import os
import signal
from contextlib import AsyncExitStack

import pytest

from tests.faults.proxies import HAProxy, Nginx
from tests.faults.scene import SCALE
from tests.faults.service import Service

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("kind", [HAProxy, Nginx])
async def test_behind_a_proxy(own_place, tmp_path, kind):
    """A killed worker, a drained service and a restarted proxy: all come back through it and miss nothing."""
    if kind.found() is None:
        pytest.skip(f"{kind.program} is not installed; on Debian: apt-get install {kind.package}")
    async with AsyncExitStack() as exits:
        place = await exits.enter_async_context(own_place(workers=1))
        (tmp_path / "other").mkdir()
        other = Service(tmp_path / "other", place.database_url, place.engines.redis_url, workers=1)
        exits.push_async_callback(other.clean_up)
        await other.start()
        await other.ready()
        proxy = kind(tmp_path, [place.service.address, other.address])
        await proxy.start()
        exits.push_async_callback(proxy.stop)
        async with place.scene(f"behind {kind.program}", address=proxy.address) as the:
            for _ in range(SCALE.rounds):
                os.kill(*place.service.workers(), signal.SIGKILL)
                the.pulled["kill -9 of the worker of one service"] += 1
                await the.flow()
                await place.service.ready()
                assert await other.stop() == 0, other.said()
                the.pulled["SIGTERM of the other service"] += 1
                await the.flow()
                await other.start()
                await other.ready()
                await proxy.stop(signal.SIGKILL if kind is HAProxy else None)
                await proxy.start()
                the.pulled[f"restart of {kind.program}"] += 1
                await the.flow()
        assert await other.stop() == 0, other.said()
        assert other.left() == set()
