"""A compiled query says what graphql-core says, byte for byte, for every kind of viewer."""

import re
from dataclasses import replace
from functools import partial
from typing import Any

import orjson
import pytest
from graphql import GraphQLEnumType, GraphQLObjectType
from hypothesis import event, given, note
from hypothesis import strategies as st

import app.queries.photos.request_photos
import app.queries.requests.lists
import schema.queries.service_requests as fields
from app.auth.viewer import Viewer
from app.domain.accounts.roles import Role
from app.errors import InvalidInput
from app.live.engine import OperationRequest
from app.queries.requests.page import encode_key
from schema import schema as the_schema
from schema.compiled_query import CompiledQuery
from schema.context import Context
from schema.documents import read_document
from schema.plan import Plan
from schema.query_executor import QueryExecutor
from tests.documents import page_documents
from tests.integration.schema.conftest import RequestHistory
from tests.integration.schema.test_selection_property import (
    DOCUMENTS,
    FAILURES,
    VARIABLES,
    Writer,
    breakable,
)
from tests.integration.schema.test_selection_property import questions as subscriptions
from tests.waiting import until

__all__ = ["breakable", "subscriptions"]

QUERIES = [text for text in page_documents() if text.startswith("query ")]
ALMATY = {"west": 76.5, "south": 43.0, "east": 77.2, "north": 43.5}
PAGE_VARIABLES = {
    "cityId": "almaty",
    "first": 10,
    "after": None,
    "bbox": ALMATY,
    "zoom": 12,
    "location": {"latitude": 43.238, "longitude": 76.945},
    "categoryId": "garbage",
    "phone": "+7 701 000 00 00",
    "receipt": "ALM-000001",
    "month": None,
    "text": "Абая",
    "at": {"latitude": 43.238, "longitude": 76.945},
    "period": "THIRTEEN_WEEKS",
    "from": "2020-01-01T00:00:00Z",
    "to": "2040-01-01T00:00:00Z",
}
WHO = ["nobody", "author", "stranger", "executor", "akimat", "foreign akimat"]
ROOTS = {
    "serviceRequest(id: $id)": "ServiceRequest",
    "serviceRequests(first: 3)": "ServiceRequestConnection",
    "serviceRequests(first: $first, after: $after)": "ServiceRequestConnection",
    'serviceRequests(filter: {text: "көше"}, orderBy: BEST_MATCH)': "ServiceRequestConnection",
    'serviceRequests(filter: {authorId: $id, cityId: "almaty"})': "ServiceRequestConnection",
    'counters(cityId: "almaty")': "Counters",
    'executors(cityId: "almaty")': "ExecutorScore",
    'people(cityId: "almaty", first: 2)': "AccountConnection",
    'slaPolicies(cityId: "almaty")': "SlaPolicy",
    "viewer": "User",
    "cities": "City",
    "categories": "Category",
    "notifications(first: 2)": "NotificationConnection",
}
"""Each root field and its type; some viewers are refused some of them."""


async def both_ways(context: Context, text: str, variables: dict[str, Any]) -> tuple[bytes, bytes]:
    """Execute a query by its compiled selection, where it has one, and by graphql-core alone."""
    executor, request = QueryExecutor(the_schema), OperationRequest(query=text, variables=variables)
    short = await executor.execute(text, request, context.fresh())
    whole = await executor.by_graphql_core(text, request, context.fresh())
    return answer(short), answer(whole)


def answer(result: Any) -> bytes:
    """Return the body of a result."""
    return orjson.dumps({"data": result.data, "errors": [error.formatted for error in result.errors or ()]})


@pytest.fixture
async def viewers(history) -> dict[str, Viewer | None]:
    """Return everyone who may ask."""
    foreign = await history.test_app.person(Role.AKIMAT, city_id="astana", name="Ерлан Сатпаев")
    return {**history.viewers, "foreign akimat": foreign}


