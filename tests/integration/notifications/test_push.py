"""Web Push against a push service of our own, with the private half of a browser's keys."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime

import http_ece
import httpx2
import orjson
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.auth.viewer import Viewer
from app.commands.accounts import preferences, push_subscriptions
from app.commands.accounts.sessions import logout
from app.commands.requests.comments import comment
from app.domain.accounts.roles import Locale, Role
from app.domain.notifications.letters import Channel, NotificationKind
from app.errors import InvalidInput, NotAllowed
from app.models import Session
from app.models.database import row, rows
from app.notifications.outbox import UNSENT, unsent_counts
from app.notifications.transports.web_push import decoded, encoded, public_key
from app.queries.notifications.account_notifications import notifications
from tests.conftest import NOON
from tests.integration.notifications.conftest import MailTestApp, open_mail_app
from tests.integration.notifications.test_preferences import REGISTER, tell

GOOD = "https://fcm.googleapis.com/fcm/send/abc"


@dataclass
class Post:
    """One post that the service got."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """Takes posts on a port of its own, and answers what the test says."""

    status: int = 201
    retry_after: str = ""
    posts: list[Post] = field(default_factory=list)
    address: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers["content-length"]))
            self.posts.append(Post(head[0].split()[1], headers, body))
            later = f"Retry-After: {self.retry_after}\r\n" if self.retry_after else ""
            answer = f"HTTP/1.1 {self.status} X\r\n{later}Content-Length: 0\r\nConnection: close\r\n\r\n"
            writer.write(answer.encode())
            await writer.drain()
        writer.close()


class Browser:
    """The keys of one browser."""

    def __init__(self, service: PushService, name: str) -> None:
        self.endpoint = f"{service.address}/{name}"
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.auth = name.encode().ljust(16, b"-")
        public = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.p256dh = encoded(public)

    def read(self, post: Post) -> dict[str, str]:
        """Return what the notice says; only this browser can."""
        text = http_ece.decrypt(post.body, private_key=self.private, auth_secret=self.auth, version="aes128gcm")
        return orjson.loads(text)


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    """A push service that listens."""
    given = PushService()
    server = await asyncio.start_server(given.serve, "127.0.0.1", 0)
    given.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield given
    server.close()
    await server.wait_closed()


@pytest.fixture
async def test_app(urls, service, monkeypatch) -> AsyncIterator[MailTestApp]:
    """An application that accepts no other push service than that one."""
    monkeypatch.setattr(push_subscriptions, "is_push_service", lambda endpoint: endpoint.startswith(service.address))
    async with httpx2.AsyncClient(trust_env=False) as client, open_mail_app(urls, http=client) as given:
        yield given


async def subscribed(test_app: MailTestApp, viewer: Viewer, browser: Browser) -> Viewer:
    """Subscribe the browser of a new account; return the viewer with the session of that browser."""
    session = await Session.create(
        token_hash=browser.endpoint, account_id=viewer.account_id, created_at=test_app.clock.now(),
        expires_at=test_app.clock.now().replace(year=2030),
    )  # fmt: skip
    there = Viewer(
        account_id=viewer.account_id,
        session_id=session.id,
        registered_role=viewer.role,
        city_id=viewer.city_id,
        approved=True,
    )
    await push_subscriptions.save_subscription(
        test_app.context, there, endpoint=browser.endpoint, p256dh=browser.p256dh, auth=encoded(browser.auth)
    )
    return there


async def three(test_app: MailTestApp) -> tuple[Viewer, Viewer, Viewer]:
    return await test_app.person(), await test_app.person(Role.EXECUTOR), await test_app.person(Role.AKIMAT)


async def test_a_notice_comes_to_the_browser_and_no_one_else_can_read_it(test_app, service):
    """In the reader's language, with the address of the request; beside the letter to the mailbox."""
    author, executor, officer = await three(test_app)
    await test_app.speak(author, Locale.RU)
    browser, other = Browser(service, "phone"), Browser(service, "other")
    await subscribed(test_app, author, browser)
    request = await test_app.assigned(author, executor, officer)
    await test_app.deliver()
    (post,) = service.posts
    notice = browser.read(post)

    assert notice["title"] == f"{request.number}: Назначен исполнитель"
    assert notice["body"] == "По вашей заявке есть новость."
    assert notice["url"] == f"http://qala.test/#/request/{request.id}"
    newest = (await notifications(author.account_id)).items[0][1]
    assert notice["notification"] == str(newest.logged.position)
    assert notice["lang"] == "ru"
    assert (post.path, post.headers["content-encoding"]) == ("/phone", "aes128gcm")
    assert int(post.headers["ttl"]) > 0
    assert {letter.to for letter in test_app.mailer.letters} == {"p1@example.kz", "p2@example.kz"}
    other.auth = browser.auth
    with pytest.raises(http_ece.ECEException):
        other.read(post)


