"""`/graphql` by HTTP: methods, bodies, media types, sizes."""

import orjson
import pytest

from app.web.graphql.bodies import MAX_QUERY_BYTES

GRAPHQL_JSON = "application/graphql-response+json"
SUBMIT = """mutation($input: SubmitServiceRequestInput!) { submitServiceRequest(input: $input) { id number status } }"""


async def test_a_query_by_post_and_by_get(site):
    """Both ways read the same; times and names are as the contract says."""
    query = "query($locale: Locale!) { cities { id name(locale: $locale) } cursor }"

    posted = await site.ask(query, {"locale": "RU"})
    got = await site.client.get("/graphql", params={"query": query, "variables": '{"locale":"RU"}'})

    assert got.json()["data"] == posted
    assert got.headers["content-type"].startswith("application/json")
    assert {"id": "almaty", "name": "Алматы"} in posted["cities"]


async def test_a_mutation_by_get_is_refused(site):
    """A link that a victim follows cannot change anything."""
    token = await site.token(await site.test_app.person())

    answer = await site.client.get(
        "/graphql", params={"query": "mutation { logout }"}, headers={"Authorization": f"Bearer {token}"}
    )

    assert answer.status_code == 400
    assert (await site.ask("{ viewer { id } }", token=token))["viewer"]


async def test_submitted_request_is_read_back(site):
    """What a mutation answers is what a query reads."""
    token = await site.token(await site.test_app.person())
    given = {
        "cityId": "almaty",
        "categoryId": "pothole",
        "address": "Абай 10",
        "description": "шұңқыр",
        "location": {"latitude": 43.24, "longitude": 76.91},
    }

    made = (await site.ask(SUBMIT, {"input": given}, token=token))["submitServiceRequest"]
    read = await site.ask("query($id: ID!) { serviceRequest(id: $id) { id number status } }", {"id": made["id"]})

    assert read["serviceRequest"] == made
    assert made["status"] == "ACCEPTED"


async def test_subscription_over_http_is_refused_with_a_message(site):
    """Live operations belong to the socket; by HTTP they are a mistake, not a failure."""
    answer = await site.post('subscription { counters(cityId: "almaty") { total } }')

    assert answer.status_code == 400


async def test_malformed_body_is_refused_with_400(site):
    """Whatever it is, the answer is 400, and never a failure of ours."""
    for body in [
        b"",
        b"{",
        b"5",
        b"null",
        b'"query"',
        b"[]",
        b'[{"query": "{ cursor }"}]',
        b"{}",
        b'{"query": 5}',
        b'{"query": "{ cursor }", "variables": "x"}',
        b'{"query": "{ cursor }", "extensions": []}',
        b'{"query": "\\ud800"}',
        b"\xff\xfe",
        b"[" * 200_000,
    ]:
        answer = await site.client.post("/graphql", content=body, headers={"content-type": "application/json"})

        assert answer.status_code == 400, body[:60]


async def test_content_types_of_foreign_pages_are_refused(site):
    """Only JSON is read: content types that a foreign page may post without a preflight are refused."""
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]:
        answer = await site.client.post(
            "/graphql", content=b'{"query": "mutation { logout }"}', headers={"content-type": kind} if kind else {}
        )

        assert answer.status_code == 400


