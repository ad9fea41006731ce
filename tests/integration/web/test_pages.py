"""Everything beside GraphQL: the page, its files, health, metrics, headers."""

import re

import httpx2
import pytest
from pydantic import SecretStr
from starlette.requests import Request

from app.settings import PAGE
from app.web.files.page import TILE_META, Page
from app.web.health import may_read_metrics
from tests.integration.web.conftest import TILES


async def test_page_contains_the_tile_url(site):
    """The address of the tiles is written into the page, harmlessly; the page itself is asked for anew each time."""
    answer = await site.client.get("/")

    content = re.findall(r'<meta name="qala-tile-url" content="([^"]*)" />', answer.text)
    assert answer.status_code == 200
    assert content == [TILES.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")]
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/html")


async def test_front_end_has_the_tile_url_meta_tag():
    """The page that is built carries exactly the line that the server fills."""
    assert TILE_META in (PAGE.parent / "index.html").read_text()


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/index.html", 200), ("/requests/ALM-1", 404), ("/кала/", 404)]
)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
async def test_a_browser_gets_the_page_and_a_broken_link_the_status_404_with_it(site, path, status, coding):
    """A search engine forgets the address, and a person goes on."""
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Encoding": coding}
    answer = await site.client.get(path, headers=browser)
    again = await site.client.get(path, headers={**browser, "If-None-Match": answer.headers.get("etag", '"none"')})

    assert answer.status_code == status
    assert "<title>QalaControl</title>" in answer.text
    assert ("etag" in answer.headers) == (status == 200)
    assert again.status_code == (304 if status == 200 else 404)


@pytest.mark.parametrize(
    "path", ["/api/v1/requests", "/graphql/v2", "/health", "/assets", "/photos", "/requests/1.json"]
)
@pytest.mark.parametrize("accept", ["*/*", "text/html", "application/json"])
async def test_a_client_that_asks_for_what_is_no_service_gets_the_status_alone(site, path, accept):
    """A program that reads the page as its answer would go on with nonsense."""
    answer = await site.client.get(path, headers={"Accept": accept})

    assert answer.status_code == 404
    assert "<title>" not in answer.text


async def test_missing_file_returns_404(site):
    """A missing or foreign file is 404 and never the page, which a browser would run as a script."""
    for path in [
        "/assets/gone-123.js",
        "/favicon.ico",
        "/../pyproject.toml",
        "/..%2f..%2fetc/passwd.txt",
        "/assets/%00.js",
    ]:
        answer = await site.client.get(path)

        assert answer.status_code == 404
        assert "QalaControl" not in answer.text


async def test_files_with_a_hash_in_their_name_are_cached_for_ever(site):
    """Their content never changes; other files are asked for anew."""
    asset, icon = await site.client.get("/assets/index-abc.js"), await site.client.get("/icon.svg")

    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (asset.status_code, icon.status_code) == (200, 200)
    assert "immutable" not in icon.headers.get("cache-control", "")