async def test_the_server_signs_with_the_key_that_browsers_subscribed_with(test_app, service):
    """VAPID: an ES256 token for this service, good for less than a day."""
    author, executor, officer = await three(test_app)
    await subscribed(test_app, author, Browser(service, "phone"))
    await test_app.assigned(author, executor, officer)
    await test_app.deliver()
    scheme, _, fields = service.posts[0].headers["authorization"].partition(" ")
    token, key = (part.strip().partition("=")[2] for part in fields.split(","))
    signed, _, signature = token.rpartition(".")
    raw = decoded(signature)
    known = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
    known.verify(
        encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")),
        signed.encode(),
        ec.ECDSA(hashes.SHA256()),
    )
    claims = orjson.loads(decoded(signed.partition(".")[2]))

    assert scheme == "vapid"
    assert key == public_key(test_app.context.links)
    assert claims["aud"] == service.address
    assert 0 < claims["exp"] - test_app.clock.now().timestamp() <= 24 * 3600
    assert claims["sub"].startswith("mailto:")


async def test_every_browser_of_a_person_is_told_once(test_app, service):
    """Phone and laptop; a failure of one does not notify the other twice."""
    author, executor, officer = await three(test_app)
    for name in ("phone", "laptop"):
        await subscribed(test_app, author, Browser(service, name))
    await test_app.assigned(author, executor, officer)
    await test_app.deliver()
    await test_app.deliver()

    assert sorted(post.path for post in service.posts) == ["/laptop", "/phone"]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(test_app, service, status):
    """And nothing is owed to it: no retry, no dead letter."""
    author, executor, officer = await three(test_app)
    await subscribed(test_app, author, Browser(service, "phone"))
    service.status = status
    await test_app.assigned(author, executor, officer)
    await test_app.deliver()
    service.status = 201
    test_app.pass_time(days=1)
    await test_app.deliver()

    assert len(service.posts) == 1
    assert await rows("SELECT id FROM push_subscription") == []
    assert {letter["status"] for letter in await test_app.letters()} == {"SENT"}


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_service_that_says_later_is_asked_later(test_app, service, status):
    """After the same pauses as a mail server."""
    author, executor, officer = await three(test_app)
    browser = Browser(service, "phone")
    await subscribed(test_app, author, browser)
    service.status = status
    await test_app.assigned(author, executor, officer)
    await test_app.deliver()
    failed = await row("SELECT status, last_error FROM letter WHERE address <> ''")
    service.status = 201
    test_app.pass_time(minutes=1)
    await test_app.deliver()

    assert failed == {"status": "FAILED", "last_error": f"the push service answered {status}"}
    assert len(service.posts) == 2
    assert browser.read(service.posts[0]) == browser.read(service.posts[1])


@pytest.mark.parametrize(
    ("retry_after", "waits"),
    [
        ("600", timedelta(minutes=10)),
        (format_datetime(NOON + timedelta(minutes=7), usegmt=True), timedelta(minutes=7)),
        ("5", timedelta(minutes=1)),
        ("999999999999", timedelta(days=1)),
        (format_datetime(NOON - timedelta(days=1), usegmt=True), timedelta(minutes=1)),
        ("soon", timedelta(minutes=1)),
        ("-5", timedelta(minutes=1)),
    ],
)
async def test_a_service_that_says_when_is_asked_then(test_app, service, retry_after, waits):
    """Never sooner than any other refusal, and after a day at the latest."""
    author, executor, officer = await three(test_app)
    await subscribed(test_app, author, Browser(service, "phone"))
    service.status, service.retry_after = 429, retry_after
    await test_app.assigned(author, executor, officer)
    await test_app.deliver()

    failed = await row("SELECT status, next_attempt_at FROM letter WHERE address <> ''")

    assert failed == {"status": "FAILED", "next_attempt_at": test_app.clock.at + waits}


