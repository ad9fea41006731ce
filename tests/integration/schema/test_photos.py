"""Photos by the API: sent by HTTP as browsers send them, and seen by whom they are for."""

import asyncio
import json
from typing import Any

import pytest

from app.commands.accounts.profile import update_profile
from app.commands.requests import photo_moderation, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.models.identity import new_id
from tests.integration.live.server import served
from tests.pictures import complete, encoded, pattern, picture, start
from tests.waiting import PATIENCE_SECONDS

SUBMIT = """
mutation($input: SubmitServiceRequestInput!) {
  submitServiceRequest(input: $input) { id number version photos { id kind url(size: SMALL) width height preview } }
}
"""
COMPLETE = """
mutation($id: ID!, $photos: [Upload!], $shots: [ShotInput!]) {
  completeWork(id: $id, photos: $photos, shots: $shots, note: "дайын") {
    status photos(kind: AFTER) { marks distanceMetres }
  }
}
"""
PHOTOS = """
query($id: ID!) { serviceRequest(id: $id) {
  photos { id kind url hidden blurred marks rectangles { left top width height }
    distanceMetres location { latitude longitude } camera }
} }
"""
PREFLIGHT = {"GraphQL-Require-Preflight": "1"}
PLACE = {
    "cityId": "almaty",
    "categoryId": "pothole",
    "address": "Абай 10",
    "description": "шұңқыр",
    "location": {"latitude": 43.24, "longitude": 76.91},
}


async def send(site, query, variables, files, *, token=None, headers=PREFLIGHT, where="variables.input.photos"):
    """Send a document with files by the GraphQL multipart request; ``files`` are (name, bytes)."""
    given: dict[str, Any] = {"operations": json.dumps({"query": query, "variables": variables})}
    given["map"] = json.dumps({str(n): [f"{where}.{n}"] for n in range(len(files))})
    sent = {str(n): (name, data, "application/octet-stream") for n, (name, data) in enumerate(files)}
    auth = {"Authorization": f"Bearer {token}"} if token else {}
    return await site.client.post("/graphql", data=given, files=sent, headers={**headers, **auth})


def photo(seed=None):
    return encoded(pattern(seed), "JPEG")


async def submitted(site, token, files, **changes):
    return await send(site, SUBMIT, {"input": {**PLACE, "photos": [None] * len(files), **changes}}, files, token=token)


@pytest.fixture
async def people(site):
    """Author, executor, Akimat, with their tokens."""
    found = {}
    for name, role in (("author", Role.CITIZEN), ("executor", Role.EXECUTOR), ("akimat", Role.AKIMAT)):
        viewer = await site.test_app.person(role)
        found[name] = viewer, await site.token(viewer)
    return found


async def test_five_photos_come_with_a_request(site, people):
    """Each can be fetched at its address, as WebP."""
    answer = await submitted(site, people["author"][1], [(f"{n}.jpg", photo()) for n in range(5)])

    sent = answer.json()["data"]["submitServiceRequest"]["photos"]
    assert [one["kind"] for one in sent] == ["REPORT"] * 5
    assert {(one["width"], one["height"]) for one in sent} == {(144, 128)}
    for one in sent:
        assert one["preview"].startswith("data:image/webp;base64,")
        fetched = await site.client.get(one["url"])
        assert (fetched.status_code, fetched.headers["content-type"]) == (200, "image/webp")


async def test_the_sixth_is_refused(site, people):
    """With words, and no request is made."""
    answer = await submitted(site, people["author"][1], [(f"{n}.jpg", photo()) for n in range(6)])

    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "INVALID_INPUT"
    assert "5" in error["message"]
    assert (await site.ask("{ serviceRequests { totalCount } }"))["serviceRequests"]["totalCount"] == 0


async def test_what_is_no_photo_is_named(site, people):
    """By its name and its number, whatever it calls itself."""
    answer = await submitted(site, people["author"][1], [("a.jpg", photo()), ("b.jpg", b"GIF89a")])

    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "INVALID_INPUT", "field": "photos", "file": "b.jpg", "photo": 1}
    assert "b.jpg" in error["message"]


