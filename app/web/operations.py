"""What a request for server-sent events asks: one operation, or a list of them for one answer."""

from dataclasses import replace
from typing import Any

import orjson
from starlette.requests import Request

from app.application import Application
from app.auth.viewer import Viewer
from app.domain.events import Cursor
from app.errors import QalaError
from app.live.engine import OperationRefused, OperationRequest, Source
from app.live.messages import BadMessage, read_operation
from app.live.sse_connection import Opened
from app.web.origin import client_of

MOST_OPERATIONS = 20
"""How many operations one answer may carry."""
LONGEST_ID = 128
"""How long the client's name for one of them may be: each of its events carries it."""
Body = dict[str, Any] | list[Any]
"""One operation, or several."""


async def read_body(request: Request) -> Body:
    """Return the query string of a GET, or the JSON of a POST.

    Raises:
        BadMessage: it is no JSON object or list; says what was expected.
    """
    if request.method == "GET":
        given: dict[str, Any] = dict(request.query_params)
        for name in ("variables", "extensions"):
            if name in given:
                given[name] = _json(given[name].encode())
        return given
    # Pages elsewhere can send forms and plain text without asking; JSON they cannot.
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise BadMessage("expected content-type application/json")
    body = _json(await request.body())
    if not isinstance(body, dict | list):
        raise BadMessage("expected a JSON object with a query, or a list of such objects")
    return body


async def opened_operations(
    application: Application, request: Request, viewer: Viewer | None, body: Body
) -> list[Opened]:
    """Open what is asked.

    Raises:
        BadMessage: it is no operation, nor a list of them; says what was expected.
        OperationRefused: the only operation may not begin. In a list each one is answered by itself.
        One of ``OUTAGES``: the database is away.
    """
    if isinstance(body, list):
        return await _several(application, request, viewer, body)
    return [await _one(application, request, viewer, body)]


async def _one(application: Application, request: Request, viewer: Viewer | None, body: dict[str, Any]) -> Opened:
    asked = replace(read_operation(body), may_write=request.method == "POST", client=client_of(request))
    return Opened(_resumed(await _begun(application, asked, viewer), request))


async def _several(application: Application, request: Request, viewer: Viewer | None, body: list[Any]) -> list[Opened]:
    if "last-event-id" in request.headers:
        raise BadMessage("Last-Event-ID: several operations resume by the cursors in their variables")
    named = {one["id"]: one for one in body if isinstance(one, dict) and isinstance(one.get("id"), str)}
    if not 0 < len(named) == len(body) <= MOST_OPERATIONS:
        raise BadMessage(f"expected 1 to {MOST_OPERATIONS} operations, each an object with an id of its own")
    if any(len(name) > LONGEST_ID for name in named):
        raise BadMessage(f"expected ids of at most {LONGEST_ID} characters")
    # A list only reads: many tries to sign in, for example, must not come as one request.
    asked = {
        name: replace(read_operation(one), may_write=False, client=client_of(request)) for name, one in named.items()
    }
    return [
        Opened(await _begun_or_refused(application, one, viewer), orjson.dumps(name).decode())
        for name, one in asked.items()
    ]


async def _begun_or_refused(application: Application, asked: OperationRequest, viewer: Viewer | None) -> Source | bytes:
    """Open one of several; one that may not begin is answered by its errors, and disturbs no other."""
    try:
        return await _begun(application, asked, viewer)
    except OperationRefused as refused:
        return orjson.dumps({"errors": refused.errors})


async def _begun(application: Application, asked: OperationRequest, viewer: Viewer | None) -> Source | bytes:
    try:
        return await application.engine.open(asked, viewer)
    except QalaError as refused:
        raise OperationRefused([{"message": refused.message, "extensions": refused.extensions}]) from refused


def _resumed(begun: Source | bytes, request: Request) -> Source | bytes:
    """Begin behind the last event the client saw, if it names one: that is newer than what its variables say."""
    last = request.headers.get("last-event-id")
    if not last or isinstance(begun, bytes):
        return begun
    try:
        return replace(begun, feed=replace(begun.feed, after=Cursor.parse(last)))
    except ValueError as error:
        raise BadMessage("Last-Event-ID: expected the id of an event of this stream") from error


def _json(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadMessage("expected JSON") from error
