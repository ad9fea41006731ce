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
    """Whether the request is from a page of ours, or from a client that is not a browser and sends no Origin.

    A foreign page can make the browsers of its visitors read without an Origin, as an image or a script, and each
    would spend the points of its own network. ``Sec-Fetch-Site`` names such requests; opening a link is none.
    """
    headers = connection.headers
    if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-dest") != "document":
        return False
    origins = headers.getlist("origin")
    if not origins:
        return True
    own = {headers.get("host", ""), urlsplit(public_url).netloc}
    return all(_host_of(origin) in own for origin in origins)


def _host_of(origin: str) -> str | None:
    """Return the host and port of an origin; None for ``null``, which is any page that hides its own."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return parts.netloc or None if parts.scheme in {"http", "https"} else None
