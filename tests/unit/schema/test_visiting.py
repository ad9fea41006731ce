"""Documents are validated without leaving work for the garbage collector, and with the same errors."""

import gc

import pytest
from graphql import GraphQLError, parse, specified_rules, validate

from schema import schema as api
from schema.documents import Document
from schema.limits import RULES
from schema.visiting import MOST_ERRORS, unchain, validation_errors

SMALL = "{ serviceRequests(first: 3) { edges { node { id } } } }"
LARGE = "{{ serviceRequests(first: 3) {{ edges {{ node {{ {} }} }} }} }}".format(
    " ".join(f"a{n}: id" for n in range(15))
)
WRONG = (
    "{ nope }",
    "query ($unused: Int) { serviceRequests(first: 3) { edges { node { id nope } } } }",
    "{ ...One } fragment One on Query { ...Two } fragment Two on Query { ...One }",
    '{ serviceRequests(first: "three") { edges { node { id } } } }',
    "query One { cities { id } } query One { cities { id } }",
    "subscription { a: cityFeed(cityId: 1) { cursor } b: cityFeed(cityId: 1) { cursor } }",
    "{ " + " ".join(f"a{n}: serviceRequests(first: 100) {{ edges {{ node {{ id }} }} }}" for n in range(40)) + " }",
    "{ " + " ".join(f"nope{n}" for n in range(150)) + " }",
    "query Deep { " + "serviceRequest(id: 1) { " * 20 + "id" + " }" * 20 + " }",
)
NESTED = (
    "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(210)) + " "
    "fragment F210 on Query { cities { id } }",
    "{ ...One } fragment One on Query { " + "... { " * 150 + "...Two" + " }" * 150 + " } "
    "fragment Two on Query { " + "... { " * 100 + "cities { id }" + " }" * 100 + " }",
)
"""No definition is nested too deeply, but fragments in fragments are."""
DESCRIBED = '"""One""" query One("""two""" $id: ID!) { serviceRequest(id: $id) { id } }'
GRAPHQL = api.core


def left_by(text: str) -> int:
    """Return how many objects only the garbage collector frees after a document was read."""
    Document(GRAPHQL, text).plan(None)
    # Twice: what other tests have left may leave more when it is freed.
    gc.collect()
    gc.collect()
    gc.disable()
    try:
        Document(GRAPHQL, text).plan(None)
        return gc.collect()
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "text",
    [
        "{ serviceRequests(filter: {" + " ".join(f"a{n}: 1" for n in range(300)) + "}) { edges { node { id } } } }",
        "{ " + " ".join(f"nope{n}" for n in range(300)) + " }",
    ],
)
def test_validation_ends_with_a_few_errors(text: str) -> None:
    """Each prints the whole argument, or compares a name with all others: three hundred take a second."""
    errors = Document(GRAPHQL, text).errors

    assert len(errors) == MOST_ERRORS + 1
    assert errors[-1].message.startswith("Too many validation errors")


@pytest.mark.parametrize("text", [SMALL, LARGE, *WRONG])
def test_little_is_left_whatever_the_document(text: str) -> None:
    assert left_by(text) < (300 if text in WRONG else 60)


@pytest.mark.parametrize("text", [SMALL, LARGE, DESCRIBED, *WRONG, *NESTED])
def test_errors_are_those_of_the_library(text: str) -> None:
    rules = [*specified_rules, *RULES]

    def described(errors: list[GraphQLError]) -> list[object]:
        return [(error.message, error.positions, error.extensions) for error in errors]

    found = validation_errors(GRAPHQL, unchain(parse(text)), rules)

    assert described(found) == described(validate(GRAPHQL, parse(text), rules, max_errors=MOST_ERRORS))
    assert bool(found) == (text in {*WRONG, *NESTED})
