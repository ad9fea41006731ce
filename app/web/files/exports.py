"""`/export/requests.csv`, `.xlsx` and `.geojson`: the requests of a list as a file, streamed."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.application import Application
from app.auth.fair_queue import Payer
from app.auth.viewer import Viewer, signed_in
from app.commands.staff.exports import Export, export_for_viewer
from app.domain.accounts.roles import Locale
from app.errors import InvalidInput, NotAllowed, QalaError, RateLimited
from app.exporting.formats import ExportFormat
from app.models.database import OUTAGES
from app.models.statement_limits import STATEMENT_TIMED_OUT
from app.web.files.transfer import TimedSend, until_disconnect
from app.web.graphql.refusals import refusal, refusals
from app.web.http.origin import client_of, is_own_origin, token_of
from schema.filter_json import filter_of_json, read_filter

log = structlog.get_logger()
MAX_SECONDS = 900.0
"""How long one file may take: its snapshot keeps PostgreSQL from cleaning up behind it."""
GRACE_SECONDS = 60.0
LEAST_BYTES_PER_SECOND = 100 * 1024
"""How fast a file has to be read on the average once ``GRACE_SECONDS`` are over, while another client waits for the
slot: one that reads as slowly as it may would otherwise keep all others from their files."""
ROWS_HEADER = "X-Export-Rows"
"""How many requests the file will have, for a progress bar."""
_PARAMETERS = frozenset({"filter", "language", "personal"})
_FAILURES: tuple[type[Exception], ...] = (TimeoutError, STATEMENT_TIMED_OUT, *OUTAGES)
_STATUS = {"UNAUTHENTICATED": 401, "NOT_ALLOWED": 403, "NOT_FOUND": 404, "INVALID_INPUT": 400, "RATE_LIMITED": 429}


def export_routes(get_application: Callable[[], Application]) -> list[Route]:
    """Return the route."""

    async def export(request: Request) -> Response:
        if request.method != "GET":
            # Starlette routes HEAD wherever it routes GET; a file would be written, counted and recorded for nothing.
            raise HTTPException(405, headers={"Allow": "GET"})
        application = get_application()
        try:
            if not _is_own_page(request, application.command_context.public_url):
                raise NotAllowed("this page may not take files for its visitor")
            viewer = signed_in(await application.find_viewer(token_of(request)))
            return ExportResponse(application, viewer, client_of(request), await _read(request, viewer))
        except QalaError as refused:
            return _refused(refused)
        except OUTAGES:
            return _away()

    return [Route("/export/requests.{format}", export, methods=["GET"])]


def _is_own_page(request: Request, public_url: str) -> bool:
    # Opening a link of a foreign page would be enough to take a file, and to leave a record of it.
    return request.headers.get("sec-fetch-site") != "cross-site" and is_own_origin(request, public_url)


async def _read(request: Request, viewer: Viewer) -> Export:
    if unknown := sorted(request.query_params.keys() - _PARAMETERS):
        raise InvalidInput(unknown[0][:40], f"{unknown[0][:40]}: expected {', '.join(sorted(_PARAMETERS))}")
    given = read_filter(request.query_params.get("filter", "{}"))
    return Export(
        filter=await filter_of_json(given, viewer),
        given=given,
        format=_one_of(ExportFormat, "format", request.path_params["format"]),
        locale=_one_of(Locale, "language", request.query_params.get("language", viewer.locale.value).upper()),
        personal=_is_true("personal", request.query_params.get("personal", "false")),
    )


def _one_of(kind: Any, name: str, value: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        expected = ", ".join(one.value for one in kind)
        raise InvalidInput(name, f"{name}: expected {expected}, got {value[:40]!r}") from None


def _is_true(name: str, value: str) -> bool:
    if value not in {"true", "false"}:
        raise InvalidInput(name, f"{name}: expected true or false, got {value[:40]!r}")
    return value == "true"


def _refused(error: QalaError) -> Response:
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, RateLimited):
        headers["Retry-After"] = str(error.data["retryAfterSeconds"])
    return refusals(_STATUS.get(error.code, 500), [error.as_json], headers=headers)


def _away() -> Response:
    return refusal(503, "the database is away; try again later", headers={"Cache-Control": "no-store"})


class ExportResponse(Response):
    """Writes the file while it is sent, as fast as the client reads it; stops when the client leaves or stalls."""

    def __init__(self, application: Application, viewer: Viewer, client: str | None, export: Export) -> None:
        super().__init__(
            media_type=export.format.media_type,
            headers={
                "Cache-Control": "private, no-store",
                "X-Content-Type-Options": "nosniff",
            },
        )
        # The length is known only when all has been sent.
        del self.headers["content-length"]
        self._application = application
        self._viewer = viewer
        self._payer = Payer.of(client, viewer.account_id)
        self._export = export
        self._began = 0.0
        self._sent = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, or why there is none."""
        sending = TimedSend(send)
        try:
            async with asyncio.timeout(MAX_SECONDS):
                await until_disconnect(receive, self._send(sending))
        except QalaError as error:
            if sending.started:
                raise
            await _refused(error)(scope, receive, send)
        except _FAILURES as error:
            # Once the status is sent the connection breaks, and the client sees that the file is incomplete.
            log.warning("export_failed", error=type(error).__name__)
            if not sending.started:
                await _away()(scope, receive, send)

    async def _send(self, sending: TimedSend) -> None:
        async def begin(rows: int, day: date) -> None:
            # The city is known to exist by now, so its id can stand in a header.
            name = f"requests-{self._export.city_id}-{day.isoformat()}.{self._export.format.value}"
            self.headers["Content-Disposition"] = f'attachment; filename="{name}"'
            self.headers[ROWS_HEADER] = str(rows)

        async def send_piece(piece: bytes) -> None:
            if not sending.started:
                head = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
                await sending.send(head)
            await sending.send({"type": "http.response.body", "body": piece, "more_body": True})
            self._sent += len(piece)
            self._check_pace()

        context, export = self._application.command_context, self._export
        async with self._application.reads.export(self._payer, is_staff=export.is_for_staff(self._viewer)):
            self._began = asyncio.get_running_loop().time()
            await export_for_viewer(context, self._viewer, export, send_piece, began=begin)
        await sending.send({"type": "http.response.body", "body": b"", "more_body": False})

    def _check_pace(self) -> None:
        """End a file that is read too slowly while another client waits for one."""
        took = asyncio.get_running_loop().time() - self._began
        is_slow = took > GRACE_SECONDS and self._sent < took * LEAST_BYTES_PER_SECOND
        if is_slow and self._application.reads.waits_for_export(is_staff=self._export.is_for_staff(self._viewer)):
            raise TimeoutError("the client reads too slowly, and another one waits")
