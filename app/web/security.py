"""Security headers of the responses."""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class SecurityHeaders:
    """Middleware that adds the security headers which a response does not set itself."""

    def __init__(self, app: ASGIApp, tile_url: str, photo_origin: str | None = None) -> None:
        self._app = app
        self._headers = security_headers(tile_url, photo_origin)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def security_headers(tile_url: str, photo_origin: str | None = None) -> dict[str, str]:
    """Return the headers; only tiles, and photos by signed links, may come from another origin."""
    other_origins = f" {photo_origin}" if photo_origin else ""
    if tile_url:
        parts = urlsplit(tile_url)
        # Leaflet's {s} stands for one of several hosts.
        other_origins += f" {parts.scheme}://{parts.netloc.replace('{s}', '*')}"
    policy = (
        f"default-src 'self'; img-src 'self' data: blob:{other_origins}; style-src 'self'; "
        "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "geolocation=(self), camera=(self), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
