"""Known holes of GraphQL servers, tried on our own transport: every limit holds on every road."""

import asyncio
import re

import pytest

from app.auth.limits import SIGN_IN_BY_ADDRESS
from app.live.close_codes import CloseCode
from app.live.shares import RETRY_AFTER_SECONDS
from app.live.socket_limits import SocketLimits
from schema.document_size import MAX_REPEATED
from schema.limits import MAX_ALIASES, MAX_DEPTH, MAX_ITEMS, MAX_TOKENS
from tests.integration.live.server import CITY_FEED, ROADS, served
from tests.waiting import until

QUERY = "{ cities { id } }"
STEP = "{ timeline(first: 1) { edges { node { serviceRequest "
TOO_LARGE = {
    "depth": ("{ serviceRequest(id: 1) " + STEP * 4 + "{ id }" + " } } } }" * 4 + " }", MAX_DEPTH),
    "aliases": ("{" + " ".join(f"a{number}: cities {{ id }}" for number in range(MAX_ALIASES + 1)) + "}", MAX_ALIASES),
    "items": (
        "{ serviceRequests(first: 100) { edges { node { timeline(first: 100) { edges { node { kind } } } } } } }",
        MAX_ITEMS,
    ),
    "tokens": ("{ cities { id " + "__typename " * MAX_TOKENS + "} }", MAX_TOKENS),
    "repetitions": ("{ cities { " + "id " * (MAX_REPEATED + 1) + "} }", MAX_REPEATED),
}
"""A document beyond each limit, and the limit that its refusal names."""
LOGIN = 'mutation { login(email: "%s@example.kz", password: "a wrong password") { token } }'
WRITING = ("post", "multipart", "socket", "sse post")


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("limit", TOO_LARGE)
async def test_limits_of_a_document_hold_on_every_road(answer, road, limit):
    """Mercurius CVE-2026-30241: a limit that holds over HTTP is no limit when a socket passes it."""
    query, named = TOO_LARGE[limit]

    refused = await answer(road, query)

    assert re.search(rf"\b{named:,}|{named}\b", refused["errors"][0]["message"])
    assert not refused.get("data")
    assert "errors" not in await answer(road, QUERY)


@pytest.mark.parametrize("road", WRITING)
async def test_sign_in_is_limited_on_every_road_that_writes(live, answer, road):
    """Wrong passwords count together, whichever road they took."""
    for number in range(SIGN_IN_BY_ADDRESS.most):
        (error,) = (await answer(WRITING[number % len(WRITING)], LOGIN % "guessed"))["errors"]
        assert error["extensions"]["code"] == "UNAUTHENTICATED"

    (error,) = (await answer(road, LOGIN % "guessed"))["errors"]

    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["extensions"]["retryAfterSeconds"] > 0


@pytest.mark.parametrize("road", [road for road in ROADS if road not in WRITING])
async def test_other_roads_do_not_write(live, answer, road):
    """A GET can be sent by a foreign page, and a list would carry many tries at once."""
    try:
        payload = await answer(road, LOGIN % "unwritten")
    except ValueError:
        payload = {"errors": ["not JSON: refused before GraphQL"]}

    assert payload["errors"]
    counters = f"qala:{live.application.epoch}:limit:sign-in*"
    assert [key async for key in live.application.redis.scan_iter(counters)] == []


async def test_operation_before_the_acknowledgement_closes_the_socket(live):
    """Strawberry GHSA-vpwc-v33q-mq89: nothing runs before connection_init was acknowledged, not even behind it."""
    silent, hasty = await live.socket(), await live.socket()

    await silent.subscribe("1", CITY_FEED)
    code, messages = await silent.ended()
    await asyncio.gather(
        hasty.subscribe("1", 'mutation { login(email: "a@example.kz", password: "x") { token } }'),
        hasty.send(type="connection_init"),
    )
    hasty_code, hasty_messages = await hasty.ended()

    assert (code, messages) == (CloseCode.UNAUTHORIZED, [])
    assert (hasty_code, hasty_messages) == (CloseCode.UNAUTHORIZED, [])
    assert len(live.application.subscriptions) == 0


async def test_rejected_token_runs_nothing(live):
    """A socket whose connection_init was refused has no acknowledged state to run operations in."""
    client = await live.socket()

    await client.send(type="connection_init", payload={"authorization": "Bearer wrong"})
    await client.subscribe("1", CITY_FEED)

    assert await client.ended() == (CloseCode.FORBIDDEN, [])
    assert len(live.application.subscriptions) == 0


async def test_operations_of_one_socket_are_bounded(urls):
    """Strawberry GHSA-hv3w-m4g2-5x77: a socket that starts operations on and on gets refusals, and nothing grows."""
    async with served(urls, limits=SocketLimits(max_operations=5)) as live:
        client = await live.connect()

        for number in range(40):
            await client.subscribe(str(number), CITY_FEED, filter={"text": f"text {number}"})
        refusals = [(await client.message_of(str(number)))["payload"][0]["extensions"] for number in range(5, 40)]

        await until(lambda: live.application.subscriptions.subscriber_count == 5)
        assert refusals == [{"code": "RATE_LIMITED", "retryAfterSeconds": RETRY_AFTER_SECONDS}] * 35
        assert len(live.application.subscriptions) == 5


async def test_finished_operations_give_their_slot_back(urls):
    """GHSA-m952-2w3f-6r8h: results, refusals, errors and completed subscriptions all free their place, by any order."""
    async with served(urls, limits=SocketLimits(max_operations=2)) as live:
        client = await live.connect()

        for number in range(12):
            match number % 4:
                case 0:
                    assert await client.run(QUERY, str(number))
                case 1:
                    await client.subscribe(str(number), "{ nonsense }")
                    assert (await client.message_of(str(number)))["type"] == "error"
                case 2:
                    await client.subscribe(str(number), CITY_FEED, after="another:1")
                    assert await client.refusal(str(number)) == "CURSOR_EXPIRED"
                case _:
                    await client.subscribe(str(number), CITY_FEED)
                    await client.send(type="complete", id=str(number))
        await client.synchronise()

        await until(lambda: live.application.subscriptions.subscriber_count == 0)
        assert [len(shares) for shares in live.application.subscriptions.limits] == [1, 0, 0, 0, 0]
        assert not live.application.subscriptions.limits.starting
