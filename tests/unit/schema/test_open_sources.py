"""Which sources are found again, and for how long."""

from typing import Any

from app.auth.viewer import PUBLIC
from app.domain.log.events import Cursor, LoggedEvent
from app.live.engine import OperationRequest, Source
from app.live.feed import Feed
from schema import schema
from schema.documents import read_document
from schema.executors import LONGEST_VARIABLES
from schema.open_sources import OpenSources
from schema.plan import Plan

TEXT = 'subscription ($filter: ServiceRequestFilter) { cityFeed(cityId: "almaty", filter: $filter) { cursor } }'


def plan() -> Plan:
    made = read_document(schema.core, TEXT).plan(None)
    assert isinstance(made, Plan), made
    return made


def asking(**variables: Any) -> OperationRequest:
    return OperationRequest(query=TEXT, variables=variables)


def source(after: Cursor | None = None) -> Source:
    async def value(logged: LoggedEvent | None) -> None:
        return None

    async def render(value: Any) -> bytes:
        return b""

    feed = Feed(topics=("city:almaty",), audience=PUBLIC, value=value, after=after)
    return Source(key="k", rendering="k", feed=feed, render=render)


def test_the_source_of_equal_variables_is_found():
    sources, kept = OpenSources(), source()
    sources.keep(plan(), asking(filter={"text": "шам"}), kept)

    assert sources.find(plan(), asking(filter={"text": "шам"})) is kept
    assert sources.find(plan(), asking(filter={"text": "жол"})) is None


def test_a_source_without_holders_is_gone():
    sources, kept = OpenSources(), source()
    sources.keep(plan(), asking(), kept)

    del kept

    assert sources.find(plan(), asking()) is None


def test_a_start_in_the_past_and_long_variables_are_not_kept():
    sources, past, long = OpenSources(), source(Cursor("epoch", 7)), source()
    text = "x" * LONGEST_VARIABLES
    sources.keep(plan(), asking(), past)
    sources.keep(plan(), asking(filter={"text": text}), long)

    assert sources.find(plan(), asking()) is None
    assert sources.find(plan(), asking(filter={"text": text})) is None
