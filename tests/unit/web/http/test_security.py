"""The headers that tell browsers what the page may do."""

import pytest

from app.web.http.security import security_headers


@pytest.mark.parametrize(
    ("tile_url", "sources"),
    [
        ("", "img-src 'self' data: blob:;"),
        ("https://tiles.example/{z}/{x}/{y}.png", "img-src 'self' data: blob: https://tiles.example;"),
        ("https://{s}.tiles.example:8443/{z}/{x}/{y}", "img-src 'self' data: blob: https://*.tiles.example:8443;"),
    ],
)
def test_tiles_may_come_from_their_server(tile_url, sources):
    """The host of the tiles is named, whatever its subdomain, and no other."""
    assert sources in security_headers(tile_url)["Content-Security-Policy"]


def test_photos_may_come_from_the_storage_of_signed_links():
    """The origin of signed links is named beside that of the tiles; only pictures come from it."""
    policy = security_headers("https://tiles.example/{z}", "https://s3.example.kz:9000")["Content-Security-Policy"]

    assert "img-src 'self' data: blob: https://s3.example.kz:9000 https://tiles.example;" in policy
    assert policy.count("s3.example.kz") == 1


def test_sockets_are_named_by_their_host():
    """Any page on ``ws:`` and ``wss:`` would let a script that got in send away what it read."""
    policies = [
        security_headers("", None, url)["Content-Security-Policy"]
        for url in ("https://qala.example.kz", "http://localhost:8000", "https://qala.example.kz:8443/")
    ]

    assert "connect-src 'self' wss://qala.example.kz;" in policies[0]
    assert "connect-src 'self' ws://localhost:8000;" in policies[1]
    assert "connect-src 'self' wss://qala.example.kz:8443;" in policies[2]
    assert not any(" ws: " in policy or " wss:;" in policy for policy in policies)


def test_only_https_is_remembered():
    """A page that was once seen over https is never asked for over http again, for a year."""
    assert security_headers("", None, "https://qala.example.kz")["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in security_headers("", None, "http://localhost:8000")
    assert "Strict-Transport-Security" not in security_headers("")


def test_no_other_origin_is_allowed():
    """No plugins, no frames, no foreign scripts, no other base."""
    policy = security_headers("")["Content-Security-Policy"]

    for rule in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "unsafe-eval" not in policy
    assert "script-src" not in policy
