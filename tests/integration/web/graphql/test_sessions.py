"""Cookies and bearer tokens."""

import json
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest

from app.auth.known_devices import DEVICE_COOKIE
from app.auth.sessions import COOKIE
from app.domain.accounts.roles import Role
from app.models import Session
from tests.integration.web.conftest import open_site

REGISTER = "mutation($input: RegisterInput!) { register(input: $input) { token viewer { email fullName approved } } }"
WISH = {"name": "Aruzhan Serik", "email": "aruzhan@example.kz", "password": "қалаға сөз", "role": "CITIZEN"}
ME = "{ viewer { email } }"


def cookies_of(answer):
    """Return the cookies that an answer sets, by name."""
    found = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        found.load(header)
    return found


async def test_registration_sets_an_http_only_cookie(site):
    """HttpOnly, SameSite=Lax, for the whole site, as long as the session; not Secure while the address is http."""
    answer = await site.post(REGISTER, {"input": WISH})

    cookie = cookies_of(answer)[COOKIE]
    payload = answer.json()["data"]["register"]
    assert cookie.value == payload["token"]
    assert (cookie["httponly"], cookie["samesite"].lower(), cookie["path"]) == (True, "lax", "/")
    assert cookie["max-age"] == str(site.test_app.context.session_days * 86_400)
    assert not cookie["secure"]
    assert payload["viewer"] == {"email": "aruzhan@example.kz", "fullName": "Aruzhan Serik", "approved": True}
    assert await site.ask(ME) == {"viewer": {"email": "aruzhan@example.kz"}}


async def test_over_https_the_cookie_is_secure(test_app, page):
    """A session never travels in the clear where the public address is https."""
    context = replace(test_app.application.context, secure_cookie=True)
    secure = replace(test_app, application=replace(test_app.application, context=context))

    async with open_site(secure, page) as site:
        answer = await site.post(REGISTER, {"input": WISH})

    assert {name: bool(cookie["secure"]) for name, cookie in cookies_of(answer).items()} == {
        COOKIE: True,
        DEVICE_COOKIE: True,
    }


async def test_client_that_accepts_json_and_streams_is_signed_in(site):
    """Many clients name every kind of answer they understand; a stream would bring no cookie, so they get JSON."""
    accept = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"

    answer = await site.post(REGISTER, {"input": WISH}, headers={"accept": accept})

    assert "json" in answer.headers["content-type"]
    assert await site.ask(ME) == {"viewer": {"email": "aruzhan@example.kz"}}


async def test_signing_in_and_out(site):
    """The cookie signs in, signing out takes it away and ends the session; again is no error."""
    await site.post(REGISTER, {"input": WISH})
    site.client.cookies.clear()
    login = 'mutation { login(email: "ARUZHAN@example.kz", password: "қалаға сөз") { token } }'

    token = (await site.ask(login))["login"]["token"]
    assert site.client.cookies[COOKIE] == token
    assert await site.ask("mutation { logout }") == {"logout": True}
    assert COOKIE not in site.client.cookies
    assert await site.ask(ME, token=token) == {"viewer": None}
    assert await site.ask("mutation { logout }") == {"logout": False}


async def test_what_follows_a_sign_in_in_its_document_runs_as_the_account(site):
    """The payload shows personal data, and the mutations after it are the account's; those before it are not."""
    await site.post(REGISTER, {"input": WISH})
    site.client.cookies.clear()
    document = """mutation { before: endOtherSessions
        login(email: "aruzhan@example.kz", password: "қалаға сөз") { viewer { email decisions { kind } } }
        leaveLeaderboard(leave: true) { onLeaderboard } }"""

    refused = (await site.post(document)).json()
    done = await site.ask(document.replace("before: endOtherSessions", ""))

    assert [error["extensions"]["code"] for error in refused["errors"]] == ["UNAUTHENTICATED"]
    assert done["login"]["viewer"] == {"email": "aruzhan@example.kz", "decisions": []}
    assert done["leaveLeaderboard"] == {"onLeaderboard": False}


async def test_a_bearer_token_goes_before_the_cookie(site):
    """Who sends both is whom the header says; the word Bearer may be written in any case."""
    first, second = await site.test_app.person(), await site.test_app.person()
    site.client.cookies.set(COOKIE, await site.token(first))
    token = await site.token(second)

    assert (await site.ask("{ viewer { id } }"))["viewer"]["id"] == str(first.account_id)
    assert (await site.ask("{ viewer { id } }", token=token))["viewer"]["id"] == str(second.account_id)
    lower = await site.ask("{ viewer { id } }", headers={"authorization": f"bearer   {token} "})
    assert lower["viewer"]["id"] == str(second.account_id)


async def test_unknown_token_has_no_viewer(site):
    """There is no viewer, and nothing fails."""
    for header in ["Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "nonsense", "Bearer \xe9\xff"]:
        answer = await site.client.post(
            "/graphql", json={"query": ME}, headers={"authorization": header.encode("latin-1")}
        )

        assert answer.json() == {"data": {"viewer": None}}


async def test_a_blocked_account_is_signed_out_at_once(site):
    """The next request of a blocked account has no viewer."""
    viewer = await site.test_app.person(Role.EXECUTOR)
    token = await site.token(viewer)
    assert (await site.ask(ME, token=token))["viewer"]

    from app.models import Account

    await Account.filter(id=viewer.account_id).update(blocked_at=site.test_app.clock.now())
    assert await site.ask(ME, token=token) == {"viewer": None}


def _multipart(operation):
    """The body of a request that could bring photos, and its kind."""
    fields = {"operations": json.dumps(operation), "map": "{}"}
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    )
    return f"{parts}--x--\r\n".encode(), "multipart/form-data; boundary=x"


def _json(operation):
    return json.dumps(operation).encode(), "application/json"


@pytest.mark.parametrize(
    ("path", "encode"), [("/graphql", _json), ("/graphql", _multipart), ("/graphql/stream", _json)]
)
async def test_session_that_ends_while_its_request_arrives_has_no_rights(site, path, encode):
    """Who asks is found out when all of the question is there: the rest of a body can be held back for long."""
    viewer = await site.test_app.person()
    body, kind = encode({"query": 'mutation { updateProfile(input: {name: "Somebody Else"}) { name } }'})

    async def dripping():
        yield body[:-1]
        await Session.filter(account_id=viewer.account_id).update(revoked_at=site.test_app.clock.now())
        yield body[-1:]

    headers = {"authorization": f"Bearer {await site.token(viewer)}", "content-type": kind, "x-requested-with": "qala"}
    answer = await site.client.post(path, content=dripping(), headers=headers)

    assert "UNAUTHENTICATED" in answer.text
    assert "Somebody Else" not in answer.text


async def test_answers_to_a_viewer_are_stored_nowhere(site):
    """Neither by a proxy nor by the browser of a computer that many use; an anonymous GET may be."""
    token = await site.token(await site.test_app.person())
    query = {"query": "{ viewer { email } }"}

    answers = [
        await site.post("{ viewer { email } }", token=token),
        await site.client.get("/graphql", params=query, headers={"Authorization": f"Bearer {token}"}),
        await site.client.get("/graphql", params=query, headers={"Cookie": f"{COOKIE}={token}"}),
        await site.post("mutation { logout }"),
        await site.post("{ nothing }", token=token),
    ]
    public = await site.client.get("/graphql", params=query)

    assert [answer.headers["cache-control"] for answer in answers] == ["no-store"] * 5
    assert public.headers["cache-control"] == "no-cache"
    assert {"Cookie", "Authorization"} <= set(public.headers["vary"].split(", "))
