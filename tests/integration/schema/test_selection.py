"""The compiled selection says what graphql-core says, or leaves it to graphql-core."""

import asyncio
import random
import tracemalloc
from dataclasses import replace
from typing import Any

import orjson
import pytest
from graphql import GraphQLNonNull, GraphQLObjectType, get_named_type

import schema.loaders
from app.domain.log.events import LoggedEvent
from app.live.eager import result_of
from app.live.engine import Source
from schema import schema as the_schema
from schema.execution import Execution
from schema.renderer import Renderer
from schema.types.service_request import ServiceRequest
from tests.documents import page_document
from tests.integration.schema.conftest import RequestHistory

FEED = 'cityFeed(cityId: "almaty")'


async def both_ways(source: Source, logged: LoggedEvent) -> tuple[bytes, bytes]:
    """Render an event the short way, which there has to be, and by graphql-core."""
    assert isinstance(source.render, Renderer)
    assert source.render.selection is not None
    value = await result_of(source.feed.value(logged))
    execution = Execution(source.render.context)
    short = source.render.selection.begin(value, execution)
    await execution.finish()
    return orjson.dumps({"data": short}), await source.render.by_graphql_core(value)


@pytest.mark.parametrize("who", ["nobody", "author", "executor", "akimat", "stranger"])
async def test_page_documents_are_compiled_with_equal_results(history, who):
    viewer = history.viewers[who]
    opened = [
        await history.source(page_document("CityFeed"), viewer, cityId="almaty"),
        await history.source(page_document("RequestChanged"), viewer, id=history.request_id),
        await history.source(page_document("CountersChanged"), viewer, cityId="almaty"),
    ]
    if viewer is not None:
        opened.append(await history.source(page_document("NotificationFeed"), viewer))
    if who == "executor":
        opened.append(await history.source(page_document("TaskFeed"), viewer))
    if who == "akimat":
        opened.append(await history.source(page_document("SlaAlerts"), viewer, cityId="almaty"))

    for source in opened:
        for logged in history.events:
            short, whole = await both_ways(source, logged)
            assert short == whole


def chosen(dice: random.Random, kind: GraphQLObjectType, depth: int) -> str:
    """Return a random selection of fields that need no arguments, some of them twice, some under another name."""
    parts = ["__typename"] if dice.random() < 0.2 else []
    names = [name for name, one in kind.fields.items() if not any(_needed(each) for each in one.args.values())]
    for number, name in enumerate(dice.sample(names, dice.randint(1, min(8, len(names))))):
        of = get_named_type(kind.fields[name].type)
        text = f"other{number}: {name}" if dice.random() < 0.3 else name
        text += dice.choice(["", "", " @include(if: $yes)", " @skip(if: $yes)", " @skip(if: false)"])
        if isinstance(of, GraphQLObjectType):
            if not depth:
                continue
            text += f" {{ {chosen(dice, of, depth - 1)} }}"
        parts.append(f"... on {kind.name} {{ {text} }}" if dice.random() < 0.2 else text)
    return " ".join(parts) or "__typename"


def _needed(argument: Any) -> bool:
    return isinstance(argument.type, GraphQLNonNull)


async def test_random_selections_have_equal_results(history):
    """Whatever a client may select of an event: aliases, fragments, directives, lists, relations of relations."""
    dice = random.Random(5)
    for _ in range(150):
        await compare(history, dice)


async def compare(history: RequestHistory, dice: random.Random) -> None:
    """Draw a selection, a viewer, and some events."""
    event = the_schema.core.type_map["ServiceRequestEvent"]
    assert isinstance(event, GraphQLObjectType)
    selection = chosen(dice, event, 3)
    query = f"subscription Feed($yes: Boolean = true) {{ {FEED} {{ cursor {selection} }} }}"
    if "$yes" not in selection:
        query = query.replace("($yes: Boolean = true)", "")
    viewer = history.viewers[dice.choice(list(history.viewers))]
    source = await history.source(query, viewer, **dice.choice([{}, {"yes": False}]))

    for logged in dice.sample(history.events, 3):
        short, whole = await both_ways(source, logged)
        assert short == whole, query


async def test_arguments_may_be_variables_and_make_selections_of_their_own(history):
    query = f"""subscription Feed($kind: PhotoKind, $size: PhotoSize! = SMALL) {{ {FEED} {{ serviceRequest {{
        photos(kind: $kind) {{ id url(size: $size) }} city {{ name(locale: EN) kk: name }} }} }} }}"""
    answers = set()
    for variables in ({}, {"kind": "AFTER", "size": "LARGE"}, {"kind": "BEFORE"}):
        source = await history.source(query, None, **variables)
        short, whole = await both_ways(source, history.events[-1])
        assert short == whole
        answers.add(short)
    assert len(answers) == 3


