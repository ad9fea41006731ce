"""A compiled mutation says what graphql-core says, byte for byte, and is done once."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    type_from_ast,
)
from hypothesis import given, note
from hypothesis import strategies as st
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from app.commands.staff.accounts import put_account
from app.domain.accounts.roles import Role
from app.live.engine import OperationRequest
from app.models import Session
from app.queries.requests.service_requests import existing_request
from schema import schema as the_schema
from schema.compiled_query import CompiledQuery
from schema.context import Context
from schema.documents import read_document
from schema.plan import Plan
from schema.query_executor import QueryExecutor
from tests.documents import page_documents
from tests.integration.schema.conftest import RequestHistory
from tests.integration.schema.test_compiled_query import both_ways, viewers
from tests.integration.schema.test_selection_property import DOCUMENTS, FAILURES, VARIABLES, Writer, breakable

__all__ = ["breakable", "viewers"]

MUTATIONS = [text for text in page_documents() if text.startswith("mutation ")]
READS = frozenset({OperationType.QUERY})
COMMENT = 'mutation Comment($id: ID!) { addComment(id: $id, text: "Көрші көшеде де бар") { version } }'
PASSWORD = "long enough for two"


def plan_of(text: str) -> Plan:
    """Return the plan of the only operation of a document."""
    plan = read_document(the_schema.core, text).plan(None)
    assert isinstance(plan, Plan)
    return plan


async def execute(text: str, context: Context, **variables: Any) -> Any:
    """Execute as the server does."""
    request = OperationRequest(query=text, variables=variables)
    return await QueryExecutor(the_schema).execute(text, request, context.fresh())


SCALARS = {"ID": "1", "String": "x", "Int": 1, "Float": 1.0, "Boolean": True, "DateTime": "2026-11-20T07:00:00Z"}


def value_of(kind: Any) -> Any:
    """Return a value that fits a required input type, and None for any other."""
    if not isinstance(kind, GraphQLNonNull):
        return None
    of = kind.of_type
    if isinstance(of, GraphQLList):
        return []
    if isinstance(of, GraphQLEnumType):
        return next(iter(of.values))
    if isinstance(of, GraphQLInputObjectType):
        return {name: value_of(field.type) for name, field in of.fields.items() if value_of(field.type) is not None}
    return SCALARS[of.name]


async def test_every_mutation_of_the_page_is_compiled(test_app):
    """Also those with files, which are no JSON: only their variables are looked at anew each time."""
    executor, context, core = QueryExecutor(the_schema), test_app.application.context, the_schema.core

    assert len(MUTATIONS) > 20
    for text in MUTATIONS:
        plan = plan_of(text)
        declared = plan.operation.variable_definitions or ()
        variables = {one.variable.name.value: value_of(type_from_ast(core, one.type)) for one in declared}
        assert executor.compiled(plan, OperationRequest(query=text, variables=variables), context) is not None, text


@pytest.mark.parametrize("who", ["nobody", "stranger", "akimat"])
async def test_a_refusal_is_the_one_that_graphql_core_returns(history, viewers, who):
    context = history.test_app.application.context.of_viewer(viewers[who])
    text = "mutation ($id: ID!) { startWork(id: $id) { version author { name } } }"

    short, whole = await both_ways(context, text, {"id": history.request_id})

    assert short == whole
    assert [error["path"] for error in orjson.loads(short)["errors"]] == [["startWork"]]


async def test_a_field_whose_argument_is_called_source_has_its_refusal(history, viewers):
    """The hook of graphql-core calls what it hands over ``source``, too."""
    context = history.test_app.application.context.of_viewer(viewers["stranger"])
    text = 'mutation ($id: ID!) { recordDispute(id: $id, source: PHONE, reason: "жоқ") { version } }'

    short, whole = await both_ways(context, text, {"id": history.request_id})

    assert short == whole
    assert [error["extensions"]["code"] for error in orjson.loads(short)["errors"]] == ["NOT_ALLOWED"]


async def test_a_mutation_is_done_once_though_its_answer_cannot_be_completed(history, viewers, breakable):
    """graphql-core then writes the answer from what the mutation returned."""
    context = history.test_app.application.context.of_viewer(viewers["author"])
    before = await existing_request(history.request_id)
    breakable["photos"] = "raises"

    result = await execute(COMMENT.replace("version", "version photos { id }"), context, id=history.request_id)

    assert (await existing_request(history.request_id)).version == before.version + 1
    assert [error.path for error in result.errors] == [["addComment", "photos"]]


async def test_several_mutations_of_one_document_run_one_after_the_other(history, viewers):
    """As the specification demands: graphql-core executes them."""
    context = history.test_app.application.context.of_viewer(viewers["author"])
    text = COMMENT.replace("{ addComment", "{ one: addComment").replace(
        "{ version } }", '{ version } two: addComment(id: $id, text: "Тағы") { version } }'
    )
    before = await existing_request(history.request_id)
    request = OperationRequest(query=text, variables={"id": history.request_id})

    assert QueryExecutor(the_schema).compiled(plan_of(text), request, context) is None
    result = await execute(text, context, id=history.request_id)

    assert [result.data[key]["version"] for key in ("one", "two")] == [before.version + 1, before.version + 2]


async def test_a_mutation_where_only_reads_are_allowed_is_refused_and_not_done(history, viewers):
    context = history.test_app.application.context.of_viewer(viewers["author"])
    request = OperationRequest(query=COMMENT, variables={"id": history.request_id})
    before = await existing_request(history.request_id)

    with pytest.raises(InvalidOperationTypeError):
        await QueryExecutor(the_schema).execute(COMMENT, request, context, READS)

    assert await existing_request(history.request_id) == before


async def test_after_a_sign_in_the_rest_of_the_answer_is_for_the_account(test_app):
    """Also where graphql-core completes it: the mailbox is shown to its owner alone."""
    context = test_app.application.context
    await put_account(
        test_app.context, name="Aigul", email="aigul@example.kz", password=PASSWORD, role=Role.CITIZEN, city_id="almaty"
    )
    text = "mutation ($email: String!, $password: String!) {"
    text += " login(email: $email, password: $password) { viewer { email name locale } } }"

    short, whole = await both_ways(context, text, {"email": "aigul@example.kz", "password": PASSWORD})

    assert short == whole
    assert orjson.loads(short)["data"]["login"]["viewer"]["email"] == "aigul@example.kz"
    assert await Session.all().count() == 2


async def test_variables_of_mutations_are_not_kept(history, viewers, monkeypatch):
    """They may be passwords."""
    converted = []
    prepare = CompiledQuery.prepare

    def noted(self, variables):
        converted.append(variables.coerced)
        return prepare(self, variables)

    monkeypatch.setattr(CompiledQuery, "prepare", noted)
    context = history.test_app.application.context.of_viewer(viewers["author"])
    executor, request = QueryExecutor(the_schema), OperationRequest(query=COMMENT, variables={"id": history.request_id})
    for _ in range(2):
        assert (await executor.execute(COMMENT, request, context.fresh())).errors is None

    assert converted == [{"id": history.request_id}] * 2


@st.composite
def follows(draw: Any) -> tuple[str, dict[str, Any]]:
    """A mutation that may be repeated, with any selection, and its variables."""
    variables = {}
    for name, (kind, values) in VARIABLES.items():
        if values and (kind.endswith("!") or draw(st.booleans())):
            variables[name] = draw(st.sampled_from(values))
    writer, of = Writer(draw), the_schema.core.type_map["ServiceRequest"]
    assert isinstance(of, GraphQLObjectType)
    return writer.text("mutation", f"follow(id: $id) {{ {writer.selection(of, 3)} }}"), variables


@DOCUMENTS
@given(question=follows(), failures=FAILURES, who=st.sampled_from(["nobody", "author", "stranger", "akimat"]))
async def test_compiled_mutation_and_graphql_core_return_equal_bytes(
    history: RequestHistory, viewers, breakable, *, question, failures, who
):
    text, variables = question
    note(text)
    breakable.clear()
    breakable.update(failures["reads"])
    if read_document(the_schema.core, text).errors:
        return
    context = history.test_app.application.context.of_viewer(viewers[who])

    short, whole = await both_ways(replace(context), text, {**variables, "id": history.request_id})

    assert short == whole
