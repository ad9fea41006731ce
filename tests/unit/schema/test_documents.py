"""The cache of parsed documents."""

import asyncio
from typing import Any

import pytest
from graphql import DocumentNode, GraphQLSyntaxError, parse, specified_rules, validate

import schema.documents
from schema import schema as api
from schema.documents import SHORT_CHARACTERS, Document, DocumentCache, read_document
from schema.limits import MAX_TOKENS, RULES
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


LONG = (
    "{ serviceRequests(first: 3) { edges { "
    + " ".join("node { id description status version createdAt updatedAt }" for _ in range(20))
    + " } } }"
    + " # filled up to what is read in steps".ljust(SHORT_CHARACTERS, ".")
)
CONFLICT = LONG.replace("id description", "id: description", 1)


class Pauses:
    """Counts the pauses of a reader."""

    def __init__(self) -> None:
        self.count = 0

    async def pause(self) -> None:
        self.count += 1
        await asyncio.sleep(0)


async def test_long_document_is_read_in_steps_with_a_pause_between_them() -> None:
    cache, pauses = DocumentCache(), Pauses()

    await cache.prepare(api.core, LONG, pauses.pause, is_trusted=False)
    document = cache.get(api.core, LONG, is_trusted=False)

    assert (pauses.count, cache.reads) == (3, 1)
    assert document.errors == []
    assert isinstance(document.plan(None), Plan)
    await cache.prepare(api.core, LONG, pauses.pause, is_trusted=False)
    assert (pauses.count, cache.reads) == (3, 1)


async def test_equal_documents_that_are_read_at_once_are_kept_once() -> None:
    cache, pauses = DocumentCache(), Pauses()

    await asyncio.gather(*(cache.prepare(api.core, LONG, pauses.pause, is_trusted=True) for _ in range(3)))
    document = cache.get(api.core, LONG, is_trusted=True)

    await asyncio.gather(*(cache.prepare(api.core, LONG, pauses.pause, is_trusted=True) for _ in range(3)))
    assert cache.get(api.core, LONG, is_trusted=True) is document


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        CONFLICT,
        LONG.replace("version", "nope"),
        "}" + LONG,
        LONG.replace("first: 3", "first: 3000000"),
        LONG.replace("first: 3", 'first: "three"'),
        LONG.replace("{ serviceRequests", "query($unused: Int) { serviceRequests"),
        LONG.replace("{ serviceRequests", "{ ...Nowhere serviceRequests"),
    ],
)
def test_steps_find_a_fault_in_what_all_rules_together_find_wrong(text: str) -> None:
    """What they find is what the rules say; those of a later step may be missing."""
    found = {error.message for error in Document(api.core, text).errors}
    found.discard("Too many validation errors, error limit reached. Validation aborted.")
    try:
        expected = {error.message for error in validate(api.core, parse(text), [*specified_rules, *RULES])}
    except GraphQLSyntaxError as error:
        expected = {error.message}

    assert len(text) > SHORT_CHARACTERS
    assert bool(found) == bool(expected)
    assert found <= expected
