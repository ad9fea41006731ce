"""The token, the network address and the origin of a request."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

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

    Our pages are those of the public address, and those of the host that was asked where its name is none of the
    public DNS: an address, or a name without dots. The owner of any other name can let it lead to this server, and a
    page of that name would then speak here from inside the network of its visitor.

    A foreign page can make the browsers of its visitors read without an Origin, as an image or a script, and each
    would spend the points of its own network. ``Sec-Fetch-Site`` names such requests; opening a link is none.
    """
    headers = connection.headers
    if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-dest") != "document":
        return False
    host, public = headers.get("host", ""), urlsplit(public_url)
    return all(_is_own(origin, host, public) for origin in headers.getlist("origin"))


def _is_own(origin: str, host: str, public: SplitResult) -> bool:
    page = _page_of(origin)
    if page is None:
        return False
    if page.netloc == public.netloc:
        # Anyone between the visitor and us can write a page over http, and some browsers give its socket the cookie.
        return page.scheme == "https" or public.scheme != "https"
    # Without a public address in the settings the name of this server is not known.
    return page.netloc == host and not (_is_public_name(public.hostname) and _is_public_name(page.hostname))


def _is_public_name(host: str | None) -> bool:
    if host is None or "." not in host:
        return False
    try:
        ip_address(host)
    except ValueError:
        return True
    return False


def _page_of(origin: str) -> SplitResult | None:
    """Return the parts of an origin; None for ``null``, which is any page that hides its own."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return parts if parts.netloc and parts.scheme in {"http", "https"} else None
