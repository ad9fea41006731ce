"""Whose request it is, and whose page opened the socket."""

import pytest
from starlette.requests import Request
from starlette.websockets import WebSocket

from app.auth.sessions import COOKIE
from app.web.http.origin import is_own_origin, token_of


def scope(kind: str, **headers: str):
    """A connection with these headers."""
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": kind, "headers": raw, "path": "/graphql", "query_string": b""}


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        ({}, None),
        ({"authorization": "Bearer abc"}, "abc"),
        ({"authorization": "bearer  abc "}, "abc"),
        ({"authorization": "Basic abc"}, None),
        ({"authorization": "Bearer"}, None),
        ({"cookie": f"{COOKIE}=abc; other=1"}, "abc"),
        ({"cookie": f"{COOKIE}="}, None),
        ({"cookie": f"{COOKIE}=fromcookie", "authorization": "Bearer fromheader"}, "fromheader"),
        ({"cookie": f"{COOKIE}=fromcookie", "authorization": "Basic x"}, "fromcookie"),
    ],
)
def test_the_bearer_token_goes_before_the_cookie(headers, token):
    """A header that is no bearer token leaves it to the cookie."""
    assert token_of(Request(scope("http", **headers))) == token


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        (None, True),
        ("http://inside:8000", True),
        ("https://qala.example", True),
        ("https://evil.example", False),
        ("https://qala.example.evil.com", False),
        ("https://qala.example:444", False),
        ("http://qala.example", False),
        ("null", False),
        ("", False),
        ("qala.example", False),
    ],
)
def test_origin_is_our_own_page_or_absent(origin, own):
    """Browsers say where the page is from: our host or our public address; programs say nothing."""

    async def never(*_):
        raise AssertionError("nothing is read or sent")

    headers = {"host": "inside:8000"} | ({} if origin is None else {"origin": origin})
    socket = WebSocket(scope("websocket", **headers), never, never)

    assert is_own_origin(socket, "https://qala.example") is own


@pytest.mark.parametrize(
    ("host", "public_url", "own"),
    [
        ("rebound.evil.example", "https://qala.example", False),
        ("rebound.evil.example:8000", "http://qala.example:8000", False),
        ("inside:8000", "https://qala.example", True),
        ("localhost:8000", "https://qala.example", True),
        ("10.1.2.3:8000", "https://qala.example", True),
        ("[fd00::1]:8000", "https://qala.example", True),
        ("trial.lan:8000", "http://localhost:8000", True),
    ],
)
def test_the_host_that_was_asked_is_ours_where_nobody_else_can_own_its_name(host, public_url, own):
    """The owner of a name can let it lead to our address (DNS rebinding): then Host and Origin are both that name."""
    page = Request(scope("http", host=host, origin=f"http://{host}"))

    assert is_own_origin(page, public_url) is own


def test_a_page_over_https_is_ours_where_a_proxy_speaks_it_for_us():
    """The public address may be older than the certificate."""
    assert is_own_origin(Request(scope("http", host="x", origin="https://qala.example")), "http://qala.example")


@pytest.mark.parametrize("origin", ["null", "", "file://", "http://", "//", "https://[", "data:text/html,x"])
def test_origin_without_a_host_is_never_our_own(origin):
    """Even for a client without a Host header, or with a public address that lacks its scheme."""
    request = Request(scope("http", origin=origin))

    assert not is_own_origin(request, "qala.example")
    assert not is_own_origin(request, "https://qala.example")


def test_every_line_of_the_header_counts():
    """A proxy may append one line; the first alone decides nothing."""
    given = scope("http", host="inside:8000")
    given["headers"] += [(b"origin", b"http://inside:8000"), (b"origin", b"https://evil.example")]

    assert not is_own_origin(Request(given), "https://qala.example")
