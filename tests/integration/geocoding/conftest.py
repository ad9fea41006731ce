"""A geocoder on this machine that answers as it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import orjson
import pytest

from app.geocoding.geocoder import Geocoder
from app.geocoding.service import Service
from tests.conftest import TestApp
from tests.waiting import PATIENCE_SECONDS

ALMATY = (76.7, 43.0, 77.2, 43.5)


@dataclass
class FakeGeocoder:
    """Answers each path with a status and a body; ``held`` keeps answers back."""

    address: str = ""
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    """Path, parameters and headers of each question."""
    location: str | None = None
    released: asyncio.Event = field(default_factory=asyncio.Event)
    _next: asyncio.Event = field(default_factory=asyncio.Event)

    def answer(self, path: str, body: Any, status: int = 200) -> None:
        """Answer this path from now on."""
        self.answers[path] = status, body if isinstance(body, bytes) else orjson.dumps(body)

    async def has_been_asked(self, times: int) -> None:
        """Wait for so many questions."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.asked) < times:
                self._next.clear()
                await self._next.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        target = urlsplit(head.split(" ", 2)[1])
        headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        parameters = {name: values[0] for name, values in parse_qs(target.query).items()}
        self.asked.append((target.path, parameters, headers))
        self._next.set()
        await self.released.wait()
        status, body = self.answers.get(target.path, (404, b"{}"))
        extra = f"Location: {self.location}\r\n" if self.location else ""
        writer.write(
            f"HTTP/1.1 {status} OK\r\nContent-Length: {len(body)}\r\n{extra}Connection: close\r\n\r\n".encode() + body
        )
        writer.close()


@pytest.fixture
async def fake() -> AsyncIterator[FakeGeocoder]:
    """A geocoder that listens."""
    given = FakeGeocoder()
    given.released.set()
    server = await asyncio.start_server(given.serve, "127.0.0.1", 0)
    given.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield given
    given.released.set()
    server.close()
    await server.wait_closed()


Open = Callable[..., Geocoder]


@pytest.fixture
async def open_geocoder(test_app: TestApp, fake: FakeGeocoder) -> AsyncIterator[Open]:
    """Return what opens the client of this geocoder by the path of its searches."""
    async with httpx2.AsyncClient(trust_env=False) as client:

        def opened(path: str = "/search", **options: Any) -> Geocoder:
            service = Service.of(f"{fake.address}{path}")
            return Geocoder(
                service, client, test_app.context.limiter, test_app.clock, agent="QalaControl (test)", **options
            )

        yield opened
