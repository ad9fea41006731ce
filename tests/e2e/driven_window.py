"""A window of a browser that Playwright does not drive, by what a user does in it: keys, presses and files."""

import asyncio
import json
import os
import socket
from abc import ABC, abstractmethod
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.waiting import until

PATIENCE_SECONDS = 60
SIZE = (1280, 900)
_UNTIL = """new Promise((done, failed) => {
  const said = () => { try { return (%s) || null; } catch { return null; } };
  const first = said();
  if (first !== null) return done(first);
  const watcher = new MutationObserver(() => { const now = said(); if (now !== null) finish(done, now); });
  const limit = setTimeout(() => finish(failed, new Error("waited in vain")), %d);
  const finish = (how, what) => { watcher.disconnect(); clearTimeout(limit); how(what); };
  watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
})"""

_CENTRED = """new Promise((done) => {
  const look = (before) => {
    const one = document.querySelector(%s);
    one.scrollIntoView({ block: "center" });
    const { x, y, width, height } = one.getBoundingClientRect();
    const now = [x, y, width, height].join();
    if (now === before) done(); else setTimeout(look, 50, now);
  };
  look();
})"""


def by_test_id(test_id: str) -> str:
    """Return the selector of an element with this test id."""
    return f'[data-testid="{test_id}"]'


class Window(ABC):
    """One window with cookies and storage of its own."""

    @abstractmethod
    async def open(self, url: str) -> None:
        """Go to an address."""

    @abstractmethod
    async def evaluate(self, promise: str) -> Any:
        """Return what an expression of JavaScript makes, after its promise."""

    @abstractmethod
    async def press(self, selector: str) -> None:
        """Press an element that is there."""

    @abstractmethod
    async def type(self, selector: str, text: str) -> None:
        """Type into an empty field that is there."""

    @abstractmethod
    async def choose_file(self, selector: str, path: Path) -> None:
        """Give a file to a field for files."""

    @abstractmethod
    async def picture(self) -> bytes:
        """Return a screenshot as PNG, encoded in Base64."""

    async def until(self, condition: str) -> Any:
        """Wait in the page until an expression is true; return its value."""
        return await self.evaluate(_UNTIL % (condition, PATIENCE_SECONDS * 1000))

    async def seen(self, selector: str) -> None:
        """Wait until such an element is on the page and can be used."""
        quoted = json.dumps(selector)
        await self.until(f"[...document.querySelectorAll({quoted})].some((one) => !one.disabled)")

    async def centre(self, selector: str) -> None:
        """Scroll an element to where no bar at an edge of the page covers it, and wait until it stays there.

        A photo that was just chosen, or a suggestion that has come, moves what is below it.
        """
        await self.evaluate(_CENTRED % json.dumps(selector))

    async def press_first(self, selector: str) -> None:
        """Wait for an element, and press it."""
        await self.seen(selector)
        await self.press(selector)

    async def fill(self, selector: str, text: str) -> None:
        """Wait for a field, and type into it."""
        await self.seen(selector)
        await self.type(selector, text)


@asynccontextmanager
async def running(program: str, *arguments: str, **environment: str) -> AsyncIterator[Process]:
    """Run a program, of which the first line of the output may be read; end it afterwards."""
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdout=PIPE, stderr=DEVNULL, stdin=DEVNULL, env={**os.environ, **environment}
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)


async def until_listening(port: int) -> None:
    """Wait until a program answers at this port of this machine."""

    def listens() -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", port)) == 0

    await until(listens, f"a program at port {port}", seconds=PATIENCE_SECONDS, pause_seconds=0.05)
