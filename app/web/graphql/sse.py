"""`/graphql/stream`: operations over server-sent events; also `/graphql`, for clients that accept only those."""

import random
from collections import Counter
from collections.abc import Callable

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.application import Application
from app.auth.viewer import Viewer
from app.errors import RateLimited
from app.live.engine import OperationRefused
from app.live.messages import BadMessage
from app.live.shares import RETRY_AFTER_SECONDS, holder_of
from app.live.sse_connection import MEDIA_TYPE, SseConnection
from app.models.database import OUTAGES
from app.web.graphql.admission import too_many
from app.web.graphql.operations import Body, open_operations, read_body
from app.web.graphql.refusal_pause import RefusalPause
from app.web.graphql.refusals import refusal, refusals
from app.web.http.origin import client_of, is_own_origin, token_of

MAX_STREAMS = 50
"""Open streams of one session in a process."""
MAX_STREAMS_PER_NETWORK = 1_000
"""Open streams without a session of one network, which a whole school, or a village behind a carrier, may share."""
RETRY_MILLISECONDS = (1_000, 5_000)
"""The range of the reconnection time; each client gets a random one, so that they do not reconnect all at once."""


def _random_retry() -> int:
    return random.randint(*RETRY_MILLISECONDS)  # noqa: S311 - spreads load and needs no secrecy


def accepts_stream(scope: Scope) -> bool:
    """Whether the client accepts server-sent events and not JSON.

    Clients that accept both get JSON: a stream cannot set a cookie, so signing in would not work.
    """
    accepted = b",".join(value.lower() for name, value in scope["headers"] if name == b"accept")
    return MEDIA_TYPE.encode() in accepted and b"json" not in accepted


class SseEndpoint:
    """The endpoint, which counts the open streams of each client."""

    def __init__(
        self,
        get_application: Callable[[], Application],
        refusal_pause: RefusalPause,
        *,
        retry: Callable[[], int] | None = None,
    ) -> None:
        self._get_application = get_application
        self._refusal_pause = refusal_pause
        self._retry = retry or _random_retry
        self._open_streams: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        application = self._get_application()
        if not is_own_origin(request, application.command_context.public_url):
            await refusal(403, "not here")(scope, receive, send)
            return
        try:
            body = await read_body(request)
            # After the body: while it arrives, a session may end and this process may start to drain.
            viewer = await application.find_viewer(token_of(request))
        except BadMessage as error:
            await refusal(400, str(error))(scope, receive, send)
            return
        except OUTAGES:
            await _DATABASE_AWAY(scope, receive, send)
            return
        if application.sockets.draining:
            await refusal(503, "not now")(scope, receive, send)
            return
        await self._answer(application, request, viewer, body, send)

    async def _answer(
        self, application: Application, request: Request, viewer: Viewer | None, body: Body, send: Send
    ) -> None:
        """Answer the request, and count its stream while it is open."""
        holder = holder_of(viewer, client_of(request))
        session = str(viewer.session_id) if viewer else holder or ""
        limit = MAX_STREAMS if viewer else MAX_STREAMS_PER_NETWORK
        try:
            with application.subscriptions.limits.connections.held(holder):
                if self._open_streams[session] >= limit:
                    raise RateLimited(f"at most {limit} streams at once", retry_after_seconds=RETRY_AFTER_SECONDS)
                self._open_streams[session] += 1
                try:
                    answer = await self._open(application, request, viewer, body)
                    await answer(request.scope, request.receive, send)
                finally:
                    self._open_streams[session] -= 1
                    if not self._open_streams[session]:
                        del self._open_streams[session]
        except RateLimited as refused:
            await too_many(refused)(request.scope, request.receive, send)

    async def _open(self, application: Application, request: Request, viewer: Viewer | None, body: Body) -> ASGIApp:
        """Return the stream, or the refusal."""
        limits, slices = application.subscriptions.limits, application.subscriptions.slices
        await slices.turn(limits.start_level_of(holder_of(viewer, client_of(request))))
        try:
            operations = await open_operations(application, request, viewer, body, self._refusal_pause)
        except BadMessage as error:
            return refusal(400, str(error))
        except OperationRefused as refused:
            return refusals(400, refused.errors)
        except OUTAGES:
            return _DATABASE_AWAY
        return SseConnection(
            operations,
            viewer,
            holder=holder_of(viewer, client_of(request)),
            subscriptions=application.subscriptions,
            sockets=application.sockets,
            epoch=application.epoch,
            retry_milliseconds=self._retry(),
        )


_DATABASE_AWAY = refusal(503, "the database is away; come back with your last cursor")
