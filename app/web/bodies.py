"""How large a request to `/graphql` may be, how long it may take to come, and that no foreign page sends files.

All of it is decided as early as can be: by the headers, then while the body comes, and never after it is read.
"""

import asyncio
from typing import Any

import structlog
from cross_web import FormData, StarletteRequestAdapter
from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.photos import MAX_PHOTO_BYTES, MAX_PHOTOS

log = structlog.get_logger()

LARGEST_QUERY_BYTES = 256 * 1024
LARGEST_UPLOAD_BYTES = MAX_PHOTOS * MAX_PHOTO_BYTES + 1024 * 1024
LONGEST_SILENCE_SECONDS = 20.0
_FIELDS = 2
"""``operations`` and ``map``; everything else is a file."""
_OUR_PAGES_SEND = ("graphql-require-preflight", "x-requested-with")
_MULTIPART = "multipart/form-data"


class BodyRefused(Exception):
    """The body is not taken, and this is the answer; in the shape of GraphQL, so that clients find the words."""

    def __init__(self, status: int, code: str, message: str, **data: Any) -> None:
        super().__init__(message)
        self.response = JSONResponse(
            {"errors": [{"message": message, "extensions": {"code": code, **data}}]},
            status,
            # What of the body is still to come is not read; so the connection is of no more use.
            {"Connection": "close"},
        )


class BodyGuard:
    """Stands before an application that reads bodies.

    ``seconds`` is how long a whole body may take, ``silence_seconds`` how long nothing of it may come.
    """

    def __init__(self, app: ASGIApp, *, seconds: float, silence_seconds: float = LONGEST_SILENCE_SECONDS) -> None:
        self._app = app
        self._seconds = seconds
        self._silence_seconds = silence_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it."""
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            headers = Headers(scope=scope)
            limit = _limit_of(headers)
            _check_headers(headers, limit)
            body = _Body(receive, limit, self._seconds, self._silence_seconds)
            await self._app(scope, body.receive, send_and_note)
        except BodyRefused as refused:
            if started:
                raise
            await refused.response(scope, receive, send)
        except ClientDisconnect:
            log.debug("client left while sending", path=scope["path"])


def _limit_of(headers: Headers) -> int:
    return LARGEST_UPLOAD_BYTES if _is_multipart(headers) else LARGEST_QUERY_BYTES


def _is_multipart(headers: Headers) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == _MULTIPART


def _check_headers(headers: Headers, limit: int) -> None:
    # A form of any page may post multipart with our cookies, but none can add a header without asking first.
    if _is_multipart(headers) and not any(headers.get(name) for name in _OUR_PAGES_SEND):
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


class _Body:
    """The body on its way in: counted, and timed."""

    def __init__(self, receive: Receive, limit: int, seconds: float, silence_seconds: float) -> None:
        self._receive = receive
        self._limit = limit
        self._seconds = seconds
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._silence_seconds = silence_seconds
        self._size = 0
        self._whole = False

    async def receive(self) -> Message:
        """Return the next message; after the body there is only the end of the connection to wait for."""
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
            async with asyncio.timeout_at(min(self._deadline, now + self._silence_seconds)):
                return await self._receive()
        except TimeoutError as error:
            message = (
                f"expected the whole request within {self._seconds:g} seconds,"
                f" and never more than {self._silence_seconds:g} seconds without any of it"
            )
            raise BodyRefused(408, "TOO_SLOW", message, limitSeconds=self._seconds) from error


class UploadAdapter(StarletteRequestAdapter):
    """Reads a multipart request within our limits; files are apart from fields."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self._upload = request

    async def get_form_data(self) -> FormData:
        """Return the fields and the files.

        Raises:
            BodyRefused: too many, too large, or no multipart at all.
        """
        try:
            form = await self._upload.form(max_files=MAX_PHOTOS, max_fields=_FIELDS, max_part_size=LARGEST_QUERY_BYTES)
        except HTTPException as error:
            raise BodyRefused(400, "INVALID_INPUT", error.detail, field="photos") from error
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
