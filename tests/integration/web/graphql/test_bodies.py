"""Requests with files: within limits, in time, and never from a foreign page."""

import asyncio
import json
import os
import socket
from pathlib import Path

import pytest

from app.domain.photos.photo import MAX_PHOTO_BYTES, MAX_PHOTOS
from app.web.graphql.bodies import MAX_UPLOAD_BYTES, BodyGuard
from tests.integration.live.server import served
from tests.waiting import PATIENCE_SECONDS

OURS = {"X-Requested-With": "qala"}
START = 'mutation($photos: [Upload!]) { startWork(id: "x", photos: $photos) { id } }'
QUERY = "query($photos: [Upload!]) { cursor }"


def _parts(files, *, query=QUERY, operations=None, file_map=None):
    """The parts of a GraphQL multipart request."""
    variables = {"photos": [None] * len(files)}
    return {
        "data": {
            "operations": operations or json.dumps({"query": query, "variables": variables}),
            "map": file_map or json.dumps({str(n): [f"variables.photos.{n}"] for n in range(len(files))}),
        },
        "files": {str(n): (f"{n}.jpg", data, "image/jpeg") for n, data in enumerate(files)},
    }


async def _send(site, files, headers=OURS, **parts):
    """Send files as a person that is signed in."""
    if "Authorization" not in site.client.headers:
        token = await site.token(await site.test_app.person())
        site.client.headers["Authorization"] = f"Bearer {token}"
    return await site.client.post("/graphql", headers=headers, **_parts(files, **parts))


def _code(answer):
    (error,) = answer.json()["errors"]
    return error["extensions"]["code"]


async def test_files_reach_the_resolver(site):
    """By multipart, with either header that no foreign page can add."""
    for name in ("X-Requested-With", "GraphQL-Require-Preflight"):
        answer = await _send(site, [b"1", b"2"], {name: "1"}, query=START)

        assert answer.status_code == 200
        assert answer.json()["errors"][0]["path"] == ["startWork"]


@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": ""}, {"Origin": "https://evil.example"}])
async def test_foreign_page_cannot_send_files(site, headers):
    """400 before anything is read, whatever cookie came along."""
    answer = await _send(site, [b"1"], headers)

    assert answer.status_code == 400
    assert _code(answer) == "PREFLIGHT_REQUIRED"
    assert "GraphQL-Require-Preflight" in answer.json()["errors"][0]["message"]


async def test_missing_header_is_refused_before_the_body():
    """Not a byte of it is read."""
    async with _guarded([], {"content-type": "Multipart/Form-Data; boundary=x"}) as answer:
        assert (answer.status, answer.read) == (400, 0)


class _Answer:
    status = 0
    read = 0
    body = b""
    reached = False

    def __init__(self, chunks, headers, seconds, silence, grace=30.0):
        self._chunks, self._headers, self._limits = list(chunks), headers, (seconds, silence, grace)

    async def __aenter__(self):
        async def app(scope, receive, send):
            self.reached = True
            while (await receive()).get("more_body"):
                pass

        seconds, silence, grace = self._limits
        guard = BodyGuard(app, seconds=seconds, silence_seconds=silence, grace_seconds=grace)
        headers = [(name.encode(), value.encode()) for name, value in self._headers.items()]
        await guard(
            {"type": "http", "method": "POST", "path": "/graphql", "headers": headers}, self._receive, self._send
        )
        return self

    async def __aexit__(self, *_):
        return None

    async def _receive(self):
        if not self._chunks:
            await asyncio.Event().wait()
        self.read += 1
        return {"type": "http.request", "body": self._chunks.pop(0), "more_body": True}

    async def _send(self, message):
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")


def _guarded(chunks, headers, *, seconds=30.0, silence=30.0):
    """What becomes of a body that comes in these chunks and never ends."""
    return _Answer(chunks, headers, seconds, silence)