async def test_a_foreign_page_cannot_send_files(site, people):
    """A form needs no preflight; so a header is asked for that only our own pages can add."""
    variables = {"input": {**PLACE, "photos": [None]}}
    for headers in ({}, {"Origin": "https://evil.example"}):
        answer = await send(site, SUBMIT, variables, [("a.jpg", photo())], token=people["author"][1], headers=headers)
        assert answer.status_code == 400

    assert (await site.ask("{ serviceRequests { totalCount } }"))["serviceRequests"]["totalCount"] == 0


async def test_files_travel_by_http_as_multipart_alone(site, people):
    """JSON cannot carry any; the refusal says how to send them."""
    given = {"input": {**PLACE, "photos": ["data:image/png;base64,AAAA"]}}

    answer = (await site.post(SUBMIT, given, token=people["author"][1])).json()

    assert answer["errors"][0]["extensions"] == {"code": "INVALID_INPUT", "field": "photos"}
    assert "multipart" in answer["errors"][0]["message"]


async def test_sent_twice_it_is_one_request(site, people):
    """The answer was lost: the same id and files once more."""
    request_id = str(new_id())
    first, again = [
        (await submitted(site, people["author"][1], [("a.jpg", photo(901))], id=request_id)).json() for _ in range(2)
    ]

    assert first == again
    assert len(again["data"]["submitServiceRequest"]["photos"]) == 1


async def begun(site, people):
    request = await submit(site.test_app.context, people["author"][0], site.test_app.submission(), [picture()])
    await work.claim(site.test_app.context, people["executor"][0], request.id)
    return await work.start(site.test_app.context, people["executor"][0], request.id)


async def test_work_is_finished_with_photos_and_their_shots(site, people):
    """The marks come with the answer; the distance to the next ten metres."""
    request = await begun(site, people)
    shots = [{"latitude": 43.25, "longitude": 76.91, "takenAt": site.test_app.clock.now().isoformat()}]
    variables = {"id": str(request.id), "photos": [None, None], "shots": shots}
    token, files = people["executor"][1], [("a.jpg", photo(902)), ("b.jpg", photo(903))]

    answer = (await send(site, COMPLETE, variables, files, token=token, where="variables.photos")).json()
    again = (await send(site, COMPLETE, variables, files, token=token, where="variables.photos")).json()

    after = [
        {"marks": ["FAR_FROM_PLACE"], "distanceMetres": 1110.0},
        {"marks": ["NO_METADATA"], "distanceMetres": None},
    ]
    assert answer["data"]["completeWork"] == {"status": "DONE", "photos": after}
    assert again == answer


async def test_a_used_photo_names_the_other_request(site, people):
    """For the page to show."""
    first, second = await begun(site, people), await begun(site, people)
    for request in (first, second):
        variables = {"id": str(request.id), "photos": [None]}
        answer = await send(
            site, COMPLETE, variables, [("a.jpg", photo(904))], token=people["executor"][1], where="variables.photos"
        )

    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "EVIDENCE_REUSED", "number": first.number, "photo": 0}


async def test_more_shots_than_photos_are_a_mistake(site, people):
    request = await begun(site, people)
    query = "mutation($id: ID!) { completeWork(id: $id, shots: [{latitude: 1, longitude: 1}]) { id } }"

    refused = await site.refusal(query, {"id": str(request.id)}, token=people["executor"][1])

    assert refused == {"code": "INVALID_INPUT", "field": "shots"}


async def seen(site, request, token=None):
    return (await site.ask(PHOTOS, {"id": str(request.id)}, token=token))["serviceRequest"]["photos"]


async def test_a_hidden_photo_is_for_the_akimat_of_the_city_alone(site, people):
    """The public does not get it, its author neither; and at its old address there is nothing."""
    request = await submit(
        site.test_app.context, people["author"][0], site.test_app.submission(), [picture(), picture()]
    )
    foreign = await site.token(await site.test_app.person(Role.AKIMAT, "astana"))
    before = await seen(site, request)
    hide = 'mutation($id: ID!) { hidePhoto(id: $id, reason: "бет") { photos { hidden } } }'
    assert (await site.refusal(hide, {"id": before[0]["id"]}, token=foreign))["code"] == "NOT_ALLOWED"

    hidden = await site.ask(hide, {"id": before[0]["id"]}, token=people["akimat"][1])

    assert [one["hidden"] for one in hidden["hidePhoto"]["photos"]] == [True, False]
    for token in (None, people["author"][1], people["executor"][1], foreign):
        assert [one["id"] for one in await seen(site, request, token)] == [before[1]["id"]]
    assert (await site.client.get(before[0]["url"])).status_code == 404
    for_staff = await seen(site, request, people["akimat"][1])
    assert for_staff[0]["id"] == before[0]["id"]
    assert (await site.client.get(for_staff[0]["url"])).status_code == 404
    with_cookie = {"Authorization": f"Bearer {people['akimat'][1]}"}
    assert (await site.client.get(for_staff[0]["url"], headers=with_cookie)).status_code == 200


