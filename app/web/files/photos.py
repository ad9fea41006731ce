"""`/photos/<key>`: photos and avatars. A key is the hash of the bytes, so browsers may cache them for ever."""

import re
from collections.abc import Callable, Mapping

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.application import Application
from app.auth.photo_visibility import may_see_withheld
from app.queries.photos.withheld import withheld
from app.storage.errors import NotStored, SpanOutside, StorageError
from app.storage.keys import AVATARS, WEBP, digest_of, is_public
from app.storage.protocol import Span, Storage, Stored
from app.web.files.transfer import TimedSend, until_disconnect
from app.web.http.etag import is_current
from app.web.http.origin import token_of

log = structlog.get_logger()

_CACHE_FOR_EVER = "public, max-age=31536000, immutable"
_NEVER_CACHE = "private, no-store"
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})?|bytes=(-\d{1,15})")


def photo_routes(get_application: Callable[[], Application]) -> list[Route]:
    """Return the routes."""

    async def show(request: Request) -> Response:
        key = request.path_params["key"]
        if not is_public(key):
            return _nothing()
        application = get_application()
        cities = None if key.startswith(AVATARS) else await withheld(key)
        if cities is not None:
            viewer = await application.find_viewer(token_of(request))
            if not may_see_withheld(viewer, cities):
                return _nothing()
        headers = _headers(key, _CACHE_FOR_EVER if cities is None else _NEVER_CACHE)
        if is_current(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return await _answer(application.command_context.storage, key, request, headers)

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
    # Never cached: the photo may be stored, or become visible, a moment later.
    return PlainTextResponse("There is no such photo.", 404, {"Cache-Control": "no-store"})


def _failed(error: StorageError) -> Response:
    if isinstance(error, NotStored):
        return _nothing()
    return PlainTextResponse(error.message, 503, {"Cache-Control": "no-store", "Retry-After": "10"})


def _span(request: Request, etag: str) -> Span | None:
    """Return the requested range; None, for the whole photo, without one, with several, or for another version."""
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
    """Sends a photo as fast as the client reads it, and stops when the client disconnects or stalls."""

    def __init__(self, storage: Storage, key: str, span: Span | None, headers: Mapping[str, str]) -> None:
        super().__init__(headers=headers, media_type=WEBP)
        # The length is known only once the storage has answered.
        del self.headers["content-length"]
        self._storage = storage
        self._key = key
        self._span = span

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the photo, or the reason for its absence."""
        sending = TimedSend(send)
        try:
            async with self._storage.get(self._key, self._span) as stored:
                await until_disconnect(receive, self._send(stored, sending))
        except SpanOutside as error:
            beyond = {**self.headers, "Content-Range": f"bytes */{error.size}"}
            await PlainTextResponse(status_code=416, headers=beyond)(scope, receive, send)
        except (StorageError, TimeoutError) as error:
            if isinstance(error, StorageError) and not sending.started:
                await _failed(error)(scope, receive, send)
                return
            # The status is already sent, so the connection breaks, and the client sees that the photo is incomplete.
            log.warning("photo_send_failed", key=self._key, error=type(error).__name__)

    async def _send(self, stored: Stored, sending: TimedSend) -> None:
        self.headers["Content-Length"] = str(stored.length)
        if self._span is not None:
            self.status_code = 206
            last = stored.first + stored.length - 1
            self.headers["Content-Range"] = f"bytes {stored.first}-{last}/{stored.size}"
        await sending.send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for chunk in stored.chunks:
            await sending.send({"type": "http.response.body", "body": chunk, "more_body": True})
        await sending.send({"type": "http.response.body", "body": b"", "more_body": False})
