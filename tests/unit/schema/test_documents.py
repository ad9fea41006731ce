"""The cache of parsed documents."""

from typing import Any

import pytest
from graphql import DocumentNode, parse

import schema.documents
from schema import schema as api
from schema.documents import DocumentCache, read_document
from schema.limits import MAX_TOKENS
from schema.plan import Plan
from tests.documents import page_documents


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


def test_ever_new_documents_push_out_others_but_none_of_the_page() -> None:
    """Otherwise readers would wait for the documents of their page to be read again."""
    cache = DocumentCache(most=3)
    trusted = cache.get(api.core, "query Page { __typename }", is_trusted=True)
    used = cache.get(api.core, "query Used { __typename }", is_trusted=False)
    for number in range(5):
        cache.get(api.core, f"query New{number} {{ __typename }}", is_trusted=False)
        assert cache.get(api.core, "query Used { __typename }", is_trusted=False) is used

    assert cache.get(api.core, "query Page { __typename }", is_trusted=False) is trusted
    assert cache.has(api.core, "query New4 { __typename }")
    assert not cache.has(api.core, "query New0 { __typename }")
    assert cache.reads == 7


def test_documents_of_the_page_have_a_quarter_of_the_tokens_that_are_allowed():
    """So clients of others have room, and each document is read in a few milliseconds."""
    for text in page_documents():
        tokens = parse(text, max_tokens=MAX_TOKENS // 4)

        assert tokens.definitions