async def test_where_it_was_taken_is_for_staff(site, people):
    """All other viewers get the distance, to the next ten metres."""
    shot = {"latitude": 43.2413, "longitude": 76.91}
    request = await submit(site.test_app.context, people["author"][0], site.test_app.submission(), [picture(**shot)])

    public, staff = await seen(site, request), await seen(site, request, people["akimat"][1])

    assert (public[0]["location"], public[0]["camera"], public[0]["distanceMetres"]) == (None, None, 140.0)
    assert staff[0]["location"] == shot
    assert staff[0]["distanceMetres"] == 140.0


async def test_blur_and_retract_by_the_api(site, people):
    """As the contract spells them."""
    request = await submit(site.test_app.context, people["author"][0], site.test_app.submission(), [picture()])
    photo_id = (await seen(site, request))[0]["id"]
    blur = """mutation($id: ID!, $r: [RectangleInput!]!) { blurPhoto(id: $id, rectangles: $r) {
        photos { blurred rectangles { left top width height } } } }"""
    part = {"left": 0, "top": 0, "width": 0.5, "height": 0.5}

    wrong = await site.refusal(blur, {"id": photo_id, "r": [{**part, "width": 2}]}, token=people["akimat"][1])
    blurred = await site.ask(blur, {"id": photo_id, "r": [part]}, token=people["akimat"][1])
    elsewhere = await site.token(await site.test_app.person(Role.AKIMAT, "astana"))
    tokens = (None, people["author"][1], people["executor"][1], elsewhere, people["akimat"][1])
    as_seen = [(await seen(site, request, token))[0]["rectangles"] for token in tokens]
    retract = "mutation($id: ID!) { retractPhoto(id: $id) { version photos { id } } }"
    retracted = await site.ask(retract, {"id": photo_id}, token=people["author"][1])

    assert wrong == {"code": "INVALID_INPUT", "field": "rectangles"}
    assert blurred["blurPhoto"]["photos"] == [{"blurred": True, "rectangles": [part]}]
    assert as_seen == [None, None, None, None, [part]]
    assert retracted["retractPhoto"] == {"version": 3, "photos": []}
    assert await seen(site, request, people["akimat"][1]) == []


async def test_photos_of_a_page_are_read_by_one_query(site, people, monkeypatch):
    """However many requests are on it."""
    import schema.loaders

    for _ in range(4):
        await submit(site.test_app.context, people["author"][0], site.test_app.submission(), [picture()])
    asked, real = [], schema.loaders.photos

    async def noted(ids):
        asked.append(len(ids))
        return await real(ids)

    monkeypatch.setattr(schema.loaders, "photos", noted)
    answer = await site.ask(
        "{ serviceRequests { edges { node { viewerActions photos { url } again: photos(kind: AFTER) { id } } } } }"
    )

    assert asked == [4]
    assert [len(edge["node"]["photos"]) for edge in answer["serviceRequests"]["edges"]] == [1] * 4


async def test_a_neighbour_shows_its_photo(site, people):
    """Is it known already? One glance says so."""
    await submit(site.test_app.context, people["author"][0], site.test_app.submission(), [picture()])

    near = await site.ask(
        '{ nearby(location: {latitude: 43.24, longitude: 76.91}, categoryId: "pothole") '
        "{ serviceRequest { photos(kind: REPORT) { url(size: SMALL) } } } }"
    )

    assert len(near["nearby"][0]["serviceRequest"]["photos"]) == 1


