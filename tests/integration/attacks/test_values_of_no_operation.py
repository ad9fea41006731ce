"""Null characters and numbers that are not finite: refused by name over every transport, before anything runs."""

import json

import pytest

from tests.graphql_client import SseStream
from tests.integration.live.conftest import http, live

__all__ = ["http", "live"]

ORGANISATIONS = "query($cityId: ID!) { organisations(cityId: $cityId) { id } }"
STATISTICS = "query($bbox: BoundingBoxInput!) { map(bbox: $bbox, zoom: 4) }"
FEED = "subscription($cityId: ID!) { cityFeed(cityId: $cityId) { kind } }"
BAD = [
    (ORGANISATIONS, '{"cityId": "almaty\\u0000"}', "cityId"),
    (STATISTICS, '{"bbox": {"west": NaN, "south": 1, "east": 2, "north": 2}}', "bbox.west"),
    (STATISTICS, '{"bbox": {"west": 1, "south": 1, "east": 2, "north": 1e400}}', "bbox.north"),
    (STATISTICS, '{"bbox": {"west": -Infinity, "south": 1, "east": 2, "north": 2}}', "bbox.west"),
]


def body(query, variables):
    """A request as such clients write it: the variables are no JSON."""
    return f'{{"query": {json.dumps(query)}, "variables": {variables}}}'


@pytest.mark.parametrize(("query", "variables", "field"), BAD)
async def test_over_http(site, query, variables, field):
    """By POST, by GET, and in the operations of a multipart request."""
    wanted = {"code": "INVALID_INPUT", "field": field}
    kind = {"content-type": "application/json"}
    given = {"query": query, "variables": variables}
    parts = {"operations": (None, body(query, variables)), "map": (None, "{}")}
    for answer in (
        await site.client.post("/graphql", content=body(query, variables), headers=kind),
        await site.client.get("/graphql", params=given),
        await site.client.post("/graphql", files=parts, headers={"X-Requested-With": "qala"}),
        await site.client.get("/graphql/stream", params=given, headers={"accept": "text/event-stream"}),
        await site.client.post("/graphql/stream", content=body(query, variables), headers=kind),
    ):
        (error,) = answer.json()["errors"]
        assert error["extensions"] == wanted


@pytest.mark.parametrize(("query", "variables", "field"), [*BAD, (FEED, '{"cityId": "\\u0000"}', "cityId")])
async def test_over_a_socket(live, query, variables, field):
    """The operation is refused; the socket and its other operations go on."""
    client = await live.connect()

    await client.socket.send(f'{{"type": "subscribe", "id": "1", "payload": {body(query, variables)}}}')

    message = await client.message_of("1")
    errors = message["payload"]
    assert message["type"] == "error"
    assert [error["extensions"] for error in errors] == [{"code": "INVALID_INPUT", "field": field}]
    assert "cursor" in await client.run("{ cursor }", "2")


async def test_one_of_several_operations_of_a_stream(live, http):
    """Each operation has its own answer."""
    operations = f'[{{"id": "a", {body(*BAD[1][:2])[1:]}, {{"id": "b", {body("{ cursor }", "null")[1:]}]'
    headers = {"content-type": "application/json", "accept": "text/event-stream"}

    async with http.stream("POST", "/graphql/stream", content=operations, headers=headers) as response:
        stream = SseStream(response)
        await stream.event()
        messages = [await stream.next_message() for _ in range(4)]

    answers = {name: payload for kind, name, payload in messages if kind == "next"}
    assert answers["a"]["errors"][0]["extensions"] == {"code": "INVALID_INPUT", "field": "bbox.west"}
    assert "cursor" in answers["b"]["data"]


async def test_a_push_subscription_and_a_photo_of_no_name(site):
    """Addresses of photos and arguments that only compare are judged like the others."""
    token = await site.token(await site.test_app.person())
    remove = 'mutation { removePushSubscription(endpoint: "https://push.example/\\u0000") }'

    assert await site.refusal(remove, token=token) == {"code": "INVALID_INPUT", "field": "endpoint"}
    assert (await site.client.get("/photos/%00")).status_code == 404
    assert (await site.client.get("/verdict/confirm/%00")).status_code == 404
