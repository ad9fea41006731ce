"""Security headers of the responses."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SOCKET_SCHEMES = {"https": "wss", "http": "ws"}
_SOCKETS_OF_HOST = " {sockets}"
_NO_ONE = "'none'"
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?")


class SecurityHeaders:
    """Middleware that adds the security headers which a response does not set itself."""

    def __init__(
        self, app: ASGIApp, tile_url: str, photo_origin: str | None = None, public_url: str | None = None
    ) -> None:
        self._app = app
        self._headers = security_headers(tile_url, photo_origin, public_url)
        self._encoded = _encoded(self._headers)
        self._names_host = public_url is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"] = list(message.get("headers", ()))
                own = {name.lower() for name, _ in headers}
                headers.extend(one for one in self._headers_of(scope) if one[0] not in own)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _headers_of(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        if self._names_host:
            return self._encoded
        return _encoded({name: _with_sockets_of(value, scope) for name, value in self._headers.items()})


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def security_headers(tile_url: str, photo_origin: str | None = None, public_url: str | None = None) -> dict[str, str]:
    """Return the headers; only tiles, and photos by signed links, may come from another origin.

    Sockets are named beside ``'self'``, because older browsers count ``wss:`` as another origin. Without a public
    address the name stands open for the host of each request.
    """
    other_origins = (f" {photo_origin}" if photo_origin else "") + _origin_of_tiles(tile_url)
    public = urlsplit(public_url or "")
    sockets = f" {_SOCKET_SCHEMES.get(public.scheme, 'ws')}://{public.netloc}" if public_url else _SOCKETS_OF_HOST
    policy = (
        f"default-src 'self'; img-src 'self' data: blob:{other_origins}; style-src 'self'; "
        f"connect-src 'self'{sockets}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "geolocation=(self), camera=(self), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if public.scheme == "https":
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def frame_policy(tile_url: str, origins: Sequence[str]) -> str:
    """Return the policy of the map for other sites: only these may frame it; it has no sockets and no forms."""
    return (
        f"default-src 'self'; img-src 'self' data:{_origin_of_tiles(tile_url)}; style-src 'self'; connect-src 'self'; "
        "object-src 'none'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {' '.join(origins) or _NO_ONE}"
    )


def _origin_of_tiles(tile_url: str) -> str:
    if not tile_url:
        return ""
    parts = urlsplit(tile_url)
    # Leaflet's {s} stands for one of several hosts.
    return f" {parts.scheme}://{parts.netloc.replace('{s}', '*')}"


def _with_sockets_of(value: str, scope: Scope) -> str:
    """Fill in the sockets of the host that the client asked; none where its name is not one."""
    if _SOCKETS_OF_HOST not in value:
        return value
    host = Headers(scope=scope).get("host", "")
    return value.replace(_SOCKETS_OF_HOST, f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else "")
