"""`/graphql/stream`: operations answered by server-sent events; `/graphql` too, for clients that accept them."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.application import Application
from app.auth.viewer import Viewer
from app.live.engine import OperationRefused
from app.live.messages import BadMessage
from app.live.sse_connection import MEDIA_TYPE, SseConnection
from app.models.database import OUTAGES
from app.web.operations import Body, opened_operations, read_body
from app.web.origin import client_of, is_own_origin, token_of

MOST_STREAMS = 50
"""How many streams one session may hold at once in a process."""
MOST_STREAMS_OF_ADDRESS = 200
"""The same for a network address without a session: a whole school may stand behind it, and break its WebSockets."""
RETRY_MILLISECONDS = (1_000, 5_000)
"""After how long clients come back; each is told another time, so that they do not come all at once."""


def accepts_stream(scope: Scope) -> bool:
    """Whether this HTTP request wants its answer as server-sent events.

    Many clients accept them beside JSON, for the subscriptions they might ask for. Those get JSON: a stream sets no
    cookie, so nobody could sign in by it.
    """
    accepted = b",".join(value.lower() for name, value in scope["headers"] if name == b"accept")
    return MEDIA_TYPE.encode() in accepted and b"json" not in accepted


class SseEndpoint:
    """The endpoint, and how many streams each client holds."""

    def __init__(self, application: Callable[[], Application], *, retry: Callable[[], int] | None = None) -> None:
        self._application = application
        self._retry = retry or (lambda: random.randint(*RETRY_MILLISECONDS))  # noqa: S311 - spreads load, hides nothing
        self._held: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        application = self._application()
        if not is_own_origin(request, application.command_context.public_url):
            await _refused(403, "not here")(scope, receive, send)
            return
        try:
            body = await read_body(request)
            # Only now: a session may end, and this process begin to leave, while a body is on the way.
            viewer = await application.find_viewer(token_of(request))
        except BadMessage as error:
            await _refused(400, str(error))(scope, receive, send)
            return
        except OUTAGES:
            await _AWAY(scope, receive, send)
            return
        if application.sockets.draining:
            await _refused(503, "not now")(scope, receive, send)
            return
        await self._answer(application, request, viewer, body, send)

    async def _answer(
        self, application: Application, request: Request, viewer: Viewer | None, body: Body, send: Send
    ) -> None:
        """Answer, and count it for as long as that lasts."""
        holder = str(viewer.session_id) if viewer else client_of(request) or ""
        most = MOST_STREAMS if viewer else MOST_STREAMS_OF_ADDRESS
        if self._held[holder] >= most:
            await _refused(429, f"at most {most} streams at once", "RATE_LIMITED")(request.scope, request.receive, send)
            return
        self._held[holder] += 1
        try:
            answer = await self._opened(application, request, viewer, body)
            await answer(request.scope, request.receive, send)
        finally:
            self._held[holder] -= 1
            if not self._held[holder]:
                del self._held[holder]

    async def _opened(self, application: Application, request: Request, viewer: Viewer | None, body: Body) -> ASGIApp:
        """Return the stream, or the reason why there is none."""
        try:
            opened = await opened_operations(application, request, viewer, body)
        except BadMessage as error:
            return _refused(400, str(error))
        except OperationRefused as refused:
            return JSONResponse({"errors": refused.errors}, 400)
        except OUTAGES:
            return _AWAY
        return SseConnection(
            opened,
            viewer,
            runs=application.subscriptions,
            sockets=application.sockets,
            epoch=application.epoch,
            retry_milliseconds=self._retry(),
        )


def _refused(status: int, message: str, code: str | None = None) -> JSONResponse:
    error: dict[str, Any] = {"message": message}
    if code:
        error["extensions"] = {"code": code}
    return JSONResponse({"errors": [error]}, status)


_AWAY = _refused(503, "the database is away; come back with your last cursor")
