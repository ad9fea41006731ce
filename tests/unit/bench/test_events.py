"""What the benchmarks expect of every server is what the page asks for."""

import orjson
from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionSetNode, parse

from app.settings import PAGE
from tests.bench.events import THE_CITY, expected_value


def page_document(name: str) -> DocumentNode:
    """Return the page's own document with this operation."""
    texts = orjson.loads((PAGE / "documents.json").read_bytes()).values()
    return parse(next(text for text in texts if text.startswith(f"subscription {name}(")))


def keys_of(document: DocumentNode, selected: SelectionSetNode) -> set[str]:
    """Return the keys that a selection gives, through fragments."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    keys: set[str] = set()
    for one in selected.selections:
        if isinstance(one, FragmentSpreadNode):
            keys |= keys_of(document, fragments[one.name.value].selection_set)
        elif isinstance(one, FieldNode):
            keys.add((one.alias or one.name).value)
    return keys


def selection_of(document: DocumentNode, selected: SelectionSetNode, key: str) -> SelectionSetNode:
    """Return the selection below a key."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    for one in selected.selections:
        if isinstance(one, FragmentSpreadNode):
            selected_there = fragments[one.name.value].selection_set
            if key in keys_of(document, selected_there):
                return selection_of(document, selected_there, key)
        elif isinstance(one, FieldNode) and (one.alias or one.name).value == key:
            assert one.selection_set is not None
            return one.selection_set
    raise LookupError(key)


def test_expected_payload_has_the_fields_of_the_pages_document():
    """Else every measurement would be marked as another answer, or measure less than people get."""
    document = page_document("CityFeed")
    (operation, *_) = [one for one in document.definitions if not isinstance(one, FragmentDefinitionNode)]
    event = selection_of(document, operation.selection_set, "cityFeed")
    expected = expected_value(THE_CITY, 1, "e")

    assert set(expected) == keys_of(document, event)
    assert set(expected["serviceRequest"]) == keys_of(document, selection_of(document, event, "serviceRequest"))
