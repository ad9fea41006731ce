"""Admission of uploads: who sends files is known, and has room, before the first byte of them is read.

Files larger than a megabyte lie on the disk until their request is answered. Without a limit, clients that send slowly
fill it together.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.application import Application
from app.auth.limits import network_of
from app.errors import RateLimited, Unauthenticated
from app.models.database import OUTAGES
from app.web.graphql.bodies import MAX_UPLOAD_BYTES, BodyRefused, is_multipart
from app.web.http.origin import client_of, token_of

RETRY_AFTER_SECONDS = 5
MAX_UPLOADS = 100
"""Uploads of one process at once."""
ANONYMOUS_BYTES = 5 * 1024 * 1024
"""Of a request with files without a session: a registration brings one picture, which the page makes small."""
ANONYMOUS_UPLOADS = 20
"""Of all clients without a session, and of those of one network."""
ANONYMOUS_NETWORK_UPLOADS = 8
ACCOUNT_UPLOADS = 4
"""Of one account: several windows of a page send one request each."""
NETWORK_UPLOADS = 50
"""Of one network, which may be that of a mobile carrier."""
_ACCOUNT_FRACTION = 4
_NETWORK_FRACTION = 2
"""An account may fill a quarter of the room, and a network half of it."""


@dataclass(frozen=True, slots=True)
class _Share:
    key: str
    uploads: int
    size: int


class UploadSlots:
    """The room for uploads of one process, in requests and in bytes, and who holds how much of it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._uploads: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self.refused = 0

    @property
    def uploads(self) -> int:
        """The number of uploads that are being received or worked on."""
        return self._uploads["all"]

    @property
    def bytes(self) -> int:
        """How many bytes they may have together."""
        return self._bytes["all"]

    @contextmanager
    def held(self, account: str | None, client: str | None, size: int) -> Iterator[None]:
        """Hold room for an upload of this size during the block; without an account it is that of a registration.

        Raises:
            RateLimited: the account, its network or the process has no room for it now.
        """
        shares = self._shares(account, client)
        for share in shares:
            # A share without any upload takes one of any size, so that a small room never refuses an allowed request.
            if self._uploads[share.key] >= share.uploads or self._bytes[share.key] + size > max(share.size, size):
                self.refused += 1
                raise RateLimited(
                    "too many files are being sent by your account, your network or to this server; try again soon",
                    retry_after_seconds=RETRY_AFTER_SECONDS,
                )
        for share in shares:
            self._uploads[share.key] += 1
            self._bytes[share.key] += size
        try:
            yield
        finally:
            for share in shares:
                self._uploads[share.key] -= 1
                self._bytes[share.key] -= size
                if not self._uploads[share.key]:
                    del self._uploads[share.key], self._bytes[share.key]

    def _shares(self, account: str | None, client: str | None) -> list[_Share]:
        shares = [_Share("all", MAX_UPLOADS, self._size)]
        if account is None:
            shares.append(_Share("anonymous", ANONYMOUS_UPLOADS, self._size))
        else:
            shares.append(_Share(f"account:{account}", ACCOUNT_UPLOADS, self._size // _ACCOUNT_FRACTION))
        if network := network_of(client):
            shares.append(_Share(f"network:{network}", NETWORK_UPLOADS, self._size // _NETWORK_FRACTION))
            if account is None:
                shares.append(_Share(f"anonymous:{network}", ANONYMOUS_NETWORK_UPLOADS, self._size))
        return shares


class UploadAdmission:
    """Middleware that admits a request with files while there is room for it; a large one for a viewer alone."""

    def __init__(self, app: ASGIApp, get_application: Callable[[], Application], room: UploadSlots) -> None:
        self._app = app
        self._get_application = get_application
        self._room = room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it before its body is read."""
        headers = Headers(scope=scope)
        if not is_multipart(headers):
            await self._app(scope, receive, send)
            return
        request, size = Request(scope), _size_of(headers)
        account = await self._account(request)
        if account is None and size > ANONYMOUS_BYTES:
            message = f"sign in before you send files; without a session a request has at most {ANONYMOUS_BYTES} bytes"
            raise BodyRefused(401, Unauthenticated.code, message, limitBytes=ANONYMOUS_BYTES)
        try:
            with self._room.held(account, client_of(request), size):
                await self._app(scope, receive, send)
        except RateLimited as refused:
            raise BodyRefused(429, refused.code, refused.message, **refused.data) from refused

    async def _account(self, request: Request) -> str | None:
        """Return the account that sends the files, or None; who it is is asked again once they are there."""
        try:
            viewer = await self._get_application().find_viewer(token_of(request))
        except OUTAGES as error:
            raise BodyRefused(503, "INTERNAL", "the database is away; try again later") from error
        return str(viewer.account_id) if viewer is not None else None


def _size_of(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isdecimal() else MAX_UPLOAD_BYTES
