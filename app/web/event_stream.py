"""`/graphql/stream`: operations answered by server-sent events; `/graphql` too, for clients that accept them."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.auth.viewer import Viewer
from app.bootstrap import House
from app.domain.events import Cursor
from app.errors import QalaError
from app.live.engine import OperationRefused, OperationRequest, Source
from app.live.event_stream import MEDIA_TYPE, EventStream
from app.live.messages import BadMessage, read_operation
from app.models.database import OUTAGES
from app.web.origin import client_of, is_own_origin, token_of

MOST_STREAMS = 50
"""How many streams one session, or one network address without a session, may hold at once in a process."""
RETRY_MILLISECONDS = (1_000, 5_000)
"""After how long clients come back; each is told another time, so that they do not come all at once."""


def accepts_stream(scope: Scope) -> bool:
    """Whether this HTTP request wants its answer as server-sent events.

    Many clients accept them beside JSON, for the subscriptions they might ask for. Those get JSON: a stream sets no
    cookie, so nobody could sign in by it.
    """
    accepted = b",".join(value.lower() for name, value in scope["headers"] if name == b"accept")
    return MEDIA_TYPE.encode() in accepted and b"json" not in accepted


class EventStreams:
    """The endpoint, and how many streams each client holds."""

    def __init__(self, house: Callable[[], House], *, retry: Callable[[], int] | None = None) -> None:
        self._house = house
        self._retry = retry or (lambda: random.randint(*RETRY_MILLISECONDS))  # noqa: S311 - spreads load, hides nothing
        self._held: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        house = self._house()
        if house.sockets.draining or not is_own_origin(request, house.desk.public_url):
            await _refused(503 if house.sockets.draining else 403, "not here, not now")(scope, receive, send)
            return
        try:
            viewer = await house.find_viewer(token_of(request))
        except OUTAGES:
            await _AWAY(scope, receive, send)
            return
        holder = str(viewer.session_id) if viewer else client_of(request) or ""
        if self._held[holder] >= MOST_STREAMS:
            await _refused(429, f"at most {MOST_STREAMS} streams at once", "RATE_LIMITED")(scope, receive, send)
            return
        self._held[holder] += 1
        try:
            answer = await self._opened(house, request, viewer)
            await answer(scope, receive, send)
        finally:
            self._held[holder] -= 1
            if not self._held[holder]:
                del self._held[holder]

    async def _opened(self, house: House, request: Request, viewer: Viewer | None) -> ASGIApp:
        """Return the stream, or the reason why there is none."""
        try:
            operation = replace(await _operation(request), client=client_of(request))
            opened = _resumed(await house.engine.open(operation, viewer), request)
        except BadMessage as error:
            return _refused(400, str(error))
        except OperationRefused as refused:
            return JSONResponse({"errors": refused.errors}, 400)
        except QalaError as refused:
            return JSONResponse({"errors": [{"message": refused.message, "extensions": refused.extensions}]}, 400)
        except OUTAGES:
            return _AWAY
        return EventStream(
            opened,
            viewer,
            runs=house.runs,
            sockets=house.sockets,
            epoch=house.epoch,
            retry_milliseconds=self._retry(),
        )


async def _operation(request: Request) -> OperationRequest:
    """Read the operation: from the query string of a GET, from the JSON of a POST.

    Raises:
        BadMessage: it is neither; says what was expected.
    """
    if request.method == "GET":
        given: dict[str, Any] = dict(request.query_params)
        for name in ("variables", "extensions"):
            if name in given:
                given[name] = _json(given[name].encode())
        return replace(read_operation(given), may_write=False)
    # Pages elsewhere can send forms and plain text without asking; JSON they cannot.
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise BadMessage("expected content-type application/json")
    body = _json(await request.body())
    if not isinstance(body, dict):
        raise BadMessage("expected a JSON object with a query")
    return read_operation(body)


def _json(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadMessage("expected JSON") from error


def _resumed(opened: Source | bytes, request: Request) -> Source | bytes:
    """Begin behind the last event the client saw, if it names one: that is newer than what its variables say."""
    last = request.headers.get("last-event-id")
    if not last or isinstance(opened, bytes):
        return opened
    try:
        return replace(opened, feed=replace(opened.feed, after=Cursor.parse(last)))
    except ValueError as error:
        raise BadMessage("Last-Event-ID: expected the id of an event of this stream") from error


def _refused(status: int, message: str, code: str | None = None) -> JSONResponse:
    error: dict[str, Any] = {"message": message}
    if code:
        error["extensions"] = {"code": code}
    return JSONResponse({"errors": [error]}, status)


_AWAY = _refused(503, "the database is away; come back with your last cursor")
