"""Answers are compressed where they hold nothing secret, and nowhere else."""

import gzip
from typing import Any

import orjson
import pytest
from starlette.requests import Request
from starlette.responses import Response

from app.auth.sessions import COOKIE
from app.commands.requests.submission import submit
from app.domain.places.geo import TILE_BITS, tile_of
from app.web.http.compression import LEAST_BYTES, OFF_LOOP_BYTES, compress

PUBLIC = "{ cities { id name(locale: KK) timezone } categories { id name(locale: RU) } }"
OWN = "{ viewer { email } cities { id name(locale: KK) timezone } }"
LOGIN = 'mutation { login(email: "reader@example.kz", password: "қалаға сөз") { token viewer { email } } }'
REGISTER = "mutation($input: RegisterInput!) { register(input: $input) { token } }"
READER = {"name": "Aruzhan Serik", "email": "reader@example.kz", "password": "қалаға сөз", "role": "CITIZEN"}


async def sent(site, query: str, **headers: str) -> tuple[Any, bytes]:
    """Post a document; return the answer and its bytes as they were sent."""
    request = site.client.build_request("POST", "/graphql", json={"query": query}, headers=headers)
    answer = await site.client.send(request, stream=True)
    return answer, b"".join([part async for part in answer.aiter_raw()])


async def test_public_answer_is_compressed(site):
    """It has nothing that is not public."""
    answer, body = await sent(site, PUBLIC, **{"Accept-Encoding": "br, gzip"})

    assert (answer.status_code, answer.headers["content-encoding"]) == (200, "gzip")
    assert answer.headers["content-length"] == str(len(body))
    assert len(body) < len(gzip.decompress(body)) / 2
    assert len(orjson.loads(gzip.decompress(body))["data"]["cities"]) > 10


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "br", "*;q=0"])
async def test_client_without_gzip_gets_the_answer_as_it_is(site, accepted):
    """A client says what it can read."""
    answer, body = await sent(site, PUBLIC, **{"Accept-Encoding": accepted})

    assert "content-encoding" not in answer.headers
    assert len(orjson.loads(body)["data"]["cities"]) > 10


async def test_short_answer_is_not_compressed(site):
    """It would fit into one packet either way."""
    answer, body = await sent(site, "{ cursor }", **{"Accept-Encoding": "gzip"})

    assert "content-encoding" not in answer.headers
    assert len(body) < LEAST_BYTES


@pytest.mark.parametrize("by", ["cookie", "bearer", "a cookie that no session has"])
async def test_answer_to_a_session_is_never_compressed(site, by):
    """It may hold an address or a phone number beside a text that an attacker wrote into a request."""
    token = await site.token(await site.test_app.person())
    credentials = {
        "cookie": {"Cookie": f"{COOKIE}={token}"},
        "bearer": {"Authorization": f"Bearer {token}"},
        "a cookie that no session has": {"Cookie": f"{COOKIE}=forged"},
    }
    for query in (OWN, PUBLIC):
        answer, body = await sent(site, query, **{"Accept-Encoding": "gzip"}, **credentials[by])

        assert len(body) > LEAST_BYTES
        assert "content-encoding" not in answer.headers


async def test_answer_with_a_token_is_never_compressed(site, monkeypatch):
    """An answer to a sign-in holds a token beside the address that was sent, and its request has no session yet."""
    monkeypatch.setattr("app.web.http.compression.LEAST_BYTES", 1)
    await site.ask(REGISTER, {"input": READER})
    site.client.cookies.clear()
    read, _ = await sent(site, "{ cursor }", **{"Accept-Encoding": "gzip"})
    login, body = await sent(site, LOGIN, **{"Accept-Encoding": "gzip"})
    site.client.cookies.clear()

    assert read.headers["content-encoding"] == "gzip"
    assert orjson.loads(body)["data"]["login"]["token"]
    assert "content-encoding" not in login.headers


async def test_answer_of_a_cache_depends_on_the_coding(site):
    """A cache keeps the forms apart, and either is current by the same weak tag."""
    params, gzipped = {"query": PUBLIC}, {"Accept-Encoding": "gzip"}
    packed = await site.client.get("/graphql", params=params, headers=gzipped)
    plain = await site.client.get("/graphql", params=params, headers={"Accept-Encoding": "identity"})
    again = {**gzipped, "If-None-Match": packed.headers["etag"]}
    same = await site.client.get("/graphql", params=params, headers=again)

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json()
    assert packed.headers["etag"].startswith('W/"')
    assert packed.headers["etag"] == plain.headers["etag"] == same.headers["etag"]
    assert same.status_code == 304
    for answer in (packed, plain, same):
        assert "Accept-Encoding" in answer.headers["vary"]


async def test_tile_of_the_map_is_compressed_for_every_reader(site):
    """It is the same for all, whatever cookie comes with the request."""
    citizen = await site.test_app.person()
    for number in range(12):
        submission = site.test_app.submission(latitude=43.24 + number / 5000)
        await submit(site.test_app.context, citizen, submission)
    await site.test_app.settled()
    x, y = tile_of(43.24, 76.91)
    path = f"/map/almaty/18/{x >> (TILE_BITS - 18)}/{y >> (TILE_BITS - 18)}.json"
    wide = f"/map/almaty/12/{x >> (TILE_BITS - 12)}/{y >> (TILE_BITS - 12)}.json"

    for tile in (path, wide):
        answer = await site.client.get(tile, headers={"Accept-Encoding": "gzip"})
        long = len(answer.content) >= LEAST_BYTES

        assert answer.headers["vary"] == "Accept-Encoding"
        assert (answer.headers.get("content-encoding") == "gzip") == long


@pytest.mark.parametrize("length", [LEAST_BYTES, OFF_LOOP_BYTES + 1])
async def test_answers_of_every_length_are_whole(length):
    """Also those that are long enough to be compressed in a thread."""
    request = Request({"type": "http", "headers": [(b"accept-encoding", b"gzip")]})
    text = (b"\xd2\x9b\xd0\xb0\xd0\xbb\xd0\xb0 " * length)[:length]

    response = await compress(request, Response(text, headers={"ETag": 'W/"weak"'}))

    assert gzip.decompress(bytes(response.body)) == text
    assert response.headers["content-length"] == str(len(response.body))
    assert response.headers["etag"] == 'W/"weak"'