MULTIPART = {"content-type": "multipart/form-data; boundary=x", "x-requested-with": "qala"}
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(("kind", "limit"), [(MULTIPART, MAX_UPLOAD_BYTES), (JSON, 256 * 1024)], ids=["files", "JSON"])
async def test_body_with_a_too_large_length_is_not_read(kind, limit):
    """413 by the header alone, naming the limit."""
    async with _guarded([], {**kind, "content-length": str(limit + 1)}) as answer:
        (error,) = json.loads(answer.body)["errors"]

    assert (answer.status, answer.read, answer.reached) == (413, 0, False)
    assert error["extensions"] == {"code": "TOO_LARGE", "limitBytes": limit}
    assert str(limit) in error["message"]


@pytest.mark.parametrize(("kind", "limit"), [(MULTIPART, MAX_UPLOAD_BYTES), (JSON, 256 * 1024)], ids=["files", "JSON"])
async def test_body_is_not_read_beyond_its_limit(kind, limit):
    """413 with the first byte too many, whatever the header said."""
    chunk = b"x" * (limit // 4)
    for claim in ({}, {"content-length": "5"}):
        async with _guarded([chunk] * 10, {**kind, **claim}) as answer:
            assert (answer.status, answer.read) == (413, 5)


@pytest.mark.parametrize("limits", [{"seconds": 0.05}, {"silence": 0.05}], ids=["whole", "silence"])
async def test_body_without_data_times_out(limits):
    """408: a client that never ends its request keeps nothing of ours."""
    async with _guarded([b"x", b"x"], MULTIPART, **limits) as answer:
        assert (answer.status, answer.read) == (408, 2)
        assert json.loads(answer.body)["errors"][0]["extensions"]["code"] == "TOO_SLOW"


async def test_body_that_arrives_too_slowly_times_out():
    """Byte after byte does not make the time longer."""

    class Drip(_Answer):
        async def _receive(self):
            await asyncio.sleep(0.01)
            self.read += 1
            return {"type": "http.request", "body": b"x", "more_body": True}

    async with Drip([], MULTIPART, 0.2, 30.0) as answer:
        assert answer.status == 408
        assert answer.read < 40


async def test_body_below_the_least_rate_times_out(monkeypatch):
    """It goes on sending, and the time for the whole is not over; one that is fast enough is read on."""
    monkeypatch.setattr("app.web.graphql.bodies.MIN_BYTES_PER_SECOND", 10_000)

    class Steady(_Answer):
        async def _receive(self):
            await asyncio.sleep(0.01)
            self.read += 1
            last = self.read == 50
            return {"type": "http.request", "body": b"x" * self.piece, "more_body": not last}

    slow, fast = Steady([], MULTIPART, 30.0, 30.0, 0.1), Steady([], MULTIPART, 30.0, 30.0, 0.1)
    slow.piece, fast.piece = 10, 10_000
    async with slow, fast:
        assert (slow.status, fast.status) == (408, 0)
        assert slow.read < 50
        assert fast.read == 50


async def test_too_many_files_are_refused(site):
    """400, and how many there may be."""
    answer = await _send(site, [b"x"] * (MAX_PHOTOS + 1))

    assert answer.status_code == 400
    assert _code(answer) == "INVALID_INPUT"
    assert str(MAX_PHOTOS) in answer.json()["errors"][0]["message"]


async def test_a_file_that_is_too_large_is_refused(site):
    """413, and which one."""
    answer = await _send(site, [b"x", b"x" * (MAX_PHOTO_BYTES + 1)])

    assert answer.status_code == 413
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "TOO_LARGE", "field": "photos", "limitBytes": MAX_PHOTO_BYTES}
    assert "1.jpg" in error["message"]


async def test_a_field_that_is_too_large_is_refused(site):
    """Fields are as long as a query may be."""
    answer = await _send(site, [b"x"], operations=json.dumps({"query": QUERY, "pad": "x" * 256 * 1024}))

    assert (answer.status_code, _code(answer)) == (400, "INVALID_INPUT")


