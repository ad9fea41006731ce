"""The cache of parsed documents."""

from typing import Any

import pytest
from graphql import DocumentNode, parse

import schema.documents
from schema import schema as api
from schema.documents import read_document
from schema.plan import Plan


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts that are parsed."""
    texts: list[str] = []
    real = parse

    def counted(text: str, **options: Any) -> DocumentNode:
        texts.append(text)
        return real(text, **options)

    monkeypatch.setattr(schema.documents, "parse", counted)
    return texts


async def test_http_and_live_operations_share_one_parsed_document(parsed: list[str]) -> None:
    """A document is parsed once, whether Strawberry executes it or the engine plans it."""
    text = "query Shared { shared: __typename }"

    first = await api.execute(text)
    second = await api.execute(text)
    plan = read_document(api.core, text).plan("Shared")

    assert first.data == second.data == {"shared": "Query"}
    assert isinstance(plan, Plan)
    assert parsed == [text]


@pytest.mark.parametrize("text", ["{ unclosed", "{ noSuchField }"])
async def test_errors_of_a_document_are_found_once(parsed: list[str], text: str) -> None:
    """Every request with a wrong document gets its errors; the document is checked once."""
    results = [await api.execute(f"# {text}\n{text}") for _ in range(2)]

    assert [bool(result.errors) for result in results] == [True, True]
    assert len(parsed) == 1


def test_plan_of_an_unknown_operation_name_is_refused_and_not_kept() -> None:
    """A client may send any number of names; only those of the document are kept."""
    document = read_document(api.core, "query Known { __typename }")

    refused = document.plan("Unknown")

    assert isinstance(refused, list)
    assert refused is not document.plan("Unknown")
    assert document.plan("Known") is document.plan("Known")
