"""Limits the size and the duration of request bodies to `/graphql`, and refuses files from foreign pages.

Each limit is checked as early as possible: on the headers, then while the body arrives, never after it is read.
"""

import asyncio
import tempfile
from dataclasses import dataclass
from typing import Any

import structlog
from cross_web import FormData, StarletteRequestAdapter
from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.photos.photo import MAX_PHOTO_BYTES, MAX_PHOTOS
from app.errors import StorageError
from app.private_files import NO_ROOM
from app.web.graphql.refusals import refusal

log = structlog.get_logger()

MAX_QUERY_BYTES = 256 * 1024
MAX_UPLOAD_BYTES = MAX_PHOTOS * MAX_PHOTO_BYTES + 1024 * 1024
MAX_SILENCE_SECONDS = 20.0
GRACE_SECONDS = 30.0
MIN_BYTES_PER_SECOND = 2048
"""How fast a body has to come on the average, once ``GRACE_SECONDS`` are over; a bad mobile network has twice that."""
_MAX_FIELDS = 2
"""``operations`` and ``map``; every other part is a file."""
_PREFLIGHT_HEADERS = ("graphql-require-preflight", "x-requested-with")
_MULTIPART = "multipart/form-data"


class BodyRefused(Exception):
    """The body is refused; ``response`` is a GraphQL error, so that clients can show its message."""

    def __init__(self, status: int, code: str, message: str, **data: Any) -> None:
        super().__init__(message)
        # The rest of the body is not read, so the connection cannot be reused.
        headers = {"Connection": "close", "Cache-Control": "no-store"}
        if "retryAfterSeconds" in data:
            headers["Retry-After"] = str(data["retryAfterSeconds"])
        self.response = refusal(status, message, code, headers=headers, **data)


class BodyGuard:
    """Middleware that limits the bodies of an application.

    A whole body may take ``seconds``, and no pause in it may be longer than ``silence_seconds``. After
    ``grace_seconds`` it has to have come with ``MIN_BYTES_PER_SECOND``.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        seconds: float,
        silence_seconds: float = MAX_SILENCE_SECONDS,
        grace_seconds: float = GRACE_SECONDS,
    ) -> None:
        self._app = app
        self._times = _Times(seconds, silence_seconds, grace_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        started = False

        async def send_noting_start(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            headers = Headers(scope=scope)
            limit = _limit_of(headers)
            _check_headers(headers, limit)
            body = _Body(receive, limit, self._times)
            await self._app(scope, body.receive, send_noting_start)
        except BodyRefused as refused:
            if started:
                raise
            await refused.response(scope, receive, send)
        except ClientDisconnect:
            log.debug("client_disconnected", path=scope["path"])


def _limit_of(headers: Headers) -> int:
    return MAX_UPLOAD_BYTES if is_multipart(headers) else MAX_QUERY_BYTES


def is_multipart(headers: Headers) -> bool:
    """Whether the body has parts, of which files are some."""
    return headers.get("content-type", "").partition(";")[0].strip().lower() == _MULTIPART


def _check_headers(headers: Headers, limit: int) -> None:
    # A form of a foreign page can post multipart with our cookies, but a header needs a preflight request.
    if is_multipart(headers) and not any(headers.get(name) for name in _PREFLIGHT_HEADERS):
        raise BodyRefused(
            400,
            "PREFLIGHT_REQUIRED",
            "expected the header GraphQL-Require-Preflight or X-Requested-With beside multipart/form-data",
        )
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise _too_large(limit)


def _too_large(limit: int) -> BodyRefused:
    return BodyRefused(413, "TOO_LARGE", f"expected a request of at most {limit} bytes", limitBytes=limit)


@dataclass(frozen=True, slots=True)
class _Times:
    """The limits of time, in seconds."""

    whole: float
    silence: float
    grace: float

    def deadline(self, started: float, now: float, size: int) -> float:
        """Return when the next part of a body has to be there, of which ``size`` bytes have come."""
        return min(started + self.whole, now + self.silence, started + self.grace + size / MIN_BYTES_PER_SECOND)


class _Body:
    """Receives a body within its limits of size and time."""

    def __init__(self, receive: Receive, limit: int, times: _Times) -> None:
        self._receive = receive
        self._limit = limit
        self._times = times
        self._started = asyncio.get_running_loop().time()
        self._size = 0
        self._whole = False

    async def receive(self) -> Message:
        """Return the next message. After the body it waits without limit, for the disconnect."""
        if self._whole:
            return await self._receive()
        message = await self._in_time()
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            if self._size > self._limit:
                raise _too_large(self._limit)
            self._whole = not message.get("more_body", False)
        return message

    async def _in_time(self) -> Message:
        now = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(self._times.deadline(self._started, now, self._size)):
                return await self._receive()
        except TimeoutError as error:
            message = (
                f"expected the whole request within {self._times.whole:g} seconds,"
                f" never more than {self._times.silence:g} seconds without any of it,"
                f" and {MIN_BYTES_PER_SECOND} bytes a second after {self._times.grace:g} seconds"
            )
            raise BodyRefused(408, "TOO_SLOW", message, limitSeconds=self._times.whole) from error


class UploadAdapter(StarletteRequestAdapter):
    """Reads a multipart request within our limits, and separates files from fields."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self._upload = request

    async def get_form_data(self) -> FormData:
        """Return the fields and the files.

        Raises:
            BodyRefused: too many files, a file too large, or not multipart.
        """
        try:
            form = await self._upload.form(max_files=MAX_PHOTOS, max_fields=_MAX_FIELDS, max_part_size=MAX_QUERY_BYTES)
        except HTTPException as error:
            raise BodyRefused(400, "INVALID_INPUT", error.detail, field="photos") from error
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            log.error("upload_folder_full", folder=tempfile.gettempdir(), error=str(error))
            raise BodyRefused(507, StorageError.code, "no room is left for files; try again later") from error
        if "operations" not in form:
            raise BodyRefused(400, "INVALID_INPUT", "expected a field named operations", field="operations")
        files = {name: part for name, part in form.items() if isinstance(part, UploadFile)}
        for file in files.values():
            _check_size(file)
        return FormData(files=files, form={name: part for name, part in form.items() if name not in files})


def _check_size(file: UploadFile) -> None:
    if file.size is not None and file.size > MAX_PHOTO_BYTES:
        message = f"expected a file of at most {MAX_PHOTO_BYTES} bytes: {(file.filename or 'photo')[:80]}"
        raise BodyRefused(413, "TOO_LARGE", message, field="photos", limitBytes=MAX_PHOTO_BYTES)
