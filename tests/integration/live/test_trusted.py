"""Trusted documents are sent by hash over every protocol; other documents are sent as text, unless that is off."""

from hashlib import sha256

import httpx2
import orjson
import pytest

from app.errors import SettingsError
from app.settings import PAGE
from schema.trusted import TrustedDocuments, UnknownDocument
from tests.integration.live.server import CITY_FEED, served
from tests.waiting import until

CITIES = "query Cities { cities { id } }"
OTHER = "query Other { categories { id } }"


def name_of(text):
    return sha256(text.encode()).hexdigest()


def named(text):
    return {"persistedQuery": {"version": 1, "sha256Hash": name_of(text)}}


def known(*, only=False):
    return TrustedDocuments({name_of(text): text for text in (CITIES, CITY_FEED)}, only=only)


@pytest.fixture(params=[False, True], ids=["open", "trusted only"])
async def live(urls, request):
    async with served(urls, documents=known(only=request.param)) as live:
        live.only = request.param
        yield live


@pytest.fixture
async def http(live):
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{live.port}", trust_env=False) as client:
        yield client


async def test_hash_alone_is_enough_by_post_and_get(http):
    for answer in (
        await http.post("/graphql", json={"extensions": named(CITIES)}),
        await http.post("/graphql", json={"query": "", "extensions": named(CITIES), "operationName": "Cities"}),
        await http.get("/graphql", params={"extensions": orjson.dumps(named(CITIES)).decode()}),
    ):
        assert answer.status_code == 200, answer.text
        assert "almaty" in {city["id"] for city in answer.json()["data"]["cities"]}


async def test_hash_alone_is_enough_for_a_subscription(live, http):
    """On a socket, and by server-sent events."""
    client = await live.connect()
    await client.send(type="subscribe", id="1", payload={"extensions": named(CITY_FEED)})
    await client.send(type="subscribe", id="2", payload={"query": "", "extensions": named(CITIES)})
    assert "almaty" in {city["id"] for city in (await client.next("2"))["cities"]}
    await until(lambda: len(live.application.subscriptions) == 1)

    accept = {"accept": "text/event-stream"}
    async with http.stream("POST", "/graphql/stream", json={"extensions": named(CITIES)}, headers=accept) as answer:
        assert "almaty" in (await answer.aread()).decode()


async def test_unknown_hash_is_persisted_query_not_found(live, http):
    """They send the whole document then."""
    answer = (await http.post("/graphql", json={"extensions": named(OTHER)})).json()
    assert answer["errors"][0]["message"] == "PersistedQueryNotFound"
    assert answer["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    client = await live.connect()
    await client.send(type="subscribe", id="1", payload={"extensions": named(OTHER)})
    assert await client.refusal() == "PERSISTED_QUERY_NOT_FOUND"


async def test_other_documents_are_answered_unless_only_trusted_ones_are(live, http):
    answer = (await http.post("/graphql", json={"query": OTHER})).json()
    client = await live.connect()
    await client.subscribe("1", CITIES + " ")
    if live.only:
        assert answer["errors"][0]["extensions"]["code"] == await client.refusal() == "NOT_ALLOWED"
    else:
        assert answer["data"]["categories"]
        assert (await client.next())["cities"]
    assert (await http.post("/graphql", json={"query": CITIES})).json()["data"]["cities"]


@pytest.mark.parametrize(
    "extensions", [{}, {"persistedQuery": None}, {"persistedQuery": {"sha256Hash": None}}, {"x": 1}]
)
async def test_neither_document_nor_hash_is_a_clear_refusal(http, extensions):
    answer = await http.post("/graphql", json={"extensions": extensions})
    assert answer.status_code == 400


@pytest.mark.parametrize("given", [[], {}, 5, True, [name_of(CITIES)]])
def test_malformed_hash_names_no_document(given):
    """A malformed hash is refused and is not logged as our failure."""
    with pytest.raises(UnknownDocument):
        known().text(None, {"persistedQuery": {"sha256Hash": given}})


def test_tampered_list_is_refused(tmp_path):
    """A hash that is not that of its text would let another document pass for the page's own."""
    path = tmp_path / "documents.json"
    path.write_bytes(orjson.dumps({name_of(CITIES): OTHER}))
    with pytest.raises(SettingsError, match=r"documents\.json"):
        TrustedDocuments.read(path)


def test_trusted_documents_only_requires_a_list(tmp_path):
    assert len(TrustedDocuments.read(tmp_path / "documents.json")) == 0
    with pytest.raises(SettingsError, match="TRUSTED_DOCUMENTS_ONLY"):
        TrustedDocuments.read(tmp_path / "documents.json", only=True)


def test_the_page_is_built_with_its_list():
    """Each operation of the page is in it; the hashes are those of the texts, or reading it would fail."""
    if not (PAGE / "index.html").exists():
        pytest.skip("the page is not built")
    assert len(TrustedDocuments.read(PAGE / "documents.json")) > 20
