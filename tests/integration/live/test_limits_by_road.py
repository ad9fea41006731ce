"""Each limit on each way to the server: what holds over HTTP holds over multipart, sockets and streams as well.

``READS`` are tried on every road, ``WRITES`` on those that write; ``test_shares_by_road`` has the roads that stay open.
A limit of ``app/auth/limits.py`` without a row fails.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.auth import limits, passwords
from app.auth.fair_queue import FairQueue, Payer
from app.auth.limits import Limit, network_of
from app.auth.tokens import token_hash
from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sign_in import login
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.errors import RateLimited
from tests.integration.live.server import ROADS
from tests.integration.matrix.test_matrix import KEYS
from tests.pictures import encoded, pattern

WRITING = ("post", "multipart", "socket", "sse post")
EMAIL, PASSWORD = "aruzhan@example.kz", "қалаға сөз"
NETWORK = "127.0.0.1"


@dataclass(frozen=True)
class Case:
    """A document that a limit refuses once it is used up by this key."""

    document: str
    who: Callable[["Citizen"], object] = lambda _: network_of(NETWORK)
    signed_in: bool = False


@dataclass(frozen=True)
class Citizen:
    """A registered citizen with a session, a known device and a request; and an officer of the city."""

    token: str
    account_id: object
    device: str
    request_id: object
    officer_id: object
    officer_token: str


def sign_in(password: str, email: str = EMAIL, device: str = "") -> str:
    return f'mutation {{ login(email: "{email}", password: "{password}", deviceToken: "{device}") {{ token }} }}'


def registration(email: str) -> str:
    return (
        f'mutation {{ register(input: {{name: "Айгүл", email: "{email}", password: "{PASSWORD}", role: CITIZEN}})'
        " { token } }"
    )


SUBMIT = (
    'mutation { submitServiceRequest(input: {cityId: "almaty", categoryId: "pothole", address: "Абай 10",'
    ' description: "Шұңқыр", location: {latitude: 43.238, longitude: 76.945}}) { id } }'
)
FOR_CITIZEN = SUBMIT.replace("submitServiceRequest", "submitForCitizen").replace(
    ") { id }", ', source: PHONE, caller: {email: "caller@example.kz"}) { id }'
)
WITHDRAW = 'mutation { withdrawServiceRequest(id: "%s") { id } }'
FOLLOW = 'mutation { follow(id: "%s") { id } }'
FOLLOW_AREA = (
    'mutation { followArea(input: {cityId: "almaty", circle: {centre: {latitude: 43.24, longitude: 76.91},'
    " radiusMetres: 500}}) { id } }"
)
SAVE_BROWSER = (
    'mutation { savePushSubscription(input: {endpoint: "https://fcm.googleapis.com/fcm/send/1",'
    f' p256dh: "{KEYS["p256dh"]}", auth: "{KEYS["auth"]}"}}) }}'
)
COMMENT = 'mutation { addComment(id: "%s", text: "Сөз") { id } }'
WRITES: dict[Limit, Case] = {
    limits.SIGN_IN_BY_ADDRESS: Case(sign_in("wrong password"), lambda _: EMAIL),
    limits.SIGN_IN_BY_CLIENT: Case(sign_in("wrong password", "other@example.kz")),
    limits.SIGN_IN_BY_DEVICE: Case(sign_in(PASSWORD, device="%(device)s"), lambda one: token_hash(one.device)),
    limits.SIGN_INS_BY_ADDRESS: Case(sign_in(PASSWORD), lambda _: EMAIL),
    limits.SIGN_INS_BY_CLIENT: Case(sign_in(PASSWORD)),
    limits.REGISTER_BY_CLIENT: Case(registration("new@example.kz")),
    limits.REGISTER_BY_ADDRESS: Case(registration("new@example.kz"), lambda _: "new@example.kz"),
    limits.TAKEN_BY_CLIENT: Case(registration("new@example.kz")),
    limits.VERIFY_BY_ADDRESS: Case("mutation { resendVerification }", lambda _: EMAIL, signed_in=True),
    limits.RESET_BY_ADDRESS: Case(f'mutation {{ requestPasswordReset(email: "{EMAIL}") }}', lambda _: EMAIL),
    limits.RESET_BY_CLIENT: Case(f'mutation {{ requestPasswordReset(email: "{EMAIL}") }}'),
    limits.LINK_BY_CLIENT: Case('mutation { verifyEmail(token: "guessed") { token } }'),
    limits.PASSWORD_BY_ACCOUNT: Case(
        f'mutation {{ changePassword(oldPassword: "{PASSWORD}", newPassword: "another, better word") }}',
        lambda one: one.account_id,
        signed_in=True,
    ),
    limits.ADDRESS_BY_ACCOUNT: Case(
        f'mutation {{ requestEmailChange(email: "new@example.kz", password: "{PASSWORD}") }}',
        lambda one: one.account_id,
        signed_in=True,
    ),
    limits.CHANGE_BY_ADDRESS: Case(
        f'mutation {{ requestEmailChange(email: "new@example.kz", password: "{PASSWORD}") }}',
        lambda _: "new@example.kz",
        signed_in=True,
    ),
    limits.SUBMIT_BY_ACCOUNT: Case(SUBMIT, lambda one: one.account_id, signed_in=True),
    limits.STEP_BY_ACCOUNT: Case(WITHDRAW % "%(request_id)s", lambda one: one.account_id, signed_in=True),
    limits.FOLLOW_BY_ACCOUNT: Case(FOLLOW % "%(request_id)s", lambda one: one.account_id, signed_in=True),
    limits.AREA_BY_ACCOUNT: Case(FOLLOW_AREA, lambda one: one.account_id, signed_in=True),
    limits.BROWSER_BY_ACCOUNT: Case(SAVE_BROWSER, lambda one: one.account_id, signed_in=True),
    limits.COMMENT_BY_ACCOUNT: Case(COMMENT % "%(request_id)s", lambda one: one.account_id, signed_in=True),
}
OFFICERS: dict[Limit, Case] = {
    limits.REPORT_FOR_CITIZEN_BY_ACCOUNT: Case(FOR_CITIZEN, lambda one: one.officer_id, signed_in=True),
    limits.CALLER_BY_MAILBOX: Case(FOR_CITIZEN, lambda _: "caller@example.kz", signed_in=True),
}
"""Those that an officer meets."""
READS: dict[Limit, Case] = {
    limits.VERIFY_BY_CLIENT: Case('{ verifyReceipt(receipt: "x") { __typename } }'),
}
ELSEWHERE = {
    limits.GEOCODER_BY_NETWORK: "refuses nothing: beyond it, the geocoder of others is not asked",
    limits.GEOCODER_BY_INSTALLATION: "refuses nothing: beyond it, the geocoder of others is not asked",
    limits.SIGN_INS_BY_DEVICE: "refuses nothing: beyond it, sign-ins count for the network",
    limits.PHOTO_BY_ACCOUNT: "files come by multipart alone: test_photos_are_limited_on_the_road_of_files",
    limits.EXPORT_BY_ACCOUNT: "a route of its own: test_an_account_that_is_no_staff_takes_so_many_files_an_hour",
    limits.POINTS_BY_NETWORK: "test_spent_budget_refuses_on_every_road",
    limits.POINTS_BY_ACCOUNT: "test_spent_budget_refuses_on_every_road",
}
MAP = "{ map(bbox: {west: 76, south: 43, east: 77, north: 44}, zoom: 9) }"
LIST = "{ serviceRequests(first: 100) { edges { node { id address description } } } }"
SMALL = "{ pushPublicKey }"


@pytest.fixture
async def citizen(live):
    """A citizen who has registered over HTTP."""
    context = live.test_app.context
    await register(context, Registration(name="Аружан", email=EMAIL, password=PASSWORD, role=Role.CITIZEN))
    signed = await login(context, EMAIL, PASSWORD)
    request = await submit(context, await live.test_app.person(), live.test_app.submission())
    officer = await live.test_app.person(Role.AKIMAT)
    return Citizen(
        token=signed.token,
        account_id=signed.viewer.account_id,
        device=str(signed.devices),
        request_id=request.id,
        officer_id=officer.account_id,
        officer_token=await live.token(officer),
    )


async def use_up(live, limit: Limit, who: object) -> None:
    """Count as many tries as the limit allows, in the present window; those of the fixture may be among them."""
    window = int(live.test_app.clock.now().timestamp() // limit.seconds)
    await live.test_app.context.limiter.count(limit, str(who), window, limit.most)


def refusal_of(payload):
    """Return the code of a refusal that says when to come back; anything else as it is."""
    if not payload.get("errors"):
        return payload
    extensions = payload["errors"][0].get("extensions", {})
    return extensions["code"] if extensions.get("retryAfterSeconds", 0) > 0 else payload


async def refusals(answer, roads, document, token=None):
    """Return what each road answers."""
    return {road: refusal_of(await answer(road, document, token)) for road in roads}


def test_every_limit_has_a_row():
    """A new limit is tried on every road, or says where else."""
    declared = {value for value in vars(limits).values() if isinstance(value, Limit)}

    assert declared == WRITES.keys() | OFFICERS.keys() | READS.keys() | ELSEWHERE.keys()


def test_every_road_is_in_the_table():
    """A new road is tried with every limit."""
    assert set(WRITING) | {"get", "sse get", "sse list"} == set(ROADS)


@pytest.mark.parametrize("limit", [*WRITES, *OFFICERS, *READS], ids=lambda limit: limit.name)
async def test_limit_that_is_used_up_refuses_on_every_road(live, answer, citizen, limit):
    """Whatever brings the operation, its client and its account are known; each refusal says when to come back."""
    case, roads = (READS[limit], ROADS) if limit in READS else ((WRITES | OFFICERS)[limit], WRITING)
    document = case.document % vars(citizen) if "%(" in case.document else case.document
    asks = citizen.officer_token if limit in OFFICERS else citizen.token
    token = asks if case.signed_in else None
    await use_up(live, limit, case.who(citizen))

    assert await refusals(answer, roads, document, token) == dict.fromkeys(roads, "RATE_LIMITED")

    live.test_app.pass_time(seconds=limit.seconds)
    allowed = await answer(roads[0], document, token)
    assert "RATE_LIMITED" not in str(allowed)


async def test_photos_are_limited_on_the_road_of_files(live, http, citizen):
    """Files come by multipart alone; other roads have no way to bring one."""
    await use_up(live, limits.PHOTO_BY_ACCOUNT, citizen.account_id)
    query = SUBMIT.replace("mutation {", "mutation($photos: [Upload!]) {").replace(
        "}) { id", ", photos: $photos}) { id"
    )
    operations = f'{{"query": {json.dumps(query)}, "variables": {{"photos": [null]}}}}'
    parts = {
        "operations": (None, operations),
        "map": (None, '{"0": ["variables.photos.0"]}'),
        "0": ("a.png", encoded(pattern()), "image/png"),
    }
    headers = {"X-Requested-With": "test", "authorization": f"Bearer {citizen.token}"}

    answered = (await http.post("/graphql", files=parts, headers=headers)).json()

    assert refusal_of(answered) == "RATE_LIMITED"


@pytest.mark.parametrize("payer", ["network", "account"])
async def test_spent_budget_refuses_on_every_road(live, answer, citizen, payer):
    """An account pays for itself wherever it reads; its budget is no network's, nor the other way round."""
    token = citizen.token if payer == "account" else None
    spender = Payer(NETWORK) if token is None else Payer(NETWORK, citizen.account_id)
    with pytest.raises(RateLimited):  # noqa: PT012 - how many charges fit is not this test
        while True:
            await live.application.reads.charge(spender, 1000, 1000)

    assert await refusals(answer, ROADS, SMALL, token) == dict.fromkeys(ROADS, "RATE_LIMITED")
    assert "errors" not in await answer("post", SMALL, citizen.token if token is None else None)


