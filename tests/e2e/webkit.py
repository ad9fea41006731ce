"""WebKitGTK on a display without a screen, driven by WebDriver."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import httpx2

from tests.e2e.driven_window import PATIENCE_SECONDS, SIZE, Window, running, until_listening
from tests.ports import free_port


class WebKitWindow(Window):
    _ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
    """How WebDriver names a reference to an element."""

    def __init__(self, client: httpx2.AsyncClient, session: str) -> None:
        self._client = client
        self._session = session

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = await self._client.request(method, f"{self._session}/{path}", json=body)
        value = answer.json()["value"]
        assert answer.status_code == 200, f"{path}: {value['error']}: {value['message']}"
        return value

    async def open(self, url: str) -> None:
        await self._ask("POST", "url", {"url": url})

    async def evaluate(self, promise: str) -> Any:
        script = (
            f"const [done] = arguments; Promise.resolve({promise}).then(done, (why) => done({{ why: `${{why}}` }}));"
        )
        value = await self._ask("POST", "execute/async", {"script": script, "args": []})
        assert not (isinstance(value, dict) and "why" in value), value["why"]
        return value

    async def _element(self, selector: str) -> str:
        found = await self._ask("POST", "element", {"using": "css selector", "value": selector})
        return str(found[self._ELEMENT])

    async def press(self, selector: str) -> None:
        await self.centre(selector)
        await self._ask("POST", f"element/{await self._element(selector)}/click", {})

    async def type(self, selector: str, text: str) -> None:
        await self._ask("POST", f"element/{await self._element(selector)}/value", {"text": text})

    async def choose_file(self, selector: str, path: Path) -> None:
        await self.type(selector, str(path))

    async def picture(self) -> bytes:
        return str(await self._ask("GET", "screenshot")).encode()


class WebKit:
    """WebKitGTK; each window is a browser of its own."""

    def __init__(self, display: str, home: Path) -> None:
        self._display = display
        self._home = home

    @staticmethod
    def missing() -> str | None:
        """Return the package without which there is no such browser here."""
        if shutil.which("WebKitWebDriver") is None or _program() is None:
            return "webkit2gtk-driver"
        return None if shutil.which("Xvfb") else "xvfb"

    @classmethod
    @asynccontextmanager
    async def started(cls, home: Path) -> AsyncIterator[Self]:
        """Start a display for its windows, with what they store in a new folder."""
        await asyncio.to_thread(home.mkdir)
        screen = ["-displayfd", "1", "-screen", "0", "1440x1000x24", "-nolisten", "tcp"]
        async with running("Xvfb", *screen) as display:
            assert display.stdout is not None
            number = (await asyncio.wait_for(display.stdout.readline(), PATIENCE_SECONDS)).decode().strip()
            yield cls(f":{number}", home)

    @asynccontextmanager
    async def window(self) -> AsyncIterator[Window]:
        """Start a browser with cookies of its own."""
        port = free_port()
        home = self._home / str(port)
        await asyncio.to_thread(home.mkdir)
        environment = {"DISPLAY": self._display, "GDK_BACKEND": "x11", "HOME": str(home)}
        base = f"http://127.0.0.1:{port}/session"
        async with (
            running("WebKitWebDriver", f"--port={port}", "--host=127.0.0.1", **environment),
            httpx2.AsyncClient(timeout=PATIENCE_SECONDS + 10) as client,
        ):
            await until_listening(port)
            options = {"binary": str(_program()), "args": ["--automation", "--geometry={}x{}".format(*SIZE)]}
            wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
            made = (await client.post(base, json=wanted)).json()["value"]
            assert "sessionId" in made, made
            session = f"{base}/{made['sessionId']}"
            milliseconds = PATIENCE_SECONDS * 1000
            await client.post(f"{session}/timeouts", json={"script": milliseconds + 5_000, "pageLoad": milliseconds})
            try:
                yield WebKitWindow(client, session)
            finally:
                await client.delete(session)


def _program() -> Path | None:
    folders = [Path("/usr/lib64"), Path("/usr/lib"), Path("/usr/libexec"), *Path("/usr/lib").glob("*-linux-gnu")]
    return next((one for folder in folders for one in folder.glob("webkit2gtk-4.*/MiniBrowser")), None)
