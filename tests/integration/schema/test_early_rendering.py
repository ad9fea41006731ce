"""Which subscriptions are rendered while their event is being committed, and that they read nothing of the log."""

import re
from contextvars import ContextVar

import asyncpg
import pytest
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.utils.str_converters import to_camel_case

from app.events.projections import PROJECTIONS
from app.live.eager import result_of
from schema import schema as the_schema
from schema.renderer import Renderer
from schema.selection import EARLY
from tests.documents import page_document

FOLDED = {table for projection in PROJECTIONS for table in projection.tables} | {
    *("event", "event_archive", "archived_request", "archived_dispute", "projection", "log_state")
}
LEAVES = {"followerCount", "isFollowing", "hiddenParts"}
RENDERING = ContextVar("rendering", default=False)
FEED = 'cityFeed(cityId: "almaty")'


def is_early(source):
    """Return what the renderer of a source says."""
    assert isinstance(source.render, Renderer)
    return source.is_early()


async def test_feeds_of_the_page_are_rendered_early(history):
    """Those that many watch."""
    executor, akimat = history.viewers["executor"], history.viewers["akimat"]
    assert is_early(await history.source(page_document("CityFeed"), None, cityId="almaty"))
    assert is_early(await history.source(page_document("RequestChanged"), None, id=history.request_id))
    assert is_early(await history.source(page_document("TaskFeed"), executor))
    assert is_early(await history.source(page_document("SlaAlerts"), akimat, cityId="almaty"))


@pytest.mark.parametrize(
    "selection",
    [
        "serviceRequest { timeline(first: 5) { edges { node { kind } } } }",
        "serviceRequest { receipt }",
        "serviceRequest { followerCount city { districts { id } } }",
    ],
)
async def test_document_that_reads_more_waits_for_the_commit(history, selection):
    """The log itself, and whatever is not known to be independent of it."""
    assert not is_early(await history.source(f"subscription {{ {FEED} {{ {selection} }} }}", None))


def test_early_fields_exist_and_read_something():
    """A field that is renamed, or no longer reads, is taken off the list."""
    found = the_schema.get_type_by_name("ServiceRequest")
    assert isinstance(found, StrawberryObjectDefinition)
    reading = {to_camel_case(field.python_name) for field in found.fields if field.is_async}

    assert {name.removeprefix("ServiceRequest.") for name in EARLY} < reading


@pytest.mark.parametrize("who", ["nobody", "author", "akimat"])
@pytest.mark.parametrize("name", sorted(EARLY))
async def test_early_field_reads_neither_the_log_nor_what_is_folded_from_it(history, monkeypatch, name, who):
    """Otherwise it would show subscribers the state before their event."""
    field = name.removeprefix("ServiceRequest.")
    selected = field if field in LEAVES else f"{field} {{ __typename }}"
    source = await history.source(
        f"subscription {{ {FEED} {{ serviceRequest {{ {selected} }} }} }}", history.viewers[who]
    )
    assert is_early(source)
    asked, real = [], asyncpg.Connection.fetch

    async def recorded(connection, query, *values, **options):
        # The jobs of the application read too, in tasks of their own.
        if RENDERING.get():
            asked.append(query)
        return await real(connection, query, *values, **options)

    monkeypatch.setattr(asyncpg.Connection, "fetch", recorded)
    RENDERING.set(True)
    for logged in history.events:
        await result_of(source.render(source.feed.value(logged)))

    assert asked or field not in {"author", "executor", "photos", "followerCount"}
    for query in asked:
        assert not FOLDED & set(re.findall(r"[a-z_]+", query)), query