@pytest.mark.parametrize(
    ("declared", "selected", "path"),
    [
        ("Boolean = true", "kind @include(if: $given)", []),
        ("Boolean = true", "serviceRequest { number @skip(if: $given) }", ["serviceRequest"]),
        ("Locale", "serviceRequest { number city { name(locale: $given) } }", ["serviceRequest", "city", "name"]),
    ],
)
async def test_null_refused_by_its_argument_is_reported_by_graphql_core(history, declared, selected, path):
    """A variable may be null where its default could stand; only an event shows that it does not fit."""
    query = f"subscription Feed($given: {declared}) {{ {FEED} {{ cursor {selected} }} }}"
    source = await history.source(query, None, given=None)
    value = source.feed.value(history.events[0])

    payload = await result_of(source.render(value))

    assert payload == await source.render.by_graphql_core(value)
    (error,) = orjson.loads(payload)["errors"]
    assert error["path"] == ["cityFeed", *path]


async def test_only_variables_below_the_root_make_another_selection(history):
    """The id of the request, or the cursor, changes what is watched, not how an event is read."""
    query = page_document("RequestChanged")
    cursor = f"{history.test_app.application.epoch}:1"
    sources = [await history.source(query, None, id=history.request_id, after=after) for after in (None, cursor)]
    sources.append(await history.source(query, history.viewers["author"], id=history.request_id))
    assert len({id(source.render.selection) for source in sources}) == 1


async def test_resolver_failure_is_reported_as_by_graphql_core(history, monkeypatch):
    """The field is null where it may be, and the error has its path and its code; the others are answered."""

    def broken(self, account_id):
        raise RuntimeError("no")

    monkeypatch.setattr(ServiceRequest, "_person", broken)
    source = await history.source(f"subscription {{ {FEED} {{ serviceRequest {{ number author {{ id }} }} }} }}", None)

    payload = orjson.loads(await result_of(source.render(source.feed.value(history.events[0]))))

    assert payload["data"]["cityFeed"]["serviceRequest"] == {"number": "ALM-000001", "author": None}
    assert [error["path"] for error in payload["errors"]] == [["cityFeed", "serviceRequest", "author"]]


async def test_null_of_a_required_field_is_handled_by_graphql_core(history):
    """The null goes up to the next place that may be null."""
    source = await history.source(f"subscription {{ {FEED} {{ serviceRequest {{ number }} }} }}", None)
    event = source.feed.value(history.events[0])
    unnamed: Any = None
    request = replace(event.logged.event.request, number=unnamed)
    event.logged = replace(event.logged, event=replace(event.logged.event, request=request))

    payload = orjson.loads(await result_of(source.render(event)))

    assert payload["data"] is None
    assert payload["errors"][0]["path"] == ["cityFeed", "serviceRequest", "number"]


async def test_events_of_many_subscriptions_are_read_together(history, monkeypatch):
    """Followers of two requests, loaded by two subscriptions at the same time, cost one read."""
    asked, real = [], schema.loaders.follower_counts

    async def noted(ids):
        asked.append(len(ids))
        return await real(ids)

    monkeypatch.setattr(schema.loaders, "follower_counts", noted)
    text = f"subscription {{ {FEED} {{ serviceRequest {{ %s followerCount }} }} }}"
    sources = [await history.source(text % name, None) for name in ("id", "number", "status")]
    values = [source.feed.value(history.events[-1]) for source in sources]

    answers = await asyncio.gather(*[source.render(value) for source, value in zip(sources, values, strict=True)])

    assert asked == [3]
    assert {orjson.loads(one)["data"]["cityFeed"]["serviceRequest"]["followerCount"] for one in answers} == {1}


async def test_payload_has_no_spare_capacity(history):
    """Thousands of payloads are cached for clients that resume."""
    source = await history.source(page_document("CityFeed"), None, cityId="almaty")
    value = source.feed.value(history.events[0])
    payload = await result_of(source.render(value))
    tracemalloc.start()
    try:
        kept = [await result_of(source.render(value)) for _ in range(50)]
        held = sum(
            one.size for one in tracemalloc.take_snapshot().statistics("filename") if "renderer" in str(one.traceback)
        )
    finally:
        tracemalloc.stop()
    assert held < len(kept) * (len(payload) + 200)
