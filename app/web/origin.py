"""Who is at the other end of a connection, as far as it can be believed."""

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
    """Return the network address at the other end, as seen through our own proxies; None on a unix socket."""
    return connection.client.host if connection.client else None


def is_own_origin(connection: HTTPConnection, public_url: str) -> bool:
    """Whether a browser page of our own asks; clients that are no browsers send no Origin."""
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in {connection.headers.get("host", ""), urlsplit(public_url).netloc}
