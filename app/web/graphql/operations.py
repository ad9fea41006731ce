"""Reads the operations of a request for server-sent events: one operation, or a list for one response."""

from dataclasses import replace
from typing import Any

import orjson
from starlette.requests import Request

from app.application import Application
from app.auth.fair_queue import Payer
from app.auth.viewer import Viewer
from app.domain.log.events import Cursor
from app.errors import QalaError
from app.live.client_json import read_json
from app.live.engine import OperationRefused, OperationRequest, Source
from app.live.messages import BadMessage, read_operation
from app.live.operation_driver import check_unread, open_operation
from app.live.sse_connection import OpenedOperation
from app.web.graphql.refusal_pause import RefusalPause
from app.web.http.disconnect import while_connected
from app.web.http.origin import client_of

MAX_OPERATIONS = 20
"""Operations in one response."""
MAX_ID_LENGTH = 128
"""Characters of an operation id; every event of the operation carries it."""
Body = dict[str, Any] | list[Any]
"""One operation, or several."""


async def read_body(request: Request) -> Body:
    """Return the query string of a GET, or the JSON of a POST.

    Raises:
        BadMessage: the body is not a JSON object or list.
    """
    if request.method == "GET":
        given: dict[str, Any] = dict(request.query_params)
        for name in ("variables", "extensions"):
            if name in given:
                given[name] = _json(given[name].encode())
        return given
    # A browser lets a foreign page send forms and plain text without a preflight request, but not JSON.
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise BadMessage("expected content-type application/json")
    body = _json(await request.body())
    if not isinstance(body, dict | list):
        raise BadMessage("expected a JSON object with a query, or a list of such objects")
    return body


async def open_operations(
    application: Application, request: Request, viewer: Viewer | None, body: Body, pause: RefusalPause
) -> list[OpenedOperation]:
    """Return the opened operations of a body; after ``pause`` where a limit refused one of them.

    Raises:
        BadMessage: the body is not an operation, nor a list of operations.
        OperationRefused: the only operation may not start. In a list each refusal is the result of its operation.
        One of ``OUTAGES``: the database is away.
    """
    if not isinstance(body, list):
        try:
            return [await _open_one(application, request, viewer, body)]
        except OperationRefused as refused:
            if refused.is_rate_limited:
                await pause.wait(client_of(request))
            raise
    opened, is_limited = await _open_several(application, request, viewer, body)
    if is_limited:
        await pause.wait(client_of(request))
    return opened


async def _open_one(
    application: Application, request: Request, viewer: Viewer | None, body: dict[str, Any]
) -> OpenedOperation:
    operation = replace(read_operation(body), may_write=request.method == "POST", client=client_of(request))
    check_unread(application.engine, operation, viewer, application.subscriptions.limits)
    may_stop = await _may_stop(application, operation, viewer)
    opening = open_operation(application.engine, operation, viewer)
    # A mutation is done even if its client does not wait for the answer.
    opened = await (while_connected(request, opening) if may_stop else opening)
    return OpenedOperation(_resume(opened, request))


async def _may_stop(application: Application, operation: OperationRequest, viewer: Viewer | None) -> bool:
    payer = Payer.of(operation.client, None if viewer is None else viewer.account_id)
    try:
        return await application.engine.may_stop(operation, payer)
    except QalaError as refused:
        raise OperationRefused([refused.as_json]) from refused


async def _open_several(
    application: Application, request: Request, viewer: Viewer | None, body: list[Any]
) -> tuple[list[OpenedOperation], bool]:
    if "last-event-id" in request.headers:
        raise BadMessage("Last-Event-ID: several operations resume by the cursors in their variables")
    by_id = {one["id"]: one for one in body if isinstance(one, dict) and isinstance(one.get("id"), str)}
    if not 0 < len(by_id) == len(body) <= MAX_OPERATIONS:
        raise BadMessage(f"expected 1 to {MAX_OPERATIONS} operations, each an object with an id of its own")
    if any(len(operation_id) > MAX_ID_LENGTH for operation_id in by_id):
        raise BadMessage(f"expected ids of at most {MAX_ID_LENGTH} characters")
    # Mutations are refused in a list; otherwise one request could carry many attempts to sign in.
    operations = {
        operation_id: replace(read_operation(one), may_write=False, client=client_of(request))
        for operation_id, one in by_id.items()
    }
    return await while_connected(request, _open_in_order(application, operations, viewer))


async def _open_in_order(
    application: Application, operations: dict[str, OperationRequest], viewer: Viewer | None
) -> tuple[list[OpenedOperation], bool]:
    """Return the operations, and whether a limit refused one; the result of a refused one is its errors."""
    opened, is_limited = [], False
    for operation_id, operation in operations.items():
        try:
            check_unread(application.engine, operation, viewer, application.subscriptions.limits)
            source = await open_operation(application.engine, operation, viewer)
        except OperationRefused as refused:
            source = orjson.dumps({"errors": refused.errors})
            is_limited = is_limited or refused.is_rate_limited
        opened.append(OpenedOperation(source, orjson.dumps(operation_id).decode()))
    return opened, is_limited


def _resume(opened: Source | bytes, request: Request) -> Source | bytes:
    """Start after ``Last-Event-ID`` where the client sends it: it is newer than the cursor in the variables."""
    last = request.headers.get("last-event-id")
    if not last or isinstance(opened, bytes):
        return opened
    try:
        return replace(opened, feed=replace(opened.feed, after=Cursor.parse(last)))
    except ValueError as error:
        raise BadMessage("Last-Event-ID: expected the id of an event of this stream") from error


def _json(text: bytes) -> Any:
    try:
        return read_json(text)
    except orjson.JSONDecodeError as error:
        raise BadMessage("expected JSON") from error
