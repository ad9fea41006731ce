"""The price and the budget of reads hold on every way to the server: HTTP, multipart, WebSocket, SSE, lists of SSE."""

import asyncio
import re
from hashlib import sha256

import httpx2
import pytest

from app.auth.fair_queue import Payer
from app.auth.limits import POINTS_BY_NETWORK
from app.auth.read_guard import MOST_POINTS
from app.errors import RateLimited
from app.web.graphql.refusal_pause import PAUSE_SECONDS
from schema.documents import DOCUMENTS
from schema.trusted import TrustedDocuments
from tests.documents import page_documents
from tests.integration.live.server import ROADS, served

MAP = "map(bbox: {west: 76, south: 43, east: 77, north: 44}, zoom: 9)"
MAPS = "{ %s }" % " ".join(f"m{number}: {MAP}" for number in range(20))  # noqa: UP031 - braces of GraphQL
ONE_MAP = f"{{ {MAP} }}"
SMALL = "{ pushPublicKey }"
TRUSTED = "query Key { pushPublicKey }"


def refusal(payload):
    (error,) = payload["errors"]
    return error["extensions"]


async def reads_until_refused(guard, payer, points):
    """Charge reads of this price until the budget is spent; return how many were admitted."""
    for number in range(100_000):
        try:
            await guard.charge(payer, points, points)
        except RateLimited:
            return number
    raise AssertionError("the budget has no end")


@pytest.mark.parametrize("road", ROADS)
async def test_operation_that_costs_too_much_is_refused(answer, road):
    """Twenty maps under twenty aliases: the refusal names the price and the limit."""
    refused = refusal(await answer(road, MAPS))

    assert (refused["code"], refused["field"], refused["limit"]) == ("INVALID_INPUT", "query", MOST_POINTS)
    assert refused["points"] > 20 * 1000
    assert "errors" not in await answer(road, ONE_MAP)


@pytest.mark.parametrize("road", ROADS)
async def test_spent_budget_of_a_network_refuses_until_the_next_minute(live, answer, road):
    """Whatever the network asks for; a signed-in account reads on, and all can read again a minute later."""
    guard, payer = live.application.reads, Payer("127.0.0.1")
    assert await reads_until_refused(guard, payer, 1000) < 2 * POINTS_BY_NETWORK.most / 1000

    refused = refusal(await answer(road, SMALL))
    token = await live.token(await live.test_app.person())

    assert refused["code"] == "RATE_LIMITED"
    assert 0 < refused["retryAfterSeconds"] <= 60
    assert "errors" not in await answer(road, SMALL, token)
    live.test_app.pass_time(minutes=1)
    assert "errors" not in await answer(road, SMALL)


@pytest.mark.parametrize("road", ROADS)
async def test_spent_budget_refuses_before_the_document_is_parsed(live, answer, road):
    """Parsing costs most of a refusal, so an attacker behind a spent budget could still keep the processor busy."""
    await answer(road, SMALL)
    await reads_until_refused(live.application.reads, Payer("127.0.0.1"), 1000)
    before = DOCUMENTS.reads

    assert refusal(await answer(road, "{ never: pushPublicKey }"))["code"] == "RATE_LIMITED"

    assert DOCUMENTS.reads == before


@pytest.mark.parametrize("road", [road for road in ROADS if road != "socket"])
async def test_refusal_by_a_limit_is_held_back(live, answer, held_refusals, road):
    """On every way by which each operation is a request of its own; a socket is read slowly instead."""
    await answer(road, SMALL)
    assert held_refusals == []
    await reads_until_refused(live.application.reads, Payer("127.0.0.1"), 1000)

    assert refusal(await answer(road, SMALL))["code"] == "RATE_LIMITED"

    assert held_refusals == [PAUSE_SECONDS]


async def test_list_of_twenty_operations_is_paid_twenty_times(live, listen):
    """One response of one request is no way around the budget."""
    before = live.application.reads.points["network"]

    stream = await listen([{"id": str(number), "query": ONE_MAP} for number in range(20)])
    for _ in range(20):
        await stream.next_message()

    assert live.application.reads.points["network"] - before > 20 * 1500


async def test_three_thousand_small_reads_of_one_network_are_not_all_served(live, answer):
    """The budget ends within a minute, and the refusals cost no round trip to Redis."""
    guard = live.application.reads
    await answer("post", SMALL)

    served_reads = 1 + await reads_until_refused(guard, Payer("127.0.0.1"), guard.points["network"])

    assert 1_000 < served_reads < 3_000


async def test_documents_of_the_page_are_cheaper(urls):
    """By hash and by text; the same read in words of one's own costs its whole price."""
    documents = TrustedDocuments({"0" * 64: TRUSTED})
    async with served(urls, documents=documents) as live:
        points = live.application.reads.points
        client = await live.connect()

        await client.run(TRUSTED, "trusted")
        trusted = points["network"]
        await client.run(TRUSTED + " ", "own")

    assert trusted == 3
    assert points["network"] - trusted == 50 + len(TRUSTED) // 20


async def test_two_hundred_readers_of_one_address_open_the_page(urls):
    """The documents that the page sends when it opens, on the clock of one minute: none is refused."""
    names = ("Start", "CityMap", "CityCounters", "RequestList")
    texts = {found[1]: text for text in page_documents() if (found := re.match(r"query (\w+)", text))}
    documents = TrustedDocuments({sha256(texts[name].encode()).hexdigest(): texts[name] for name in names})
    bbox, almaty = {"west": 76, "south": 43, "east": 77, "north": 44}, {"cityId": "almaty"}
    variables = {"CityMap": {"bbox": bbox, "zoom": 12, "filter": almaty}, "CityCounters": almaty}
    variables["RequestList"] = {"filter": almaty, "orderBy": "NEWEST", "first": 20}
    async with served(urls, documents=documents) as live, httpx2.AsyncClient(trust_env=False, timeout=60) as client:
        reads = live.application.reads

        async def opened(_):
            for name in names:
                body = {"query": texts[name], "variables": variables.get(name, {})}
                answer = (await client.post(f"http://127.0.0.1:{live.port}/graphql", json=body)).json()
                assert "errors" not in answer, (name, answer)

        await asyncio.gather(*map(opened, range(20)))
        of_twenty = reads.points["network"]
        # Nine times twenty more: what they read is charged at the price that the first twenty paid.
        for _ in range(9):
            await reads.charge(Payer("127.0.0.1"), 1, of_twenty)
        await asyncio.gather(*map(opened, range(20)))

        assert reads.refusals.total() == 0
        assert 20 * len(names) * 3 <= of_twenty < POINTS_BY_NETWORK.most / 20


async def test_metrics_say_what_reads_cost_and_what_was_refused(answer, http):
    """Points by payer, refusals by reason, and the slots of each class."""
    await answer("post", ONE_MAP)
    await answer("post", MAPS)

    found = dict(line.rsplit(" ", 1) for line in (await http.get("/metrics")).text.splitlines() if line[0] != "#")

    assert float(found['qala_read_points_total{payer="network"}']) > 1500
    assert float(found['qala_reads_refused_total{reason="price"}']) == 1
    assert float(found['qala_reads_refused_total{reason="budget"}']) == 0
    assert [float(found[f'qala_reads_waiting{{class="{name}"}}']) for name in ("heavy", "middle", "replay")] == [0] * 3
