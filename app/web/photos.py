"""`/photos/<key>`: photos and avatars, for ever under one address, because the address is the hash of the bytes."""

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from app.application import Application
from app.queries.withheld import withheld
from app.storage.errors import NotStored, SpanOutside, StorageError
from app.storage.keys import AVATARS, WEBP, digest_of, is_public
from app.storage.protocol import Span, Storage, Stored
from app.web.origin import token_of

log = structlog.get_logger()

LONGEST_STALL_SECONDS = 30.0
"""How long a visitor may take no byte of a photo before we stop."""
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_ONE = "private, no-store"
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})?|bytes=(-\d{1,15})")


def photo_routes(application: Callable[[], Application]) -> list[Route]:
    """Return the routes."""

    async def show(request: Request) -> Response:
        key = request.path_params["key"]
        if not is_public(key):
            return _nothing()
        running_application = application()
        cities = None if key.startswith(AVATARS) else await withheld(key)
        if cities is not None:
            viewer = await running_application.find_viewer(token_of(request))
            if viewer is None or not any(map(viewer.is_akimat_of, cities)):
                return _nothing()
        headers = _headers(key, _FOR_EVER if cities is None else _FOR_ONE)
        if _has_it(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return await _answer(running_application.command_context.storage, key, request, headers)

    return [Route("/photos/{key:path}", show, methods=["GET", "HEAD"])]


async def _answer(storage: Storage, key: str, request: Request, headers: dict[str, str]) -> Response:
    try:
        if request.method == "HEAD":
            entry = await storage.stat(key)
            if entry is None:
                return _nothing()
            return Response(headers={**headers, "Content-Length": str(entry.size)}, media_type=WEBP)
        return PhotoResponse(storage, key, _span(request, headers["ETag"]), headers)
    except StorageError as error:
        return _failed(error)


def _headers(key: str, lasting: str) -> dict[str, str]:
    return {
        "Cache-Control": lasting,
        "ETag": f'"{digest_of(key)}"',
        "Accept-Ranges": "bytes",
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }


def _nothing() -> Response:
    # Not kept: the photo may be there a moment later, or be shown again.
    return PlainTextResponse("There is no such photo.", 404, {"Cache-Control": "no-store"})


def _failed(error: StorageError) -> Response:
    if isinstance(error, NotStored):
        return _nothing()
    return PlainTextResponse(error.message, 503, {"Cache-Control": "no-store", "Retry-After": "10"})


def _has_it(request: Request, etag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    return etag in {one.strip().removeprefix("W/") for one in known.split(",")}


def _span(request: Request, etag: str) -> Span | None:
    """Return the one range that is asked for; several, or of another version, are answered with the whole."""
    if request.headers.get("if-range", etag) != etag:
        return None
    found = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if found is None:
        return None
    first, last, from_end = found.groups()
    if from_end:
        return Span(int(from_end)) if int(from_end) else Span(2**53)
    if last is not None and int(last) < int(first):
        return None
    return Span(int(first), None if last is None else int(last))


class PhotoResponse(Response):
    """Sends a photo as fast as the visitor takes it; whoever hangs up or stalls costs nothing more."""

    def __init__(self, storage: Storage, key: str, span: Span | None, headers: Mapping[str, str]) -> None:
        super().__init__(headers=headers, media_type=WEBP)
        # Known once the storage has answered.
        del self.headers["content-length"]
        self._storage = storage
        self._key = key
        self._span = span

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, or say why not."""
        sending = _Sending(send)
        try:
            async with self._storage.get(self._key, self._span) as stored:
                await _while_there(receive, self._send(stored, sending))
        except SpanOutside as error:
            beyond = {**self.headers, "Content-Range": f"bytes */{error.size}"}
            await PlainTextResponse(status_code=416, headers=beyond)(scope, receive, send)
        except (StorageError, TimeoutError) as error:
            if isinstance(error, StorageError) and not sending.begun:
                await _failed(error)(scope, receive, send)
                return
            # Too late for another status: the connection breaks, and the visitor sees that it was not all.
            log.warning("photo not sent to its end", key=self._key, error=type(error).__name__)

    async def _send(self, stored: Stored, sending: "_Sending") -> None:
        self.headers["Content-Length"] = str(stored.length)
        if self._span is not None:
            self.status_code = 206
            last = stored.first + stored.length - 1
            self.headers["Content-Range"] = f"bytes {stored.first}-{last}/{stored.size}"
        await sending.send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for chunk in stored.chunks:
            await sending.send({"type": "http.response.body", "body": chunk, "more_body": True})
        await sending.send({"type": "http.response.body", "body": b"", "more_body": False})


class _Sending:
    """The way to the visitor, with a limit on how long one step may take."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def send(self, message: Message) -> None:
        """Send one message.

        Raises:
            TimeoutError: the visitor takes nothing.
        """
        self.begun = True
        async with asyncio.timeout(LONGEST_STALL_SECONDS):
            await self._send(message)


async def _while_there(receive: Receive, work: Coroutine[Any, Any, None]) -> None:
    """Do the work until it is done, or until the visitor has hung up."""
    tasks = [asyncio.ensure_future(work), asyncio.ensure_future(_hung_up(receive))]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        done = [task for task in tasks if task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
