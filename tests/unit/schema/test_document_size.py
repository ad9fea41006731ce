"""How large a document is, whatever it hides in fragments."""

import graphql.validation.rules.overlapping_fields_can_be_merged
import pytest
from graphql import get_introspection_query, parse, specified_rules, validate

from schema import schema
from schema.document_size import MAX_REPEATED, Size, SizeMeter, max_repetition, size_rule
from schema.documents import read_document
from schema.limits import MAX_ALIASES, MAX_DEPTH, MAX_ITEMS, RULES


def weighed(query):
    document = parse(query)
    return SizeMeter(document, {"list": 20, "inner": 50}).measure(document.definitions[0].selection_set)


def complaints(query, **limits):
    rule = size_rule(**{"max_depth": 100, "max_aliases": 100, "max_items": 10_000, **limits})
    return [error.message for error in validate(schema.core, parse(query), [*specified_rules, rule])]


@pytest.mark.parametrize(
    ("size", "query"),
    [
        (Size(0, 0), "{ a }"),
        (Size(2, 1), "{ a { x: b { c } } d }"),
        (Size(2, 0), "{ a { ... { b { c } } } }"),
        (Size(3, 3), "{ a { ...F } x: a { ...F } } fragment F on A { b { c { d } } y: e }"),
        (Size(0, 10), "{ x: __schema { types { y: name } } }"),
        (
            Size(1, 12),
            "{ a { ...F } __type { ...G } } fragment F on A { x: __typename y: b } fragment G on B { z: c w: d }",
        ),
        (Size(1, 0), "{ a { ...Nowhere } }"),
        (Size(2, 0, 20), "{ list { b { c } } }"),
        (Size(2, 0, 3 * (1 + 100)), "query ($n: Int!) { list(first: 3) { inner(first: $n) { c } } }"),
        (Size(1, 1, 100), "{ list(first: -1000) { c } x: list(first: 1000000) { c } }"),
        (Size(1, 0, 100), f"{{ list(first: {'9' * 5000}) {{ c }} }}"),
        (Size(2, 1, 2 * (20 + 20 * 50)), "{ list { ...F } x: list { ...F } } fragment F on A { inner { c } }"),
        (Size(1, 0), "{ a { ...F } } fragment F on A { ...G } fragment G on A { ...F }"),
    ],
)
def test_fragments_count_where_they_are_spread(size, query):
    """Levels add up and aliases count at each spread; what is nowhere, or in itself, adds nothing."""
    assert size == weighed(query)


def test_a_limit_is_the_largest_size_that_passes():
    """Each operation has a depth of its own; the aliases of all are counted together."""
    first = "query A { serviceRequests { edges { node { number } } } }"
    second = "query B { a: cursor b: cursor }"

    assert complaints(f"{first} {second}", max_depth=3, max_aliases=2) == []
    assert complaints(f"{first} {second}", max_depth=2) == ["'A' exceeds maximum operation depth of 2: it has 3"]
    assert complaints(f"{second} query C {{ c: cursor }}", max_aliases=2) == ["3 aliases found. Allowed: 2"]


def test_items_of_nested_lists_are_multiplied():
    """The default page size comes from the schema; a variable counts as the maximum."""
    one = "query A { serviceRequests { edges { node { timeline { edges { cursor } } } } } }"
    all_ = "query B($n: Int!) { serviceRequests(first: $n) { totalCount } }"

    assert complaints(f"{one} {all_}", max_items=20 + 20 * 50) == []
    assert complaints(one, max_items=1019) == ["lists may bring 1020 items, each within each. Allowed: 1019"]
    assert complaints(all_, max_items=99) == ["lists may bring 100 items, each within each. Allowed: 99"]


def test_documents_of_the_schema_are_checked_with_our_limits():
    """One rule checks every document, with the configured limits."""
    rule = RULES[0]

    assert (rule.max_depth, rule.max_aliases, rule.max_items) == (MAX_DEPTH, MAX_ALIASES, MAX_ITEMS) == (12, 20, 2_000)


def test_doubling_fragments_are_measured_once_each():
    """Each is weighed once: walked anew at each spread, these would take longer than any machine lasts."""
    steps = [f"fragment F{n} on City {{ x{n}: id ...F{n + 1} ...F{n + 1} }}" for n in range(60)]
    query = f"{{ cities {{ ...F0 }} }} {' '.join(steps)} fragment F60 on City {{ id }}"

    errors = read_document(schema.core, query).plan(None)

    assert [error.message for error in errors] == [f"{2**60 - 1} aliases found. Allowed: 20"]


@pytest.mark.parametrize(
    "selection",
    [
        "cities { id } " * 240,
        "cities { " + "id " * 490 + "}",
        "... { a: cursor } " * 150,
        "cities { ...F ...F } " * 101,
    ],
)
def test_repeated_name_is_refused_before_the_comparison_of_pairs(selection, monkeypatch):
    """Each would be held against every other: a hundred thousand pairs for two kilobytes."""
    compared = []
    rule = graphql.validation.rules.overlapping_fields_can_be_merged
    monkeypatch.setattr(rule, "find_conflict", lambda *_: compared.append(1))

    errors = read_document(schema.core, f"{{ {selection} }} fragment F on City {{ id }}").plan(None)

    assert [error.message.partition(" selected")[0] for error in errors] == ["one name is"]
    assert compared == []


def test_a_name_may_be_repeated_up_to_the_limit():
    assert max_repetition(parse("{ " + "a { id } " * MAX_REPEATED + "b: id }")) == MAX_REPEATED
    assert not isinstance(read_document(schema.core, "{ " + "cities { id } " * MAX_REPEATED + "}").plan(None), list)


def test_a_name_under_many_aliases_is_no_repetition():
    """These are never compared; a page of twenty things that have the same fields is a usual document."""
    asked = " ".join(f"a{n}: cities {{ id districts {{ id }} }}" for n in range(20))

    assert max_repetition(parse(f"{{ {asked} }}")) == 1


@pytest.mark.parametrize(
    ("document", "most"),
    [
        ("{ a { ...F ... on City { id } id } } fragment F on City { id b { id } }", 4),
        ("{ a { ...F ...G } } fragment F on City { id } fragment G on City { id }", 2),
        ("{ a { id } b { id } } query Other { a { id } }", 2),
    ],
)
def test_what_fragments_bring_counts_as_repeated(document, most):
    assert max_repetition(parse(document)) == most


def test_aliases_in_introspection_weigh_more():
    """Nine introspections would block the loop for seconds; the query of the usual tools passes."""
    asked = " ".join(f"a{n}: types {{ fields {{ type {{ fields {{ name }} }} }} }}" for n in range(9))

    errors = read_document(schema.core, f"{{ __schema {{ {asked} }} }}").plan(None)

    assert [error.message for error in errors] == ["45 aliases found. Allowed: 20"]
    assert not isinstance(read_document(schema.core, get_introspection_query()).plan(None), list)


@pytest.mark.parametrize("kind", ["query", "mutation", "subscription"])
def test_undefined_fragment_is_named_in_the_error(kind):
    """The rules of the language say so; ours does not stumble before they can."""
    errors = read_document(schema.core, f"{kind} {{ ...Nowhere }}").plan(None)

    assert "Unknown fragment 'Nowhere'." in [error.message for error in errors]