@pytest.mark.parametrize("who", WHO)
async def test_every_query_of_the_page_is_compiled_with_an_equal_result(history, viewers, who):
    context = history.test_app.application.context.of_viewer(viewers[who])
    executor = QueryExecutor(the_schema)
    for text in QUERIES:
        declared = re.findall(r"\$(\w+): *(\w+)", text)
        known = {**PAGE_VARIABLES, "id": history.request_id, "filter": _filter_of(text)}
        variables = {name: _value_of(kind, known.get(name)) for name, kind in declared}
        if "MoreTimeline" in text:
            variables["after"] = encode_key([1])
        if "orderBy: ZoneOrder" in text or "$orderBy:ZoneOrder" in text:
            variables["orderBy"] = "REQUESTS"
        plan = read_document(the_schema.core, text).plan(None)
        assert isinstance(plan, Plan)
        assert executor.compiled(plan, OperationRequest(query=text, variables=variables), context) is not None, text
        if "MyData" in text:
            # Its parts are in no order, and the jobs of the server go on between two reads, until all is sent.
            await until(partial(_is_shaped_equally, context, text, variables))
        else:
            short, whole = await both_ways(context, text, variables)
            assert short == whole, text


def _value_of(kind: str, otherwise: Any) -> Any:
    of = the_schema.core.type_map[kind]
    return next(iter(of.values)) if isinstance(of, GraphQLEnumType) else otherwise


async def _is_shaped_equally(context: Context, text: str, variables: dict[str, Any]) -> bool:
    short, whole = await both_ways(context, text, variables)
    return bool(_shape_of(short) == _shape_of(whole))


def _shape_of(body: bytes) -> Any:
    """Return the parts of an export and how many entries each has, without their values."""
    parsed = orjson.loads(body)
    exported = (parsed["data"] or {}).get("myData") or {}
    return {name: len(part) for name, part in exported.items()}, parsed["errors"]


def _filter_of(text: str) -> dict[str, Any]:
    return {} if "AccountFilterInput" in text else {"cityId": "almaty"}


@pytest.mark.parametrize("who", WHO)
async def test_page_of_cards_reads_requests_and_photos_with_one_statement_each(history, viewers, who, statements):
    text = "{ serviceRequests(first: 20) { edges { node { id number photos { id } category { id } } } } }"
    context = history.test_app.application.context.of_viewer(viewers[who])
    await context.catalog.categories()
    statements.clear()

    result = await QueryExecutor(the_schema).execute(text, OperationRequest(query=text), context)

    assert result.errors is None
    assert len(statements) == 2


async def test_equal_variables_are_converted_once_and_executed_without_graphql_core(history, monkeypatch):
    """For each document by itself; other variables, and those that are no JSON, are converted anew."""
    converted = []
    prepare = CompiledQuery.prepare

    def noted(self, variables):
        converted.append(variables.coerced)
        return prepare(self, variables)

    monkeypatch.setattr(CompiledQuery, "prepare", noted)
    monkeypatch.setattr(QueryExecutor, "_with_errors", None)
    text = "query ($first: Int!) { serviceRequests(first: $first) { edges { node { number } } } }"
    context = history.test_app.application.context
    executor = QueryExecutor(the_schema)

    for document, first in ((text, 1), (text, 1), (text, 2), (text, 1), (f"{text} ", 1), (f"{text} ", 1)):
        result = await executor.execute(document, OperationRequest(query=document, variables={"first": first}), context)
        assert result.data is not None
        assert len(result.data["serviceRequests"]["edges"]) == 1

    assert converted == [{"first": 1}, {"first": 2}, {"first": 1}]


async def test_variables_that_do_not_fit_are_refused_each_time(history):
    text = "query ($first: Int!) { serviceRequests(first: $first) { edges { cursor } } }"
    executor = QueryExecutor(the_schema)
    for _ in range(2):
        request = OperationRequest(query=text, variables={"first": "many"})
        result = await executor.execute(text, request, history.test_app.application.context)
        assert [error.message[:24] for error in result.errors or ()] == ["Variable '$first' has in"]


@pytest.fixture
def statements(monkeypatch) -> list[str]:
    """Return the list that every statement of a read is added to."""
    noted: list[str] = []
    for module in (app.queries.photos.request_photos, app.queries.requests.lists):
        real: Any = module.records

        async def rows(sql, *values, real=real):
            noted.append(sql)
            return await real(sql, *values)

        monkeypatch.setattr(module, "records", rows)
    return noted