async def test_a_service_that_is_not_there_is_asked_later(test_app, service):
    """The letter waits, with the reason."""
    author, executor, officer = await three(test_app)
    await subscribed(test_app, author, Browser(service, "phone"))
    await rows("UPDATE push_subscription SET endpoint = 'http://127.0.0.1:1/x'")
    await test_app.assigned(author, executor, officer)
    await test_app.deliver()
    failed = await row("SELECT status, last_error FROM letter WHERE address <> ''")

    assert failed["status"] == "FAILED"
    assert "ConnectError" in failed["last_error"]


async def test_signing_out_ends_the_notices_of_that_browser(test_app, service):
    """Whoever sits down there next reads nothing of mine."""
    author, executor, officer = await three(test_app)
    there = await subscribed(test_app, author, Browser(service, "phone"))
    await logout(test_app.context, there)
    await test_app.assigned(author, executor, officer)
    await test_app.deliver()

    assert service.posts == []


async def test_the_next_person_at_the_same_browser_takes_it_over(test_app, service):
    """One browser is told for one person."""
    author, executor, officer = await three(test_app)
    browser = Browser(service, "phone")
    await subscribed(test_app, author, browser)
    there = await subscribed(test_app, executor, Browser(service, "laptop"))
    await push_subscriptions.save_subscription(
        test_app.context, there, endpoint=browser.endpoint, p256dh=browser.p256dh, auth=encoded(browser.auth)
    )
    await test_app.assigned(author, executor, officer)
    await test_app.deliver()

    assert {browser.read(post)["body"] for post in service.posts if post.path == "/phone"} == {
        "Сізге өтінім тағайындалды. Жұмысты мерзімі біткенше бастауыңызды сұраймыз."
    }


@pytest.mark.parametrize("next_one", [False, True])
async def test_a_notice_that_waited_is_not_shown_to_the_next_person(test_app, service, next_one):
    """The push service was away; meanwhile the author signed out, and an executor signed in at the same browser."""
    author, executor, officer = await three(test_app)
    browser = Browser(service, "phone")
    there = await subscribed(test_app, author, browser)
    service.status = 503
    await test_app.assigned(author, executor, officer)
    await test_app.deliver()
    await logout(test_app.context, there)
    if next_one:
        laptop = await subscribed(test_app, executor, Browser(service, "laptop"))
        await push_subscriptions.save_subscription(
            test_app.context, laptop, endpoint=browser.endpoint, p256dh=browser.p256dh, auth=encoded(browser.auth)
        )
    service.status = 201
    before = len(service.posts)
    test_app.pass_time(minutes=1)
    await test_app.deliver()

    assert service.posts[before:] == []
    assert {letter["status"] for letter in await test_app.letters()} == {"SENT"}


async def test_who_wants_letters_but_no_notices_gets_letters(test_app, service):
    """Each channel has a switch of its own."""
    author, executor, officer = await three(test_app)
    await subscribed(test_app, author, Browser(service, "phone"))
    await preferences.set_preference(author, NotificationKind.REQUEST_MOVED, Channel.PUSH, enabled=False)
    await test_app.assigned(author, executor, officer)
    await test_app.deliver()

    assert service.posts == []
    assert "p1@example.kz" in {letter.to for letter in test_app.mailer.letters}


async def test_an_address_not_confirmed_yet_hinders_no_notice(test_app, service):
    """The browser is the person's own, whatever they typed as their address."""
    author, executor, officer = await three(test_app)
    await rows("UPDATE account SET email_verified_at = NULL WHERE id = $1", author.account_id)
    await subscribed(test_app, author, Browser(service, "phone"))
    await test_app.assigned(author, executor, officer)
    await test_app.deliver()

    assert len(service.posts) == 1
    assert {letter.to for letter in test_app.mailer.letters} == {"p2@example.kz"}


