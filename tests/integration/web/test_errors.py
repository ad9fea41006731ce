"""How refusals and failures reach a client."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from app.commands.requests import comments
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role

NOBODY = "00000000-0000-7000-8000-000000000000"
REGISTER = "mutation($input: RegisterInput!) { register(input: $input) { token } }"
WISH = {"name": "A", "email": "a@example.kz", "password": "ұзын құпиясөз", "role": "CITIZEN"}


async def test_every_refusal_has_its_code(site):
    """The code says what kind of refusal it is, and what belongs to it stands beside it."""
    citizen, executor = await site.test_app.person(), await site.test_app.person(Role.EXECUTOR)
    request = await submit(site.test_app.context, citizen, site.test_app.submission())
    token, other = await site.token(citizen), await site.token(executor)
    start = f'mutation {{ startWork(id: "{request.id}") {{ id }} }}'
    claim = f'mutation {{ claimServiceRequest(id: "{request.id}") {{ id }} }}'

    assert await site.refusal(start) == {"code": "UNAUTHENTICATED"}
    assert await site.refusal(start, token=token) == {"code": "NOT_ALLOWED", "action": "START"}
    assert await site.refusal(start.replace(str(request.id), NOBODY), token=token) == {
        "code": "NOT_FOUND",
        "id": NOBODY,
    }
    assert await site.refusal(start.replace(str(request.id), "x"), token=token) == {
        "code": "INVALID_INPUT",
        "field": "id",
    }
    await site.ask(claim, token=other)
    assert await site.refusal(claim, token=other) == {"code": "CONFLICT", "id": str(request.id)}
    illegal = await site.refusal(f'mutation {{ completeWork(id: "{request.id}") {{ id }} }}', token=other)
    assert (illegal["code"], illegal["status"], illegal["action"]) == ("ILLEGAL_TRANSITION", "ACCEPTED", "COMPLETE")
    assert "START" in illegal["allowed"]


FIELDS = [
    ('{ serviceRequest(id: "x") { id } }', "id"),
    ("{ serviceRequests(first: 101) { totalCount } }", "first"),
    ('{ serviceRequests(after: "x") { totalCount } }', "after"),
    ('{ serviceRequests(filter: {executorId: "x"}) { totalCount } }', "filter.executorId"),
    ('{ serviceRequests(filter: {authorId: "x"}) { totalCount } }', "filter.authorId"),
    ('{ serviceRequests(filter: {followerId: "x"}) { totalCount } }', "filter.followerId"),
    ('{ serviceRequests(filter: {text: "\\u0000"}) { totalCount } }', "filter.text"),
    ('{ serviceRequests(filter: {cityId: "\\u0000"}) { totalCount } }', "filter.cityId"),
    ('{ serviceRequests(filter: {categoryIds: ["\\u0000"]}) { totalCount } }', "filter.categoryIds"),
    (f'{{ serviceRequests(filter: {{text: "{"x" * 101}"}}) {{ totalCount }} }}', "filter.text"),
    ("{ map(bbox: {west: 1, south: 1, east: 0, north: 2}, zoom: 3) }", "bbox"),
    ("{ map(bbox: {west: 0, south: 1, east: 1, north: 2}, zoom: 23) }", "zoom"),
    ('{ nearby(location: {latitude: 1, longitude: 1}, categoryId: "x") { distanceMetres } }', "categoryId"),
    (
        '{ nearby(location: {latitude: 1e400, longitude: 1}, categoryId: "pothole") { distanceMetres } }',
        "location.latitude",
    ),
    ('{ counters(cityId: "x") { total } }', "cityId"),
    ('{ executors(cityId: "x") { done } }', "cityId"),
    ('{ statistics(cityId: "x", from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z") { created } }', "cityId"),
    ('{ statistics(cityId: "almaty", from: "2026-02-01T00:00:00Z", to: "2026-02-01T00:00:00Z") { created } }', "to"),
    ('mutation { login(email: "a", password: "b") { token } }', None),
    ('mutation { verifyEmail(token: "b") { token } }', "token"),
    ('mutation { markNotificationsRead(upTo: "-1") }', "upTo"),
    ('mutation { markNotificationRead(id: "x") }', "id"),
    ('mutation { markNotificationsRead(upTo: "99999999999999999999") }', "upTo"),
    (f'mutation {{ mergeServiceRequest(id: "{NOBODY}", intoId: "x") {{ id }} }}', "intoId"),
    (f'mutation {{ assignServiceRequest(id: "{NOBODY}", executorId: "x") {{ id }} }}', "executorId"),
    (f'mutation {{ confirmWork(id: "{NOBODY}", rating: 6) {{ id }} }}', "rating"),
    (f'mutation {{ addComment(id: "{NOBODY}", text: " ") {{ id }} }}', "text"),
]


async def test_bad_input_names_its_field(site):
    """The client learns which field to show the message at; nothing of it is a failure of ours."""
    token = await site.token(await site.test_app.person())
    for query, field in FIELDS:
        extensions = await site.refusal(query, token=token)
        if field is None:
            assert extensions == {"code": "UNAUTHENTICATED"}
        else:
            assert (extensions["code"], extensions["field"]) == ("INVALID_INPUT", field), query


async def test_authors_are_hidden_from_other_citizens(site):
    """All requests of one author are for the author, and for the Akimat of the city that is asked about."""
    citizen = await site.test_app.person()
    officer, foreign = await site.test_app.person(Role.AKIMAT), await site.test_app.person(Role.AKIMAT, "astana")
    await submit(site.test_app.context, citizen, site.test_app.submission())
    everywhere = f'{{ serviceRequests(filter: {{authorId: "{citizen.account_id}"}}) {{ totalCount }} }}'
    in_almaty = everywhere.replace("{authorId", '{cityId: "almaty", authorId')

    assert (await site.ask(everywhere, token=await site.token(citizen)))["serviceRequests"]["totalCount"] == 1
    assert (await site.ask(in_almaty, token=await site.token(officer)))["serviceRequests"]["totalCount"] == 1
    for query, token in (
        (everywhere, None),
        (in_almaty, None),
        (everywhere, await site.token(officer)),
        (in_almaty, await site.token(foreign)),
        (in_almaty, await site.token(await site.test_app.person())),
    ):
        assert (await site.refusal(query, token=token))["code"] == "NOT_ALLOWED"


async def test_internal_error_is_masked_and_logged(site, monkeypatch):
    """The client learns that something went wrong and nothing else; the log learns what."""

    async def fail(*_, **__):
        raise RuntimeError("secret: postgres://user:password@host")

    monkeypatch.setattr("app.queries.requests.service_requests.service_request", fail)
    with capture_logs() as logs:
        answer = await site.post(f'{{ serviceRequest(id: "{NOBODY}") {{ id }} cursor }}')

    body = answer.json()
    assert body["errors"][0]["extensions"] == {"code": "INTERNAL"}
    assert body["errors"][0]["path"] == ["serviceRequest"]
    assert body["data"]["cursor"]
    assert "secret" not in answer.text
    assert [(entry["log_level"], str(entry["exc_info"])) for entry in logs if entry["log_level"] == "error"] == [
        ("error", "secret: postgres://user:password@host")
    ]


async def test_refusals_and_mistakes_are_not_logged_as_failures(site):
    """What a client does wrong is not our failure: the log stays quiet."""
    with capture_logs() as logs:
        await site.post('mutation { startWork(id: "x") { id } }')
        await site.post("{ nothing }")
        await site.post("{")
        await site.post("{ cities { ...Nowhere } }")

    assert [entry for entry in logs if entry["log_level"] in {"error", "critical"}] == []


async def test_documents_have_limits(site):
    """Too many aliases, too many words and introspection in circles are refused before anything is read."""
    words = "{ serviceRequests { edges { node { timeline { edges { node { kind } } } } } } }"
    circles = "{ __schema { types " + "{ fields { type " * 3 + "{ name }" + " } }" * 3 + " } }"
    for query in ("{" + " ".join(f"a{n}: cursor" for n in range(21)) + "}", "{" + " cursor" * 2001 + "}", circles):
        body = (await site.post(query)).json()
        assert body["errors"], query[:40]
        assert "data" not in body
    assert await site.ask("{" + " ".join(f"a{n}: cursor" for n in range(20)) + "}")
    assert await site.ask(words) == {"serviceRequests": {"edges": []}}


@pytest.mark.parametrize("first", [1, 100])
async def test_pages_carry_cursors_and_flags(site, first):
    """A relay page: edges with cursors, where it begins and ends, whether there is more, and the whole count."""
    citizen = await site.test_app.person()
    for _ in range(3):
        await submit(site.test_app.context, citizen, site.test_app.submission())
        site.test_app.pass_time(seconds=1)
    query = """query($first: Int!, $after: String) { serviceRequests(first: $first, after: $after) {
        totalCount edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""

    page = (await site.ask(query, {"first": first}))["serviceRequests"]

    cursors = [edge["cursor"] for edge in page["edges"]]
    assert len(cursors) == min(first, 3)
    assert page["totalCount"] == 3
    assert page["pageInfo"] == {
        "hasNextPage": first == 1,
        "hasPreviousPage": False,
        "startCursor": cursors[0],
        "endCursor": cursors[-1],
    }
    rest = (await site.ask(query, {"first": 100, "after": cursors[-1]}))["serviceRequests"]
    assert len(rest["edges"]) == 3 - len(cursors)


async def test_timeline_has_actors_and_times(site):
    """Steps carry their cursor once they have one, the time in UTC with a Z, and as much of a name as is public."""
    citizen = await site.test_app.person(name="Айым Серікова")
    request = await submit(site.test_app.context, citizen, site.test_app.submission())
    await comments.comment(site.test_app.context, citizen, request.id, "сөз")
    await site.test_app.settled()

    timeline = "timeline { edges { node { version cursor kind at actorRole actorName note } } }"
    data = await site.ask(f'{{ cursor serviceRequest(id: "{request.id}") {{ {timeline} }} }}')

    nodes = [edge["node"] for edge in data["serviceRequest"]["timeline"]["edges"]]
    assert [node["kind"] for node in nodes] == ["SUBMITTED", "COMMENTED"]
    assert nodes[1] == {
        "version": 2,
        "cursor": data["cursor"],
        "kind": "COMMENTED",
        "at": "2026-11-20T07:00:00.000Z",
        "actorRole": "CITIZEN",
        "actorName": "Айым",
        "note": "сөз",
    }
    site.test_app.pass_time(days=60)
    overdue = await site.ask(f'{{ serviceRequest(id: "{request.id}") {{ isOverdue dueAt }} }}')
    assert overdue["serviceRequest"]["isOverdue"] is True
    assert request.due_at + timedelta(0) < site.test_app.clock.now()


async def test_a_compiled_query_that_fails_is_counted_and_logged(site, monkeypatch):
    """The client gets the answer of graphql-core, which does not say that everything was executed twice."""

    async def fail(*_):
        raise RuntimeError("it broke")

    async def failures() -> float:
        name = 'qala_compiled_failures_total{kind="query"} '
        lines = (await site.client.get("/metrics")).text.splitlines()
        return float(next(line.removeprefix(name) for line in lines if line.startswith(name)))

    await site.test_app.person()
    query = {"query": 'query Board { counters(cityId: "almaty") { total } }', "operationName": "Board"}
    before = await failures()
    await site.client.post("/graphql", json={"query": '{ counters(cityId: "x") { total } }'})
    assert await failures() == before, "a refusal is no failure"

    monkeypatch.setattr("app.queries.figures.counters.counters", fail)
    with capture_logs() as said:
        answer = await site.client.post("/graphql", json=query)

    assert answer.json()["errors"]
    assert await failures() == before + 1
    (line,) = [one for one in said if one["event"] == "compiled_operation_failed"]
    assert (line["kind"], line["operation"], line["log_level"]) == ("query", "Board", "warning")
    assert "it broke" in line["error"]
