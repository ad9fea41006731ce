"""What sharing depends on in a document."""

import pytest
from graphql import build_schema

from schema import schema
from schema.documents import read_document
from schema.plan import Plan

TOY = build_schema("""
    scalar Cursor
    type Query { nothing: Int }
    type Event { kind(since: Cursor): String echo(after: Cursor): String }
    type Subscription { feed(after: Cursor, city: String): Event }
""")


def keys(query, *variables, audience="public"):
    plan = read_document(TOY, query).plan(None)
    assert isinstance(plan, Plan), plan
    return [plan.share_key(given, audience) for given in variables]


def test_cursor_alone_does_not_count():
    """Two cursors make one key."""
    query = "subscription ($a: Cursor) { feed(after: $a) { kind } }"

    one, other, none = keys(query, {"a": "x:1"}, {"a": "x:2"}, {})

    assert one == other == none


@pytest.mark.parametrize("second", ["kind(since: $a)", "echo(after: $a)"])
def test_cursor_used_in_a_second_place_counts(second):
    """A variable that changes the value of a field changes the key, even as an argument named like the cursor."""
    query = f"subscription ($a: Cursor) {{ feed(after: $a) {{ {second} }} }}"

    one, other = keys(query, {"a": "x:1"}, {"a": "x:2"})

    assert one != other


def test_argument_named_after_below_the_root_is_no_cursor():
    """Only the argument of the subscription field is the cursor."""
    one, other = keys("subscription ($a: Cursor) { feed { echo(after: $a) } }", {"a": "x:1"}, {"a": "x:2"})

    assert one != other


def test_undeclared_variables_do_not_count():
    """Undeclared variables do not create separate subscriptions."""
    one, other = keys("subscription ($c: String) { feed(city: $c) { kind } }", {"c": "a"}, {"c": "a", "noise": 1})

    assert one == other


def test_order_of_variables_does_not_count_but_audience_does():
    """Equal variables share, but only within one audience."""
    query = "subscription ($c: String, $s: Cursor) { feed(city: $c) { kind(since: $s) } }"

    one, other = keys(query, {"c": "a", "s": "x"}, {"s": "x", "c": "a"})
    (staff,) = keys(query, {"c": "a", "s": "x"}, audience="staff:a")

    assert one == other
    assert staff != one


def test_keys_are_short_however_long_the_variables():
    """Keys outlive their subscriptions and are not weighed."""
    plan = read_document(TOY, "subscription ($c: Cursor) { feed { kind(since: $c) } }").plan(None)
    assert isinstance(plan, Plan), plan
    long, longer = ({"c": "x" * length} for length in (60_000, 60_001))

    assert plan.share_key(long, "public") != plan.share_key(longer, "public")
    assert plan.selection_key(long) != plan.selection_key(longer)
    assert max(len(plan.share_key(long, "public")), len(plan.selection_key(long))) < 100


@pytest.mark.parametrize(
    ("selection", "dependent"),
    [
        ("kind", False),
        ("serviceRequest { id author { name role } executor { id } timeline { edges { node { actorName } } } }", False),
        ("serviceRequest { viewerActions }", True),
        ("serviceRequest { mine: isMine }", True),
        ("serviceRequest { isFollowing @skip(if: true) }", True),
        ("... on ServiceRequestEvent { serviceRequest { author { email } } }", True),
        ("serviceRequest { executor { ... { fullName } } }", True),
        ("serviceRequest { ...A }", True),
        ("serviceRequest { author { approved } }", True),
        ("serviceRequest { author { emailVerified } }", True),
    ],
)
def test_viewer_dependent_fields_are_found_wherever_they_hide(selection, dependent):
    """Aliases, directives, inline and named fragments, one inside the other, hide nothing."""
    fragments = "fragment A on ServiceRequest { ...B } fragment B on ServiceRequest { executor { e: email } }"
    used = fragments if "...A" in selection else ""

    plan = read_document(
        schema.core, f'subscription {{ cityFeed(cityId: "almaty") {{ cursor {selection} }} }} {used}'
    ).plan(None)

    assert isinstance(plan, Plan), plan
    assert plan.viewer_dependent is dependent


@pytest.mark.parametrize("query", ["{ cursor } }", "{ nowhere }", "query A { cursor } query B { cursor }"])
def test_cached_errors_hold_no_nodes_and_no_tracebacks(query):
    """Hundreds of refusals are kept: with tracebacks or nodes, each would hold up to a megabyte of its document."""
    refused = read_document(schema.core, query).plan(None)

    assert isinstance(refused, list)
    assert refused is read_document(schema.core, query).plan(None)
    assert [(error.nodes, error.__traceback__, error.__context__) for error in refused] == [(None, None, None)]
    assert refused[0].locations
