"""Measure the latency of a comment to an open page, idle and while phone photos are uploaded over HTTP.

A server process of its own; one page of the city; comments one after another. The time is from just before the
command to the frame on the socket. CPU of the server's main thread, which is its event loop, tells our work from
waiting for a processor. The page does not use ``tests/graphql_client.py``: it notes the time in the callback that
gets the frame, before a task could wake, so that the client adds little to what it measures.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import cast
from uuid import UUID

import httpx2
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from app.application import Application, open_application
from app.auth.tokens import new_token, token_hash
from app.auth.viewer import Viewer, sessionless_viewer
from app.cli.engines import EngineUrls
from app.commands.requests import comments
from app.commands.requests.submission import Submission, submit
from app.domain.accounts.roles import Role
from app.models import Account, Session
from app.settings import Settings
from tests.bench.load import HEADERS
from tests.bench.photos import AT_ONCE, phone_photo
from tests.bench.process import TICKS, Measured, server
from tests.bench.servers.ours import COUNTS
from tests.documents import page_document

COMMENTS = 60
PAUSE_SECONDS = 0.1
SUBMIT = "mutation($input: SubmitServiceRequestInput!) { submitServiceRequest(input: $input) { id } }"


@dataclass
class Page(WSListener):
    """A subscription to the feed of the city that records when each comment arrives."""

    arrived: dict[str, float] = field(default_factory=dict)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    def on_ws_connected(self, transport: WSTransport) -> None:
        transport.send(WSMsgType.TEXT, b'{"type":"connection_init"}')

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        now = time.perf_counter()
        text = frame.get_payload_as_bytes()
        if b"connection_ack" in text:
            payload = {
                "query": page_document("CityFeed"),
                "operationName": "CityFeed",
                "variables": {"cityId": "almaty"},
            }
            transport.send(WSMsgType.TEXT, json.dumps({"id": "x", "type": "subscribe", "payload": payload}).encode())
            self.ready.set()
        elif (begin := text.find(b"@")) >= 0:
            self.arrived[text[begin : text.index(b"@", begin + 1)].decode()] = now


def _page(_: object = None) -> Page:
    # picows calls the listener factory with the response of the handshake.
    return Page()


def _thread_seconds(running: Measured) -> float:
    """Return the CPU seconds of the main thread."""
    pid = running.process.pid
    fields = Path(f"/proc/{pid}/task/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _waited_seconds(running: Measured) -> float:
    """Return the seconds in which the main thread was runnable and got no CPU."""
    pid = running.process.pid
    return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[1]) / 1e9


async def _talk(
    application: Application, viewer: Viewer, request_id: UUID, page: Page, until: asyncio.Event | None
) -> list[float]:
    """Send comments one after another; return the milliseconds of each until it is on the page."""
    sent: dict[str, float] = {}
    while len(sent) < COMMENTS if until is None else not until.is_set():
        mark = f"@{time.perf_counter_ns()}"
        sent[mark] = time.perf_counter()
        await comments.comment(application.command_context, viewer, request_id, f"{mark}@")
        await asyncio.sleep(PAUSE_SECONDS)
    async with asyncio.timeout(30):
        while not sent.keys() <= page.arrived.keys():  # noqa: ASYNC110 - a measuring loop may poll
            await asyncio.sleep(0.01)
    return [(page.arrived[mark] - begun) * 1000 for mark, begun in sent.items()]


async def _upload(client: httpx2.AsyncClient, url: str, token: str, number: int, data: bytes) -> float:
    """Report a problem with one photo; return the seconds it took."""
    place = {"cityId": "almaty", "categoryId": "pothole", "address": f"Абай {number}", "description": "шұңқыр"}
    given = {**place, "location": {"latitude": 43.24, "longitude": 76.91}, "photos": [None]}
    form = {
        "operations": json.dumps({"query": SUBMIT, "variables": {"input": given}}),
        "map": '{"0": ["variables.input.photos.0"]}',
    }
    begun = time.perf_counter()
    # Bytes after the end of a JPEG are ignored, so a suffix makes each upload a different file.
    answer = await client.post(
        url,
        data=form,
        files={"0": (f"{number}.jpg", data + b"%d" % number, "image/jpeg")},
        headers={"Authorization": f"Bearer {token}", "GraphQL-Require-Preflight": "1"},
    )
    body = answer.json()
    assert "errors" not in body, body
    return time.perf_counter() - begun


async def _person(application: Application, name: str) -> tuple[Viewer, str]:
    """Somebody with an account, and their token."""
    now, token = application.clock.now(), new_token()
    account = await Account.create(
        email=f"{name}@example.kz",
        password_hash="-",
        name=name,
        role=Role.CITIZEN,
        city_id="almaty",
        created_at=now,
        email_verified_at=now,
        approved_at=now,
    )
    await Session.create(
        token_hash=token_hash(token), account_id=account.id, created_at=now, expires_at=now + timedelta(days=1)
    )
    return sessionless_viewer(account.id, Role.CITIZEN, "almaty"), token


def _figures(name: str, taken: list[float], load: tuple[float, float, float], processor: str) -> str:
    ordered = sorted(taken)
    return (
        f"| {name} | {len(ordered)} | {statistics.median(ordered):.1f} | {ordered[len(ordered) * 95 // 100]:.1f} |"
        f" {ordered[-1]:.1f} | {processor} | {load[0]:.1f} |"
    )


@dataclass
class _Meter:
    """The shares of time, as text, in which the server's event loop used a CPU and waited for one."""

    running: Measured

    def __post_init__(self) -> None:
        self._begun = time.perf_counter(), _thread_seconds(self.running), _waited_seconds(self.running)

    def __str__(self) -> str:
        passed = time.perf_counter() - self._begun[0]
        used = (_thread_seconds(self.running) - self._begun[1]) / passed
        waited = (_waited_seconds(self.running) - self._begun[2]) / passed
        return f"{used:.0%} | {waited:.0%}"