async def test_the_oldest_browser_makes_room(test_app, service):
    """Ten of one person, and their letters go with them."""
    author = await test_app.person()
    for n in range(push_subscriptions.MOST_BROWSERS + 2):
        test_app.pass_time(seconds=1)
        await subscribed(test_app, author, Browser(service, f"b{n}"))
    left = await rows("SELECT endpoint FROM push_subscription ORDER BY created_at")

    assert [item["endpoint"].rpartition("/")[2] for item in left] == [f"b{n}" for n in range(2, 12)]


async def test_a_browser_that_is_saved_again_is_not_the_oldest(test_app, service):
    """It is in use; the one that was not seen for longest makes room."""
    author = await test_app.person()
    first = Browser(service, "b0")
    there = await subscribed(test_app, author, first)
    for n in range(1, push_subscriptions.MOST_BROWSERS):
        test_app.pass_time(seconds=1)
        await subscribed(test_app, author, Browser(service, f"b{n}"))

    test_app.pass_time(seconds=1)
    await push_subscriptions.save_subscription(
        test_app.context, there, endpoint=first.endpoint, p256dh=first.p256dh, auth=encoded(first.auth)
    )
    test_app.pass_time(seconds=1)
    await subscribed(test_app, author, Browser(service, "b10"))
    left = await rows("SELECT endpoint FROM push_subscription ORDER BY created_at")

    assert [item["endpoint"].rpartition("/")[2] for item in left] == [*(f"b{n}" for n in range(2, 10)), "b0", "b10"]


async def test_no_browser_rings_at_night(test_app, service):
    """Mail goes at once; the notice comes at eight, and its waiting counts as no attempt."""
    author, executor, officer = await three(test_app)
    browser = Browser(service, "phone")
    await subscribed(test_app, author, browser)
    test_app.pass_time(hours=11)
    request = await test_app.assigned(author, executor, officer)
    await test_app.deliver()

    assert service.posts == []
    assert "p1@example.kz" in {letter.to for letter in test_app.mailer.letters}
    (waiting,) = [letter for letter in await test_app.letters() if letter["channel"] == "PUSH"]
    assert (waiting["status"], waiting["attempts"]) == ("WAITING", 0)
    assert waiting["next_attempt_at"].isoformat() == "2026-11-21T03:00:00+00:00"
    assert await unsent_counts(test_app.clock.now()) == {"WAITING": 0, "HELD": 1, "FAILED": 0, "DEAD": 0}

    test_app.pass_time(hours=8, minutes=59)
    await test_app.send()
    assert service.posts == []
    test_app.pass_time(minutes=1)
    assert await unsent_counts(test_app.clock.now()) == {"WAITING": 1, "HELD": 0, "FAILED": 0, "DEAD": 0}
    await test_app.send()
    (post,) = service.posts
    assert await unsent_counts(test_app.clock.now()) == dict.fromkeys(UNSENT, 0)
    assert browser.read(post)["title"].startswith(request.number)


async def test_notices_of_a_night_about_one_request_are_one_in_the_morning(test_app, service):
    """The last one, as a browser would show it; another request has its own, and so has another browser."""
    author, executor, officer = await three(test_app)
    await test_app.speak(author, Locale.RU)
    phone, laptop = Browser(service, "phone"), Browser(service, "laptop")
    await subscribed(test_app, author, phone)
    await subscribed(test_app, author, laptop)
    test_app.pass_time(hours=11)
    first = await test_app.done(author, executor, officer)
    await test_app.deliver()
    second = await test_app.assigned(author, executor, officer)
    await test_app.deliver()
    await comment(test_app.context, officer, first.id, "Рахмет")
    await test_app.deliver()
    assert service.posts == []

    test_app.pass_time(hours=9)
    await test_app.send()
    expected = [f"{first.number}: Новый комментарий", f"{second.number}: Назначен исполнитель"]
    for browser, path in ((phone, "/phone"), (laptop, "/laptop")):
        assert sorted(browser.read(post)["title"] for post in service.posts if post.path == path) == expected
    assert {letter["status"] for letter in await test_app.letters()} == {"SENT"}