async def test_page_accepts_only_reads(site):
    """Posting to it means nothing."""
    for path in ("/", "/icon.svg", "/c/almaty"):
        answer = await site.client.post(path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_password_managers_find_the_page_that_changes_a_password(site):
    """By the address that browsers offer after a leak."""
    answer = await site.client.get("/.well-known/change-password")

    assert (answer.status_code, answer.headers["location"]) == (302, "/#/account")


async def test_without_a_build_the_page_says_what_to_do(tmp_path):
    """An installation whose front end is not built says so at every path, and does not fail."""
    transport = httpx2.ASGITransport(Page(tmp_path / "nowhere", ""))
    async with httpx2.AsyncClient(transport=transport, base_url="http://qala.test") as client:
        for path in ("/", "/index.html", "/some/where", "/assets/index-abc.js"):
            answer = await client.get(path)

            assert answer.status_code == 503
            assert "make setup" in answer.text


async def test_every_response_has_the_security_headers(site):
    """Nothing may frame the page, guess the kind of a file, or load what is not ours; tiles are the one exception."""
    for path in ["/", "/icon.svg", "/gone.js", "/graphql", "/health/live", "/metrics"]:
        headers = (await site.client.get(path)).headers

        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "img-src 'self' data: blob: https://*.tiles.example;" in policy
        assert "script-src" not in policy
        assert policy.startswith("default-src 'self';")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"]
        assert headers["permissions-policy"]


@pytest.mark.parametrize(
    ("host", "sockets"),
    [
        ("qala.test", "connect-src 'self' ws://qala.test wss://qala.test;"),
        ("[::1]:8000", "connect-src 'self' ws://[::1]:8000 wss://[::1]:8000;"),
        ("evil.example; script-src *", "connect-src 'self';"),
        ("*", "connect-src 'self';"),
    ],
)
async def test_sockets_follow_the_host_where_no_public_address_is_set(site, host, sockets):
    """What the client says of the host is taken where it is a name, and never as a part of the policy."""
    policy = (await site.client.get("/", headers={"host": host})).headers["content-security-policy"]

    assert sockets in policy
    assert "script-src" not in policy


async def test_alive_and_ready(site):
    """Alive is that it answers; ready is that the database and the stream answer too."""
    live, ready = await site.client.get("/health/live"), await site.client.get("/health/ready")

    assert (live.status_code, live.json()) == (200, {"status": "live"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "problems": {}})


async def test_process_is_ready_without_redis(site, monkeypatch):
    """Redis only saves time: it is named as a problem, and traffic goes on. Without the database it does not."""

    async def fail(*_, **__):
        raise ConnectionError

    monkeypatch.setattr(site.test_app.application.redis, "ping", fail)
    slow = await site.client.get("/health/ready")
    monkeypatch.setattr("app.web.health.log_head", fail)
    gone = await site.client.get("/health/ready")

    assert (slow.status_code, slow.json()["problems"]) == (200, {"redis": "ConnectionError"})
    assert (gone.status_code, gone.json()["status"]) == (503, "not ready")


async def test_metrics_are_exposed(site):
    """The text that Prometheus reads, with the position of the log as it is now."""
    answer = await site.client.get("/metrics")

    figures = dict(line.split() for line in answer.text.splitlines() if not line.startswith("#"))
    assert answer.headers["content-type"].startswith("text/plain")
    assert figures["qala_sockets"] == figures["qala_streams"] == "0.0"
    assert {"qala_runs", "qala_topics", "qala_log_position", "qala_sequencer_leader"} <= set(figures)


@pytest.mark.parametrize(
    "header", [{"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}, {"Via": "1.1 proxy"}]
)
async def test_metrics_are_not_for_those_who_come_through_a_proxy(site, header):
    """A proxy on the same machine connects from this machine for all the world."""
    assert (await site.client.get("/metrics", headers=header)).status_code == 404


@pytest.mark.parametrize("address", ["198.51.100.7", "10.0.0.5", "::ffff:10.0.0.5", "2001:db8::1"])
async def test_metrics_are_for_this_machine_alone(site, address):
    """Without a token no other machine learns how many people watch."""
    transport = httpx2.ASGITransport(site.app, client=(address, 1))
    async with httpx2.AsyncClient(transport=transport, base_url="http://qala.test") as client:
        assert (await client.get("/metrics")).status_code == 404


def request_of(client: tuple[str, int] | None, **headers: str) -> Request:
    """A request for the metrics."""
    lines = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": lines, "client": client})


def test_metrics_with_a_token_are_for_those_who_bring_it():
    """From anywhere; and this machine needs it as well."""
    token = SecretStr("a token of Prometheus")
    far, near = ("198.51.100.7", 1), ("127.0.0.1", 1)

    assert may_read_metrics(request_of(far, authorization="Bearer a token of Prometheus"), token)
    assert not may_read_metrics(request_of(near, authorization="Bearer another"), token)
    assert not may_read_metrics(request_of(near), token)
    assert may_read_metrics(request_of(("::1", 1)), None)
    assert not may_read_metrics(request_of(None), None)