async def _measure(urls: EngineUrls, running: Measured, name: str, data: bytes) -> str:
    settings = Settings()
    url = f"127.0.0.1:{running.port}/graphql"
    async with (
        open_application(
            settings,
            database_url=urls.database_url,
            redis_url=urls.redis_url,
            public_url="http://bench",
            lead=False,
            follow=False,
        ) as application,
        httpx2.AsyncClient(timeout=300) as client,
    ):
        people = [await _person(application, f"p{number}") for number in range(4)]
        place = Submission(
            city_id="almaty",
            category_id="pothole",
            address="Абай 1",
            description="шұңқыр",
            latitude=43.24,
            longitude=76.91,
        )
        request = await submit(application.command_context, people[0][0], place)
        transport, listener = await ws_connect(_page, f"ws://{url}", extra_headers=HEADERS)
        page = cast("Page", listener)
        await page.ready.wait()
        await asyncio.sleep(1)
        # The first photo starts the decoder processes.
        alone = [await _upload(client, f"http://{url}", people[3][1], 1000 + n, data) for n in range(3)]
        meter, load = _Meter(running), os.getloadavg()
        rest = _figures("at rest", await _talk(application, people[1][0], request.id, page, None), load, str(meter))
        done = asyncio.Event()
        meter, begun = _Meter(running), time.perf_counter()
        talk = asyncio.create_task(_talk(application, people[2][0], request.id, page, done))
        uploads = [_upload(client, f"http://{url}", people[3][1], number, data) for number in range(AT_ONCE)]
        each = sorted(await asyncio.gather(*uploads))
        seconds, processor, load = time.perf_counter() - begun, str(meter), os.getloadavg()
        done.set()
        busy = _figures(f"{AT_ONCE} photos at once, {seconds:.1f} s", await talk, load, processor)
        transport.disconnect()
    return "\n".join(
        (
            f"| a comment to an open page ({name}, {len(data) / 1e6:.1f} MB) | comments | p50 ms | p95 ms | max ms"
            " | loop on a processor | loop waiting for one | load |",
            "|---|---|---|---|---|---|---|---|",
            rest,
            busy,
            f"\nOne report with a photo, alone: {alone[-1]:.2f} s; of {AT_ONCE} at once:"
            f" first {each[0]:.1f} s, median {statistics.median(each):.1f} s, last {each[-1]:.1f} s.\n",
        )
    )


def report_photos_live(urls: EngineUrls, path: str) -> str:
    """Measure and return a table."""
    name, data = phone_photo(path)
    with tempfile.TemporaryDirectory(prefix="qala-bench-") as home:
        counts = Path(home) / "counts"
        counts.write_bytes(bytes(COUNTS.size))
        environment = {
            "DATABASE_URL": urls.database_url,
            "REDIS_URL": urls.redis_url,
            "QALA_HOME": home,
            "COUNTS": str(counts),
        }
        with server([sys.executable, "-m", "tests.bench.servers.ours"], environment) as running:
            # A real server is not pinned, and its children would be pinned with it.
            for task in Path(f"/proc/{running.process.pid}/task").iterdir():
                os.sched_setaffinity(int(task.name), range(os.cpu_count() or 1))
            return uvloop.run(_measure(urls, running, name, data))