async def test_what_may_ring_at_night_is_chosen_by_kind(test_app, service):
    """An executor on duty wants assignments, and nothing else."""
    author, executor, officer = await three(test_app)
    await subscribed(test_app, executor, Browser(service, "phone"))
    await preferences.set_preference(executor, NotificationKind.ASSIGNMENT, Channel.NIGHT, enabled=True)
    test_app.pass_time(hours=11)
    request = await test_app.assigned(author, executor, officer)
    await test_app.deliver()
    assert len(service.posts) == 1

    await comment(test_app.context, officer, request.id, "Таңертең")
    await test_app.deliver()
    assert len(service.posts) == 1


async def test_a_notice_that_is_tried_again_at_night_waits_too(test_app, service):
    """The push service was away in the evening."""
    author, executor, officer = await three(test_app)
    await subscribed(test_app, author, Browser(service, "phone"))
    service.status = 503
    test_app.pass_time(hours=9, minutes=59)
    await test_app.assigned(author, executor, officer)
    await test_app.deliver()
    assert len(service.posts) == 1

    service.status = 201
    test_app.pass_time(hours=2)
    await test_app.send()
    assert len(service.posts) == 1
    test_app.pass_time(hours=8, minutes=1)
    await test_app.send()
    assert len(service.posts) == 2


BAD = [
    ("endpoint", {"endpoint": "http://127.0.0.1:5432/"}),
    ("endpoint", {"endpoint": "https://evil.example\\.fcm.googleapis.com/x"}),
    ("endpoint", {"endpoint": "https://evil.example%2f.fcm.googleapis.com/x"}),
    ("endpoint", {"endpoint": "https://fcm.google\tapis.com/x"}),
    ("endpoint", {"endpoint": "https://fcm.googleapis.com:port/x"}),
    ("endpoint", {"endpoint": "https://fcm.googleapis.com:99999999/x"}),
    ("endpoint", {"endpoint": "https://[::1/x"}),
    ("endpoint", {"endpoint": "https://me@fcm.googleapis.com/x"}),
    ("endpoint", {"endpoint": "https://fcm.googleapis.com/x\r\nHost: evil.example"}),
    ("endpoint", {"endpoint": GOOD + "a" * 1000}),
    ("p256dh", {"p256dh": "AAAA"}),
    ("p256dh", {"p256dh": "not base64url!"}),
    ("auth", {"auth": base64.urlsafe_b64encode(b"short").decode()}),
    ("auth", {"auth": "ж"}),
]


@pytest.mark.parametrize(("name", "change"), BAD)
async def test_what_is_no_browser_is_refused(mail, name, change):
    """The refusal names the field."""
    viewer = await mail.person()
    signed = Viewer(
        account_id=viewer.account_id, session_id=viewer.account_id, registered_role=Role.CITIZEN, city_id=None
    )
    good = {"endpoint": GOOD, "p256dh": Browser(PushService(), "x").p256dh, "auth": encoded(b"a" * 16)}

    with pytest.raises(InvalidInput) as refusal:
        await push_subscriptions.save_subscription(mail.context, signed, **{**good, **change})
    assert refusal.value.data["field"] == name
    with pytest.raises(NotAllowed):
        await push_subscriptions.save_subscription(mail.context, viewer, **good)


async def test_a_browser_subscribes_and_leaves_over_http(mail, page):
    """With the key that the API names."""
    await tell(page, REGISTER)
    browser = Browser(PushService(), "x")
    save = "mutation ($input: SavePushSubscriptionInput!) { savePushSubscription(input: $input) }"
    given = {"endpoint": GOOD, "p256dh": browser.p256dh, "auth": encoded(b"a" * 16)}
    remove = "mutation ($endpoint: String!) { removePushSubscription(endpoint: $endpoint) }"

    assert (await tell(page, "{ pushPublicKey }"))["data"] == {"pushPublicKey": public_key(mail.context.links)}
    assert (await tell(page, save, input=given))["data"] == {"savePushSubscription": True}
    assert (await tell(page, save, input=given))["data"] == {"savePushSubscription": True}
    assert len(await rows("SELECT id FROM push_subscription")) == 1
    assert (await tell(page, remove, endpoint=GOOD))["data"] == {"removePushSubscription": True}
    assert (await tell(page, remove, endpoint=GOOD))["data"] == {"removePushSubscription": False}