async def test_a_body_that_is_too_large_is_not_read(site):
    """Beyond 256 KiB the answer is 413; up to it the body is read."""
    padding = MAX_QUERY_BYTES - len(orjson.dumps({"query": "{ cursor }", "pad": ""}))
    for extra, status in ((0, 200), (1, 413)):
        body = orjson.dumps({"query": "{ cursor }", "pad": "x" * (padding + extra)})
        answer = await site.client.post("/graphql", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == status

    async def endless():
        for _ in range(300):
            yield b" " * 1024

    chunked = await site.client.post("/graphql", content=endless(), headers={"content-type": "application/json"})
    assert chunked.status_code == 413


async def test_other_methods_are_refused(site):
    """Only GET and POST mean something."""
    assert (await site.client.put("/graphql", json={})).status_code == 405
    assert (await site.client.get("/graphql", headers={"accept": "text/html"})).status_code == 404


BROKEN = {
    "no GraphQL": ("{ cursor", {}),
    "unknown field": ("{ nothing }", {}),
    "unknown fragment": ("{ cities { ...Nowhere } }", {}),
    "variable of the wrong kind": ("query($id: ID!) { serviceRequest(id: $id) { id } }", {}),
    "no time": (
        'query($t: DateTime!) { statistics(cityId: "almaty", from: $t, to: $t) { created } }',
        {"t": "yesterday"},
    ),
    "a time before all times": (
        "query($t: DateTime!) { serviceRequests(filter: {createdFrom: $t}) { totalCount } }",
        {"t": "0001-01-01T00:00:00+14:00"},
    ),
    "a time after all times": (
        "query($t: DateTime!) { serviceRequests(filter: {createdTo: $t}) { totalCount } }",
        {"t": "9999-12-31T23:59:59-14:00"},
    ),
}


async def test_response_without_execution_has_no_data(site):
    """The errors say why, ``data`` is not there, and the status is what the client's media type asks for."""
    for case, asked in BROKEN.items():
        old = await site.post(*asked)
        new = await site.post(*asked, headers={"accept": f"{GRAPHQL_JSON}, application/json;q=0.9"})

        assert (old.status_code, new.status_code) == (200, 400), case
        assert new.headers["content-type"].startswith(GRAPHQL_JSON)
        for answer in (old, new):
            assert list(answer.json()) == ["errors"]


async def test_response_after_execution_has_data_with_any_errors(site):
    """A refusal by a resolver is an answer: status 200, and ``data`` is there, even as null."""
    answer = await site.post('mutation { startWork(id: "x") { id } }', headers={"accept": GRAPHQL_JSON})

    assert answer.status_code == 200
    assert answer.json()["data"] is None
    assert answer.json()["errors"][0]["path"] == ["startWork"]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_several_operations_need_a_name(site, method):
    """An unnamed operation is refused; the named one runs."""
    document = "query A { cities { id } } query B { cursor }"

    async def asked(**named):
        given = {"query": document, **named}
        if method == "GET":
            return await site.client.get("/graphql", params=given, headers={"Accept": GRAPHQL_JSON})
        return await site.client.post("/graphql", json=given, headers={"Accept": GRAPHQL_JSON})

    unnamed, named = await asked(), await asked(operationName="B")

    assert unnamed.status_code == 400
    assert "data" not in unnamed.json()
    assert unnamed.json()["errors"][0]["message"] == "operationName needed: the document has 2 operations"
    assert set(named.json()["data"]) == {"cursor"}


async def test_unnamed_mutation_among_others_is_not_executed(site):
    """Not even when it is the first of the document."""
    citizen = await site.test_app.person()
    token = await site.token(citizen)

    answer = await site.post("mutation A { logout } query B { cursor }", token=token)

    assert "operationName needed" in answer.text
    assert (await site.ask("{ viewer { id } }", token=token))["viewer"]


async def test_a_number_of_thousands_of_digits_is_refused_in_words(site):
    """Python reads none of more than 4,300 digits: any client could write a traceback into the log."""
    query = f'{{ serviceRequests(filter: {{cityId: "almaty"}}, first: {"9" * 5000}) {{ totalCount }} }}'
    answer = await site.post(query)

    assert "first: expected a finite number" in [error["message"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("0001-01-01T00:00:00Z", "2026-11-29T00:00:00Z"),
        ("2026-11-01T00:00:00Z", "9999-12-31T23:59:59Z"),
        ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
    ],
)
async def test_the_first_and_last_years_of_the_calendar_are_refused_in_words(site, begin, end):
    """The clock of a city cannot be computed for them."""
    answer = await site.post(f'{{ statistics(cityId: "almaty", from: "{begin}", to: "{end}") {{ created }} }}')

    assert "expected a time between the years 1900 and 3000" in answer.json()["errors"][0]["message"]


async def test_the_years_that_are_accepted_have_figures(site):
    """Their ends are not too near to those of the calendar."""
    begin, end = "1900-01-01T00:00:00+14:00", "3000-12-31T23:59:59-14:00"
    answer = await site.post(f'{{ statistics(cityId: "almaty", from: "{begin}", to: "{end}") {{ created }} }}')

    assert answer.json() == {"data": {"statistics": {"created": 0}}}