async def test_a_citizens_picture_is_for_them_and_for_staff(site, people):
    """An executor acts officially, and every viewer sees the executor's picture."""
    request = await begun(site, people)
    for name in ("author", "executor"):
        await update_profile(site.test_app.context, people[name][0], avatar=picture())
    query = "query($id: ID!) { serviceRequest(id: $id) { author { avatarUrl } executor { avatarUrl } } }"
    shown = {}
    for name, token in {"public": None, **{name: token for name, (_, token) in people.items()}}.items():
        found = (await site.ask(query, {"id": str(request.id)}, token=token))["serviceRequest"]
        shown[name] = found["author"]["avatarUrl"] is not None, found["executor"]["avatarUrl"] is not None

    assert shown == {"public": (False, True), "author": (True, True), "executor": (False, True), "akimat": (True, True)}


async def test_an_avatar_comes_with_the_registration(site):
    """By the same road as photos."""
    query = "mutation($input: RegisterInput!) { register(input: $input) { viewer { avatarUrl } } }"
    given = {"name": "Айгүл", "email": "a@example.kz", "password": "long enough", "role": "CITIZEN", "avatar": None}
    variables = json.dumps({"query": query, "variables": {"input": given}})
    form = {"operations": variables, "map": json.dumps({"0": ["variables.input.avatar"]})}

    answer = await site.client.post(
        "/graphql", data=form, files={"0": ("me.jpg", photo(), "image/jpeg")}, headers=PREFLIGHT
    )

    url = answer.json()["data"]["register"]["viewer"]["avatarUrl"]
    assert url.startswith("/photos/a/")
    assert (await site.client.get(url)).status_code == 200


FEED = """
subscription($after: Cursor) { cityFeed(cityId: "almaty", after: $after) {
  kind marks serviceRequest { version photos { id kind hidden blurred marks } }
} }
"""


async def test_events_carry_photos_as_they_were_by_then_and_as_they_are_now(urls):
    """Live and replayed: each event those that had come by its version; hidden ones for staff alone."""
    async with served(urls) as live:
        test_app = live.test_app
        author, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
        akimat = await test_app.person(Role.AKIMAT)
        clients = {"public": await live.connect(), "akimat": await live.connect(akimat)}
        for client in clients.values():
            await client.subscribe("1", FEED)
            await client.synchronise()
        request = await submit(test_app.context, author, test_app.submission(), [picture()])
        await work.claim(test_app.context, executor, request.id)
        await start(test_app.context, executor, request.id)
        await complete(test_app.context, executor, request.id)
        for client in clients.values():
            events = [await client.event() for _ in range(4)]
            assert [[one["kind"] for one in event["serviceRequest"]["photos"]] for event in events] == [
                ["REPORT"],
                ["REPORT"],
                ["REPORT", "BEFORE"],
                ["REPORT", "BEFORE", "AFTER"],
            ]
            assert [event["marks"] for event in events] == [[], [], ["NO_METADATA"], ["NO_METADATA"]]
        report = events[0]["serviceRequest"]["photos"][0]["id"]

        await photo_moderation.hide(test_app.context, akimat, new_uuid(report), "бет")

        for name, client in clients.items():
            event = await client.event()
            assert event["kind"] == "PHOTO_MODERATED"
            assert [one["hidden"] for one in event["serviceRequest"]["photos"]] == (
                [True, False, False] if name == "akimat" else [False, False]
            )
        late = await live.connect()
        await late.subscribe("1", FEED, after=f"{live.application.epoch}:0")
        replayed = [await late.event() for _ in range(5)]
        assert [len(event["serviceRequest"]["photos"]) for event in replayed] == [0, 0, 1, 2, 2]


def new_uuid(text):
    from uuid import UUID

    return UUID(text)


async def test_files_do_not_travel_over_the_socket(urls):
    """The refusal says which road they take."""
    async with served(urls) as live:
        client = await live.connect(await live.test_app.person())
        await client.subscribe("1", SUBMIT, input={**PLACE, "photos": [{}]})

        async with asyncio.timeout(PATIENCE_SECONDS):
            answer = await client.message_of("1")

    (error,) = answer["payload"]["errors"] if "errors" in answer["payload"] else answer["payload"]
    assert error["extensions"] == {"code": "INVALID_INPUT", "field": "photos"}
    assert "WebSocket" in error["message"]
