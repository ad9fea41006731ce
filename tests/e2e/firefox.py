"""Firefox, driven by WebDriver BiDi over one WebSocket."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect

from tests.e2e.driven_window import PATIENCE_SECONDS, SIZE, Window, running, until_listening
from tests.ports import free_port

_OUT_OF_BOUNDS = "move target out of bounds"


class FirefoxWindow(Window):
    def __init__(self, browser: "Firefox", context: str) -> None:
        self._browser = browser
        self._context = context

    async def open(self, url: str) -> None:
        await self._browser.send("browsingContext.navigate", context=self._context, url=url, wait="complete")

    async def evaluate(self, promise: str) -> Any:
        return (await self._evaluated(promise)).get("value")

    async def _evaluated(self, promise: str) -> dict[str, Any]:
        answer = await self._browser.send(
            "script.evaluate", expression=promise, target={"context": self._context}, awaitPromise=True
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        result: dict[str, Any] = answer["result"]
        return result

    async def _element(self, selector: str) -> dict[str, Any]:
        expression = f"document.querySelector({json.dumps(selector)})"
        found = await self._evaluated(expression)
        assert "sharedId" in found, f"{selector} is not on the page"
        return {"sharedId": found["sharedId"]}

    async def press(self, selector: str) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await self._is_pressed(selector):
                # What appeared above it meanwhile has moved it out of the window.
                pass

    async def _is_pressed(self, selector: str) -> bool:
        await self.centre(selector)
        origin = {"type": "element", "element": await self._element(selector)}
        actions = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        try:
            await self._act({"type": "pointer", "id": "mouse", "actions": actions})
        except AssertionError as error:
            if _OUT_OF_BOUNDS not in str(error):
                raise
            return False
        return True

    async def type(self, selector: str, text: str) -> None:
        await self.press(selector)
        keys = [{"type": kind, "value": one} for one in text for kind in ("keyDown", "keyUp")]
        await self._act({"type": "key", "id": "keys", "actions": keys})

    async def _act(self, source: dict[str, Any]) -> None:
        await self._browser.send("input.performActions", context=self._context, actions=[source])

    async def choose_file(self, selector: str, path: Path) -> None:
        element = await self._element(selector)
        await self._browser.send("input.setFiles", context=self._context, element=element, files=[str(path)])

    async def picture(self) -> bytes:
        answer = await self._browser.send("browsingContext.captureScreenshot", context=self._context)
        return str(answer["data"]).encode()


class Firefox:
    """A headless Firefox."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}

    @staticmethod
    def missing() -> str | None:
        """Return the package without which there is no such browser here."""
        return None if _program() else "firefox-esr"

    @classmethod
    @asynccontextmanager
    async def started(cls, home: Path) -> AsyncIterator[Self]:
        """Start it, with its profile in a new folder."""
        await asyncio.to_thread(home.mkdir)
        port = free_port()
        options = ["--headless", "--no-remote", "--profile", str(home), "--remote-debugging-port", str(port)]
        async with running(_program() or "firefox", *options, HOME=str(home)):
            await until_listening(port)
            async with connect(f"ws://127.0.0.1:{port}/session", max_size=None) as connection:
                browser = cls(connection)
                reader = asyncio.create_task(browser._read())
                try:
                    await browser.send("session.new", capabilities={})
                    yield browser
                finally:
                    reader.cancel()

    @asynccontextmanager
    async def window(self) -> AsyncIterator[Window]:
        """Open a window with cookies of its own."""
        user = (await self.send("browser.createUserContext"))["userContext"]
        made = await self.send("browsingContext.create", type="window", userContext=user)
        size = dict(zip(("width", "height"), SIZE, strict=True))
        await self.send("browsingContext.setViewport", context=made["context"], viewport=size)
        yield FirefoxWindow(self, made["context"])

    async def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return the answer to one command."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        return await asyncio.wait_for(self._waiting[number], PATIENCE_SECONDS + 10)

    async def _read(self) -> None:
        async for text in self._connection:
            said = json.loads(text)
            answered = self._waiting.pop(said.get("id"), None)
            if answered is None or answered.done():
                continue
            if said["type"] == "error":
                answered.set_exception(AssertionError(f"{said['error']}: {said['message']}"))
            else:
                answered.set_result(said["result"])


def _program() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")
