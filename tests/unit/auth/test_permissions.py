"""The table of rights: every operation of the API has a decided row, and the code asks for what the rows say."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from graphql import GraphQLObjectType, build_schema

from app.auth.permissions import RIGHTS, ROUTES, Right, Who, require, require_step
from app.auth.viewer import Viewer, signed_in
from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import TABLE, Action
from app.errors import InvalidInput, NotAllowed, Unauthenticated

ROOT = Path(__file__).parents[3]
ME = UUID(int=1)
AKIMAT = Viewer(account_id=ME, session_id=ME, registered_role=Role.AKIMAT, city_id="almaty", approved=True)
EXECUTOR = replace(AKIMAT, registered_role=Role.EXECUTOR)
CITIZEN = replace(AKIMAT, registered_role=Role.CITIZEN)


def operations() -> set[str]:
    """Return the names of all queries, mutations and subscriptions of the schema."""
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text())
    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    return {name for root in roots if isinstance(root, GraphQLObjectType) for name in root.fields}


def asked(*functions: str) -> Iterator[str]:
    """Yield the texts and the actions that the code gives to these functions as their second argument."""
    for path in (*(ROOT / "app").rglob("*.py"), *(ROOT / "schema").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
                for given in node.args:
                    if isinstance(given, ast.Constant) and isinstance(given.value, str):
                        yield given.value


def test_every_operation_of_the_schema_has_a_decided_row():
    """A new mutation, query or subscription is undecided until someone has written who may run it."""
    assert operations() == {name for name in RIGHTS if "." not in name}
    assert {name.partition(".")[0] for name in RIGHTS} == operations()
    assert not ROUTES.keys() & RIGHTS.keys()


def test_the_code_asks_for_every_row_that_refuses():
    """A row that no command and no query asks for protects nothing; ``take`` asks for steps by their action."""
    by_name = set(asked("require", "_officer_of", "_officer_over"))
    rows = {**RIGHTS, **ROUTES}
    refusing = {name for name, right in rows.items() if right.who is not Who.ANYONE and right.action is None}

    assert refusing <= by_name
    assert by_name <= rows.keys()
    assert all(rows[name].who is not Who.ANYONE for name in by_name)


def test_every_step_of_the_lifecycle_table_is_an_operation():
    """And an operation that is a step leaves the rest of the decision to that table."""
    steps = {right.action for right in RIGHTS.values()} - {None}

    assert steps | {Action.UNFOLLOW} == {action for _, action in TABLE}
    assert all(right.who is Who.SIGNED_IN for right in RIGHTS.values() if right.action is not None)
    for action in steps:
        assert require_step(CITIZEN, action) is CITIZEN
        with pytest.raises(Unauthenticated):
            require_step(None, action)


def test_who_asks_is_checked_before_what_they_may():
    """Without an account the answer is to sign in; an account without the right is told that it is not theirs."""
    assert signed_in(CITIZEN) is CITIZEN
    assert require(AKIMAT, "setSlaPolicy", city_id="almaty") is AKIMAT
    for refuse in (lambda: signed_in(None), lambda: require(None, "setSlaPolicy", city_id="almaty")):
        with pytest.raises(Unauthenticated):
            refuse()
    for viewer, city in (
        (AKIMAT, "astana"),
        (AKIMAT, ""),
        (CITIZEN, "almaty"),
        (replace(AKIMAT, approved=False), "almaty"),
    ):
        with pytest.raises(NotAllowed):
            require(viewer, "setSlaPolicy", city_id=city)


def test_an_account_without_a_city_gives_no_officer_a_right():
    """No officer belongs to the empty city, nor to none."""
    for city in ("", None):
        with pytest.raises(NotAllowed):
            require(replace(AKIMAT, city_id=None), "blockAccount", city_id=city)


@pytest.mark.parametrize("who", Who)
def test_each_kind_of_right_is_held_by_the_accounts_it_names(who):
    """By role, approval and session, whatever the operation."""
    holders = {
        Who.ANYONE: {"akimat", "executor", "citizen", "waiting", "actor"},
        Who.SIGNED_IN: {"akimat", "executor", "citizen", "waiting", "actor"},
        Who.BROWSER: {"akimat", "executor", "citizen", "waiting"},
        Who.CITIZEN: {"citizen", "actor"},
        Who.EXECUTOR: {"executor"},
        Who.AKIMAT: {"akimat"},
    }
    viewers = {
        "akimat": AKIMAT,
        "executor": EXECUTOR,
        "citizen": CITIZEN,
        "waiting": replace(EXECUTOR, approved=False),
        "actor": replace(CITIZEN, session_id=None),
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(RIGHTS, "cursor", Right(who=who, refusal="not for you"))
        for name, viewer in viewers.items():
            if name in holders[who]:
                assert require(viewer, "cursor", city_id="almaty") is viewer
            else:
                with pytest.raises(NotAllowed, match="not for you"):
                    require(viewer, "cursor", city_id="almaty")


def test_a_refusal_may_name_the_argument_at_fault():
    """Only a citizen moves to another city; the profile itself is everyone's to change."""
    assert require(CITIZEN, "updateProfile.cityId") is CITIZEN
    with pytest.raises(InvalidInput, match="only a citizen may change the city") as refused:
        require(EXECUTOR, "updateProfile.cityId")

    assert refused.value.data["field"] == "cityId"


def test_no_module_outside_auth_compares_roles():
    """A role compared elsewhere is a right that the table does not know; ``domain.accounts.roles`` has their traits."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for folder in ("app", "schema")
        for path in (ROOT / folder).rglob("*.py")
        if not path.is_relative_to(ROOT / "app" / "auth") and not path.is_relative_to(ROOT / "app" / "domain")
        for node in ast.walk(ast.parse(path.read_text()))
        if _compares_role(node) or (isinstance(node, ast.Attribute) and node.attr in {"is_akimat_of", "is_executor_of"})
    ]

    assert found == []


def _compares_role(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) and any(
        isinstance(side, ast.Attribute) and isinstance(side.value, ast.Name) and side.value.id == "Role"
        for side in (node.left, *node.comparators)
    )
