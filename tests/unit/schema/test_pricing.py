"""The price of an operation, from its document and variables."""

from typing import Any

import pytest

from app.auth.read_guard import HEAVY_POINTS, MIDDLE_POINTS, MOST_POINTS
from schema import schema as api
from schema.documents import Document
from schema.pricing import OPERATION_POINTS, field_prices
from tests.documents import page_documents

MAP = "map(bbox: {west: 1, south: 1, east: 2, north: 2}, zoom: 9)"
MAP_PRICE = field_prices(api.core)["Query", "map"].points


def price(text: str, **variables: Any) -> int:
    """Return the points of a document with one operation."""
    prices = Document(api.core, text).prices(None)
    assert prices is not None, Document(api.core, text).errors
    return prices.price(variables)


def test_plain_field_costs_what_every_operation_costs() -> None:
    """A field without `@cost` and without a selection adds nothing."""
    assert price("{ __typename }") == price("{ pushPublicKey }") == OPERATION_POINTS


def test_each_alias_of_a_costly_field_is_paid() -> None:
    """Twenty maps cost twenty times as much, and no operation may cost that."""
    maps = " ".join(f"m{number}: {MAP}" for number in range(20))

    assert price(f"{{ {maps} }}") == OPERATION_POINTS + 20 * MAP_PRICE
    assert OPERATION_POINTS + MAP_PRICE < MOST_POINTS < 20 * MAP_PRICE


def test_selection_below_a_list_counts_for_each_item_of_the_page() -> None:
    """`first` multiplies what is below `edges`, and not the count beside it."""
    lists = "{ serviceRequests(first: %d) { %s edges { node { category { id } } } } }"

    ten, twenty = price(lists % (10, "")), price(lists % (20, ""))

    assert twenty - ten == 10 * 3  # edge, node, category
    assert (
        price(lists % (20, "totalCount")) - twenty
        == field_prices(api.core)["ServiceRequestConnection", "totalCount"].points
    )


def test_nested_lists_multiply() -> None:
    """A timeline in each item of a page is read as often."""
    text = "{ serviceRequests(first: 90) { edges { node { timeline(first: 20) { edges { node { at } } } } } } }"

    assert price(text) > 90 * 20 * 2


def test_text_of_a_live_filter_is_tested_and_not_searched_for() -> None:
    """A list with a text is a search in SQL; a feed with a text is one more entry of the index of live filters."""
    feed = 'subscription { cityFeed(cityId: "almaty"%s) { cursor } }'
    asked = 'filter: {text: "lamp"}'

    feed_points = price(feed % f", {asked}") - price(feed % "")
    list_points = price(f"{{ serviceRequests({asked}) {{ totalCount }} }}") - price(
        "{ serviceRequests { totalCount } }"
    )
    variable = 'subscription($f: ServiceRequestFilter) { cityFeed(cityId: "almaty", filter: $f) { cursor } }'

    assert (feed_points, list_points) == (20, 1000)
    assert price(variable, f={"text": "lamp"}) - price(variable, f={}) == 20
    assert price(feed % f", {asked}") < MIDDLE_POINTS


@pytest.mark.parametrize("given", [100.0, "100", None, [100], {"first": 1}])
def test_page_that_is_no_number_costs_as_much_as_the_longest(given: Any) -> None:
    """A float is accepted where it is whole, and is then not paid as a page of one."""
    text = "query($first: Int!) { serviceRequests(first: $first) { edges { node { id } } } }"
    prices = Document(api.core, text).prices(None)
    assert prices is not None

    one, longest = prices.price({"first": 1}), prices.price({"first": 100})

    assert one < longest == prices.price({"first": given})
    assert prices.price({"first": True}) <= longest
    assert prices.price({"first": -5}) == one


def test_default_of_a_variable_counts() -> None:
    """A variable that is not sent has its default, or that of the field."""
    text = "query($first: Int! = 50) { serviceRequests(first: $first) { edges { node { id } } } }"

    assert price(text) == price(text, first=50) > price(text, first=20)
    assert price("{ serviceRequests { edges { node { id } } } }") == price(text, first=20)


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ('{ serviceRequests(filter: {text: "ab"}) { edges { node { id } } } }', {}),
        ("query($t: String) { serviceRequests(filter: {text: $t}) { edges { node { id } } } }", {"t": "ab"}),
        (
            "query($f: ServiceRequestFilter) { serviceRequests(filter: $f) { edges { node { id } } } }",
            {"f": {"text": "ab"}},
        ),
    ],
)
def test_text_search_is_paid_wherever_the_text_stands(text: str, variables: dict[str, Any]) -> None:
    """As a literal, as a variable, and inside a variable; an absent text costs nothing."""
    plain = price("{ serviceRequests { edges { node { id } } } }")

    assert price(text, **variables) == plain + 1000
    if variables:
        assert price(text) == plain


def test_price_follows_each_value_of_its_variables() -> None:
    """What is kept for one set of variables is not given for another."""
    text = (
        "query($f: ServiceRequestFilter, $n: Int!) { serviceRequests(filter: $f, first: $n) { edges { node { id } } } }"
    )
    prices = Document(api.core, text).prices(None)
    assert prices is not None

    found = [
        prices.price({"f": {"cityId": "almaty"}, "n": 1}),
        prices.price({"f": {"text": "ab"}, "n": 1}),
        prices.price({"f": None, "n": 100}),
        prices.price({"f": {"text": ""}, "n": 1}),
    ]

    assert found[0] == found[3] < found[2] < found[1]


def test_fragment_counts_at_every_spread() -> None:
    """Also through inline fragments; what a directive leaves out is free."""
    text = (
        "query($no: Boolean!) { ...A a: __typename ... on Query { ...A } ...A @skip(if: true) ...A @include(if: $no) }"
        ' fragment A on Query { logSeal verifyReceipt(receipt: "x") { valid } }'
    )

    assert price(text, no=True) - price(text, no=False) == (price(text, no=False) - OPERATION_POINTS) / 2


def test_doubling_fragments_are_priced_at_once() -> None:
    """Thirty fragments, each spreading the next one twice, would be a thousand million fields."""
    doubling = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(30))

    assert price(f"{{ ...F0 }} {doubling} fragment F30 on Query {{ logSeal }}") > MOST_POINTS


def test_every_document_of_the_page_may_run() -> None:
    """With the longest pages and every filter."""
    variables = {"first": 100, "filter": {"text": "abc", "search": "abc"}}
    texts = page_documents()

    dear = {text[:60]: price(text, **variables) for text in texts if price(text, **variables) > MOST_POINTS / 1.5}

    assert len(texts) > 50
    assert dear == {}


def test_the_classes_of_reads() -> None:
    """One request is read at once, a list waits for other lists only, and a map is heavy."""
    assert price('{ serviceRequest(id: "1") { id number category { id } } }') < MIDDLE_POINTS
    assert MIDDLE_POINTS <= price("{ serviceRequests(first: 5) { edges { node { id } } } }") < HEAVY_POINTS
    assert price(f"{{ {MAP} }}") >= HEAVY_POINTS


def test_every_list_without_pages_has_a_size() -> None:
    """Lists of the root fields say how long they usually are, so that their selections are priced."""
    query = api.core.query_type
    assert query is not None
    without = [name for name in query.fields if (one := field_prices(api.core)["Query", name]).is_list and one.is_paged]

    assert without == []
