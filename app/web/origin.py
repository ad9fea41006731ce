"""The token, the network address and the origin of a request."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from app.auth.sessions import COOKIE


def token_of(connection: HTTPConnection) -> str | None:
    """Return the bearer token, or the one in the cookie."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return connection.cookies.get(COOKIE) or None


def client_of(connection: HTTPConnection) -> str | None:
    """Return the network address of the client in front of our own proxies; None on a Unix socket."""
    return connection.client.host if connection.client else None


def is_own_origin(connection: HTTPConnection, public_url: str) -> bool:
    """Whether the request is from a page of ours, or from a client that is not a browser and sends no Origin."""
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in {connection.headers.get("host", ""), urlsplit(public_url).netloc}
