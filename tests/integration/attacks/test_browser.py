"""A page of another site can do nothing with the session of a visitor's browser."""

import pytest
from websockets.exceptions import InvalidStatus

from app.auth.sessions import COOKIE
from app.auth.tokens import new_token
from app.commands.accounts.registration import register
from app.models import Session
from tests.conftest import TestServices
from tests.integration.attacks.conftest import OWNERS, form
from tests.integration.live.server import served

LOGIN = f'mutation {{ login(email: "{form().email}", password: "{OWNERS}") {{ token }} }}'
FOREIGN = ["https://evil.example", "null", "http://qala.test.evil.example", "http://qala.test:81"]


@pytest.fixture
async def visitor(site):
    """A browser that is signed in by its cookie."""
    signed = await register(site.test_app.context, form())
    site.client.cookies.set(COOKIE, signed.token)
    return signed


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
async def test_a_form_of_a_foreign_page_does_nothing(site, visitor, kind):
    """Those are the only bodies that a browser sends elsewhere without asking first, cookie and all."""
    for body in (b'{"query": "mutation { logout }"}', b"query=mutation%7Blogout%7D", b"--x--\r\n"):
        answer = await site.client.post("/graphql", content=body, headers={"content-type": kind})
        assert answer.status_code == 400
    assert (await site.ask("{ viewer { id } }"))["viewer"]


async def test_a_link_of_a_foreign_page_changes_nothing(site, visitor):
    """GET only reads: SameSite=Lax sends the cookie with a link."""
    answer = await site.client.get("/graphql", params={"query": "mutation { logout }"})

    assert answer.status_code == 400
    assert (await site.ask("{ viewer { id } }"))["viewer"]


@pytest.mark.parametrize("path", ["/graphql", "/graphql/stream"])
@pytest.mark.parametrize("destination", ["image", "script", "empty", "iframe"])
async def test_an_image_of_a_foreign_page_reads_nothing(site, path, destination):
    """Browsers send no Origin with it, so a popular page could make all of its visitors read our map."""
    foreign = {"sec-fetch-site": "cross-site", "sec-fetch-dest": destination, "accept": "*/*"}
    before = site.test_app.application.reads.points.total()

    answer = await site.client.get(path, params={"query": "{ cities { id } }"}, headers=foreign)

    assert answer.status_code == 403
    assert site.test_app.application.reads.points.total() == before
    for own in ({"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none", "sec-fetch-dest": "document"}):
        opened = await site.client.get("/graphql", params={"query": "{ cities { id } }"}, headers=own)
        assert opened.json()["data"]["cities"]


async def test_a_preflight_request_gets_no_permission(site):
    """So JSON from elsewhere is never sent."""
    answer = await site.client.options(
        "/graphql",
        headers={
            "origin": "https://evil.example",
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
        },
    )

    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert answer.status_code == 405


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_post_of_a_foreign_page_is_refused(site, visitor, origin):
    """Even if a browser were to send it; our own page and clients without pages go on."""
    refused = await site.post("mutation { logout }", headers={"origin": origin})

    assert refused.status_code == 403
    assert await site.ask("{ viewer { id } }", headers={"origin": "http://qala.test"})
    assert (await site.ask("mutation { logout }"))["logout"] is True


async def test_no_way_in_takes_a_page_without_an_origin(site, visitor):
    """``null`` is sent by a sandboxed frame, a local file, a redirect; also where our public address lacks a scheme."""
    headers, files = {"origin": "null", "host": ""}, {"0": ("a.png", b"x")}
    preflight = {"GraphQL-Require-Preflight": "1"}
    fields = {"operations": '{"query": "mutation { logout }"}', "map": '{"0": []}'}

    refused = [
        await site.client.get("/graphql", params={"query": "{ viewer { id } }"}, headers=headers),
        await site.post("mutation { logout }", headers=headers),
        await site.client.post("/graphql", data=fields, files=files, headers=headers | preflight),
        await site.client.post("/graphql/stream", json={"query": "{ viewer { id } }"}, headers=headers),
        await site.client.get("/graphql/stream", params={"query": "{ viewer { id } }"}, headers=headers),
    ]

    assert [answer.status_code for answer in refused] == [403] * 5
    assert (await site.ask("{ viewer { id } }"))["viewer"]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_socket_of_a_foreign_page_is_refused(urls: TestServices, origin):
    """Browsers open a WebSocket to another site without a preflight request, and send the cookie."""
    async with served(urls) as live:
        with pytest.raises(InvalidStatus) as refused:
            await live.socket(origin=origin)
        assert refused.value.response.status_code == 403


async def test_a_planted_session_cookie_is_not_used(site):
    """Fixation: signing in makes a token of its own, and the one from before opens nothing."""
    await register(site.test_app.context, form())
    planted = new_token()
    site.client.cookies.set(COOKIE, planted)

    token = (await site.ask(LOGIN))["login"]["token"]

    assert token != planted
    assert await site.ask("{ viewer { id } }", token=planted) == {"viewer": None}
    assert await Session.all().count() == 2


async def test_signing_in_over_another_session_does_not_mix_them(site, visitor):
    """An attacker's own session in the browser of a visitor gets nothing of the visitor's."""
    given = {"name": "B", "email": "b@example.kz", "password": OWNERS, "role": "CITIZEN"}
    await site.ask("mutation($i: RegisterInput!) { register(input: $i) { token } }", {"i": given})

    assert (await site.ask("{ viewer { email } }"))["viewer"]["email"] == "b@example.kz"
    assert (await site.ask("{ viewer { email } }", token=visitor.token))["viewer"]["email"] == form().email
