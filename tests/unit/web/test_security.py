"""The headers that tell browsers what the page may do."""

import pytest

from app.web.security import security_headers


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


def test_no_other_origin_is_allowed():
    """No plugins, no frames, no foreign scripts, no other base."""
    policy = security_headers("")["Content-Security-Policy"]

    for rule in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy
    assert "unsafe-eval" not in policy
    assert "script-src" not in policy
