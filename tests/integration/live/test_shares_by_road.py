"""What networks hold of the live part, and what replays cost, on each way to the server that stays open."""

import asyncio
import json
from functools import partial

import pytest
from websockets.exceptions import InvalidStatus

from app.auth import limits
from app.auth.fair_queue import Payer
from app.live.live_limits import LiveLimits
from app.live.shares import RETRY_AFTER_SECONDS, Shares
from tests.integration.live.server import CITY_FEED, ROADS
from tests.integration.live.test_replay_prices import EVENTS, log
from tests.waiting import until

__all__ = ["log"]

STAYING = ("socket", "sse post", "sse get", "sse list")
NETWORK = "127.0.0.1"


def test_every_road_that_stays_is_in_the_table():
    """A new road is tried as well."""
    assert set(STAYING) == {road for road in ROADS if road.startswith(("socket", "sse"))}


@pytest.mark.parametrize("kind", [shares.kind for shares in LiveLimits()])
async def test_share_of_the_live_part_refuses_on_every_road_that_stays(live, kind, stays):
    """A network without its share is refused by handshake, by status or by the operation; an account has its own."""
    share = Shares(kind, kind, 1000, of_network=0, of_account=50)
    setattr(live.application.subscriptions.limits, kind, share)
    token = await live.token(await live.test_app.person())

    for road in STAYING:
        own = CITY_FEED.replace("Feed(", f"Feed{STAYING.index(road)}(", 1)
        narrowed = {"text": f"joined by no one but {road}"}
        assert await stays(road, own, filter=narrowed) == RETRY_AFTER_SECONDS, road
        assert await stays(road, own, filter=narrowed, token=token) is None, road
    assert share.refused == len(STAYING)


async def test_replay_is_paid_on_every_road_that_stays(live, log, stays):
    """Half of the events fit into what is left; the rest is refused with the seconds until the next minute."""
    guard = live.application.reads
    for road in STAYING:
        live.test_app.pass_time(minutes=1)
        granted = limits.POINTS_BY_NETWORK.most * 21 // 20 - EVENTS * 10
        for _ in range(granted // 1000):
            await guard.charge(Payer(NETWORK), 1, 1000)

        assert 0 < await stays(road, CITY_FEED, begins=False, after=log) <= 60, road


@pytest.fixture
def stays(live, listen):
    """Start a subscription on a road; return the seconds of its refusal, or None once it has begun."""

    async def socket_refusal(query, variables, token):
        client = await live.socket(token)
        await client.init()
        await client.subscribe("1", query, **variables)
        while (message := await client.message_of("1"))["type"] != "error":
            pass
        return message["payload"][0]["extensions"]["retryAfterSeconds"]

    async def stream_refusal(road, query, variables, token):
        headers = {"authorization": f"Bearer {token}"} if token else {}
        body = [{"id": "1", "query": query, "variables": variables}] if road == "sse list" else query
        opened = await listen(body, variables, get=road == "sse get", **headers)
        if hasattr(opened, "status_code"):
            assert opened.status_code == 429
            return int(opened.headers["Retry-After"])
        while event := await opened.event():
            data = json.loads(event.get("data") or "{}")
            if errors := (data.get("payload") or data).get("errors"):
                return errors[0]["extensions"]["retryAfterSeconds"]
        raise AssertionError("the stream has ended")

    async def start(road, query, *, token=None, begins=True, **variables):
        before = live.application.subscriptions.subscriber_count
        of_road = socket_refusal if road == "socket" else partial(stream_refusal, road)
        reading = asyncio.create_task(of_road(query, variables, token))
        await until(lambda: reading.done() or (begins and live.application.subscriptions.subscriber_count > before))
        if not reading.done():
            reading.cancel()
            return None
        try:
            return await reading
        except InvalidStatus as refused:
            return {429: int(refused.response.headers["Retry-After"])}[refused.response.status_code]

    return start