async def test_refused_root_field_is_resolved_once(history, monkeypatch):
    """graphql-core reports what the field raised: a refusal does not cost its reads, or its rate limit, twice."""
    calls = []

    async def refuse(*_: Any, **__: Any) -> None:
        calls.append(1)
        raise InvalidInput("first", "first: no")

    monkeypatch.setattr(fields.lists, "listed", refuse)
    text = "{ cursor serviceRequests { edges { cursor } } }"
    executor = QueryExecutor(the_schema)

    result = await executor.execute(text, OperationRequest(query=text), history.test_app.application.context)

    assert len(calls) == 1
    assert [(error.path, error.extensions["field"]) for error in result.errors] == [(["serviceRequests"], "first")]
    assert answer(result) == answer(
        await executor.by_graphql_core(text, OperationRequest(query=text), history.test_app.application.context)
    )


async def test_other_fields_are_answered_where_one_is_refused(history):
    """A root field that may be null takes its error with it; the others are read once."""
    text = '{ one: serviceRequest(id: "no") { id } two: serviceRequest(id: $id) { number } }'
    text = f"query Two($id: ID!) {text}"
    context = history.test_app.application.context

    short, whole = await both_ways(context, text, {"id": history.request_id})

    assert short == whole
    assert orjson.loads(short)["data"] == {"one": None, "two": {"number": "ALM-000001"}}


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("query Q($first: Int!) { serviceRequests(first: $first) { isSimilar } }", {}),
        ("query Q($first: Int!) { serviceRequests(first: $first) { isSimilar } }", {"first": "many"}),
        ("query Q($first: Int) { serviceRequests(first: $first) { isSimilar } }", {"first": None}),
        ("query Q($id: ID!) { serviceRequest(id: $id) { id } }", {"id": {"no": 1}}),
        ("{ __typename }", {}),
        ("{ __schema { queryType { name } } }", {}),
    ],
)
async def test_request_with_wrong_variables_or_introspection_has_an_equal_result(history, text, variables):
    short, whole = await both_ways(history.test_app.application.context, text, variables)
    assert short == whole


@st.composite
def questions(draw: Any) -> tuple[str, dict[str, Any]]:
    """A query with one to three root fields, and its variables."""
    variables = {}
    for name, (kind, values) in VARIABLES.items():
        if values and (kind.endswith("!") or draw(st.booleans())):
            variables[name] = draw(st.sampled_from(values))
    writer = Writer(draw)
    parts = []
    for number, root in enumerate(draw(st.lists(st.sampled_from(list(ROOTS)), min_size=1, max_size=3))):
        of = the_schema.core.type_map[ROOTS[root]]
        assert isinstance(of, GraphQLObjectType)
        parts.append(f"root{number}: {root} {{ {writer.selection(of, 4)} }}")
    return writer.text("query", " ".join(parts)), variables


# When a required field fails at once, graphql-core leaves the coroutines of the fields before it.
@pytest.mark.filterwarnings("ignore:coroutine .*(_async_resolver|get_results). was never awaited")
@DOCUMENTS
@given(question=questions(), failures=FAILURES, who=st.sampled_from(WHO))
async def test_compiled_query_and_graphql_core_return_equal_bytes(
    history: RequestHistory, viewers, breakable, *, question, failures, who
):
    text, variables = question
    note(text)
    breakable.clear()
    breakable.update(failures["reads"])
    errors = read_document(the_schema.core, text).errors
    if errors:
        event(errors[0].message[:60])
        return
    context = history.test_app.application.context.of_viewer(viewers[who])

    short, whole = await both_ways(replace(context), text, {**variables, "id": history.request_id})

    failed = {error["path"][0] for error in orjson.loads(whole)["errors"] if error.get("path")}
    event("with errors" if failed else "without errors")
    if failed and text.count("root") > 1:
        # The first error of a required field ends the operation, and it is chance which read fails first.
        assert orjson.loads(short)["data"] == orjson.loads(whole)["data"]
    else:
        assert short == whole