@pytest.mark.parametrize(("queue", "document"), [("heavy", MAP), ("middle", LIST)])
async def test_full_queue_of_reads_refuses_on_every_road(live, answer, queue, document):
    """A heavy read waits for its slot on each road, and is refused when the queue is full; small ones go on."""
    full = FairQueue(1, most_waiting=0, most_of_network=0, patience_seconds=1)
    live.application.reads.queues[queue] = full

    async with full.slot(Payer("192.0.2.1")):
        assert await refusals(answer, ROADS, document) == dict.fromkeys(ROADS, "RATE_LIMITED")
        assert "errors" not in await answer("get", SMALL)
    assert full.refused == len(ROADS)
    assert "errors" not in await answer("get", document)


async def test_full_queue_of_sign_ins_refuses_on_every_road(answer, citizen, monkeypatch):
    """Each password hash waits for its turn, whichever road brought it."""
    full = FairQueue(1, most_waiting=0, most_of_network=0, patience_seconds=1)
    monkeypatch.setattr(passwords, "_HASHING", full)

    async with full.slot(Payer("192.0.2.1")):
        refused = await refusals(answer, WRITING, sign_in(PASSWORD))
        registered = await refusals(answer, WRITING, registration("new@example.kz"))
    assert refused == registered == dict.fromkeys(WRITING, "RATE_LIMITED")
    assert "errors" not in await answer("post", sign_in(PASSWORD))