BROKEN_MAPS = [
    "{",
    "[]",
    "5",
    '{"0": 5}',
    '{"0": [5]}',
    '{"0": ["query.0"]}',
    '{"0": ["variables.other.0"]}',
    '{"0": ["variables.photos.7"]}',
    '{"0": ["variables.photos.x"]}',
    '{"9": ["variables.photos.0"]}',
    '{"operations": ["variables.photos.0"]}',
]


@pytest.mark.parametrize("file_map", BROKEN_MAPS)
async def test_map_to_unknown_variables_is_refused_with_400(site, file_map):
    """400 in words, never a failure of ours."""
    answer = await _send(site, [b"x"], file_map=file_map)

    assert answer.status_code == 400
    assert _code(answer) == "INVALID_INPUT"


@pytest.mark.parametrize("operations", ["", "5", "null", "[]", "{", '"x"', '{"query": 5}', '{"variables": 5}'])
async def test_malformed_operations_field_is_refused_with_400(site, operations):
    """The same."""
    answer = await _send(site, [b"x"], operations=operations or " ")

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body",
    [b"", b"--x", b"--x\r\n\r\n\r\n--x--", b"no multipart at all", b"--x\r\nContent-Disposition: form-data\r\n\r\n"],
)
async def test_malformed_multipart_is_refused_with_400(site, body):
    """400 in the shape of GraphQL."""
    token = await site.token(await site.test_app.person())
    headers = {**OURS, "content-type": "multipart/form-data; boundary=x", "authorization": f"Bearer {token}"}

    answer = await site.client.post("/graphql", content=body, headers=headers)

    assert (answer.status_code, _code(answer)) == (400, "INVALID_INPUT")
    without = await site.client.post(
        "/graphql", content=body, headers={**headers, "content-type": "multipart/form-data"}
    )
    assert without.status_code == 400


async def test_files_are_deleted_after_the_request(site):
    """Those that lie on the disk as well; whatever became of the request."""
    folder = Path("/proc/self/fd")
    large = b"x" * (2 * 1024 * 1024)

    def on_disk():
        links = [os.readlink(one) for one in folder.iterdir() if one.is_symlink()] if folder.exists() else []
        return {link for link in links if "(deleted)" in link}

    before = on_disk()
    for parts in ({}, {"query": START}, {"file_map": "{"}, {"query": "{"}):
        await _send(site, [large] * 3, **parts)
        assert on_disk() == before


class _Connection:
    """A client that sends raw HTTP."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)

    def head(self, **headers):
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.socket.sendall("\r\n".join(["POST /graphql HTTP/1.1", "Host: x", *lines, "", ""]).encode())

    def answer(self):
        data = b""
        while piece := self.socket.recv(65536):
            data += piece
        self.socket.close()
        return data


async def test_real_server_refuses_before_the_body_arrives(urls, tmp_path):
    """The answer comes though nothing of the body was sent, and the connection ends; the next request is served."""
    async with served(urls, storage_url=f"file://{tmp_path}/photos", upload_seconds=0.3) as live:
        token = await live.token(await live.test_app.person())
        kind = {"Content_Type": "multipart/form-data; boundary=x", "Authorization": f"Bearer {token}"}

        def ask(**headers):
            connection = _Connection(live.port)
            connection.head(**headers)
            return connection.answer()

        no_header = await asyncio.to_thread(ask, Content_Length=100, **kind)
        too_large = await asyncio.to_thread(ask, Content_Length=10**9, X_Requested_With="1", **kind)
        too_slow = await asyncio.to_thread(ask, Content_Length=100, X_Requested_With="1", **kind)

    assert [answer.split(b" ", 2)[1] for answer in (no_header, too_large, too_slow)] == [b"400", b"413", b"408"]
    assert b'"TOO_LARGE"' in too_large
