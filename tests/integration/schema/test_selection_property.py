"""Whatever a client may write, and whatever fails meanwhile: both ways of executing an event give the same bytes.

The documents go over every subscription of the schema, with arguments, variables that are missing or null, fragments in
fragments, and names said in several places. The failures are values that may not be there and reads that break.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

import pytest
from graphql import GraphQLArgument, GraphQLField, GraphQLNonNull, GraphQLObjectType, get_named_type
from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st

import schema.loaders
from app.live.eager import result_of
from app.live.engine import OperationRefused
from schema import schema as the_schema
from schema.renderer import Renderer

ROOTS = {
    'cityFeed(cityId: "almaty")': ("ServiceRequestEvent", None),
    "serviceRequestChanged(id: $id)": ("ServiceRequestEvent", None),
    'slaAlerts(cityId: "almaty")': ("ServiceRequestEvent", "akimat"),
    "taskFeed": ("ServiceRequestEvent", "executor"),
    'counters(cityId: "almaty")': ("Counters", None),
    "notifications": ("Notification", "author"),
}
"""Each subscription, its result type, and the roles that may subscribe; None means all."""
VARIABLES: dict[str, tuple[str, list[Any]]] = {
    "yes": ("Boolean = true", [True, False, None]),
    "no": ("Boolean!", [True, False]),
    "kind": ("PhotoKind", ["BEFORE", "AFTER", None]),
    "size": ("PhotoSize = SMALL", ["LARGE", None]),
    "locale": ("Locale", ["EN", None]),
    "first": ("Int = 2", [1, 0, None]),
    "after": ("String", ["", "nonsense", None]),
    "id": ("ID!", []),
}
"""How each variable is declared, and what it may be given; where it is nullable, nothing as well."""
ARGUMENTS = {
    "kind": ["BEFORE", "null", "$kind"],
    "size": ["MEDIUM", "$size"],
    "locale": ["RU", "$locale"],
    "first": ["1", "101", "$first"],
    "after": ["null", '"x"', "$after"],
}
CONDITIONS = ["@include(if: $yes)", "@skip(if: $yes)", "@include(if: $no)", "@skip(if: $no) @include(if: $yes)"]
LOADED = ["people", "organisations", "photos", "follower_counts", "coauthors_of", "receipts"]
OTHER_THINGS: list[Any] = [None, "?", -1, 2**40, [], [None], object()]


@dataclass
class Writer:
    """Writes one document; ``draw`` chooses."""

    draw: Callable[[Any], Any]
    fragments: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Type and selection by name; those that are being written are not among them."""
    arguments: dict[tuple[str, str], str] = field(default_factory=dict)
    """By parent and response name: names that are said twice have to mean the same."""

    def document(self, root: str, answer: str) -> str:
        """Return the text of a subscription."""
        kind = the_schema.core.type_map[answer]
        assert isinstance(kind, GraphQLObjectType)
        return self.text(
            "subscription", f"{self.draw(st.sampled_from(['', '', 'root: ']))}{root} {{ {self.selection(kind, 4)} }}"
        )

    def text(self, operation: str, body: str) -> str:
        """Return the text of an operation with the fragments and the variables that it uses."""
        fragments = [f"fragment {name} on {on} {{ {text} }}" for name, (on, text) in self.fragments.items()]
        used = set(re.findall(r"\$(\w+)", " ".join([body, *fragments])))
        declared = ", ".join(f"${name}: {declared}" for name, (declared, _) in VARIABLES.items() if name in used)
        return " ".join([f"{operation} Feed{f'({declared})' if declared else ''} {{ {body} }}", *fragments])

    def selection(self, kind: GraphQLObjectType, depth: int) -> str:
        """Return some fields of an object, some of them in fragments, or twice."""
        names = self.draw(st.lists(st.sampled_from(["__typename", *kind.fields]), min_size=1, max_size=5))
        parts = [text for name in names if (text := self.part(kind, name, depth))]
        return " ".join(parts) or "__typename"

    def part(self, kind: GraphQLObjectType, name: str, depth: int) -> str:
        """Return one field, as it is or in a fragment."""
        text = self.field(kind, name, depth) if name in kind.fields else name
        shape = self.draw(st.sampled_from(["plain", "plain", "if", "inline", "nameless", "fragment", "again"]))
        condition = self.draw(st.sampled_from(["", *CONDITIONS]))
        known = [one for one, (on, _) in self.fragments.items() if on == kind.name]
        if not text or shape == "plain":
            return text
        if shape == "again" and known:
            return f"...{self.draw(st.sampled_from(known))} {condition}"
        if shape == "fragment" and len(self.fragments) < 4:
            self.fragments[name := f"F{len(self.fragments)}"] = (kind.name, text)
            return f"...{name} {condition}"
        return {
            "inline": f"... on {kind.name} {condition} {{ {text} }}",
            "nameless": f"... {condition} {{ {text} }}",
        }.get(shape, text)

    def field(self, kind: GraphQLObjectType, name: str, depth: int) -> str:
        """Return one field; empty if it would lead too deep."""
        definition = kind.fields[name]
        inner = get_named_type(definition.type)
        key = name if self.draw(st.integers(0, 3)) else f"{name}X"
        text = (name if key == name else f"{key}: {name}") + self.given(kind.name, key, definition)
        if self.draw(st.integers(0, 5)) == 0:
            text += " " + self.draw(st.sampled_from(CONDITIONS))
        if not isinstance(inner, GraphQLObjectType):
            return text
        return f"{text} {{ {self.selection(inner, depth - 1)} }}" if depth else ""

    def given(self, parent: str, key: str, definition: GraphQLField) -> str:
        """Return the arguments, the same whenever the same name is said."""
        if (parent, key) not in self.arguments:
            asked = [self.argument(name, one) for name, one in definition.args.items()]
            said = ", ".join(one for one in asked if one)
            self.arguments[parent, key] = f"({said})" if said else ""
        return self.arguments[parent, key]

    def argument(self, name: str, argument: GraphQLArgument) -> str:
        """Return an argument, or nothing."""
        values = [one for one in ARGUMENTS[name] if one != "null" or not isinstance(argument.type, GraphQLNonNull)]
        value = self.draw(st.sampled_from(["", *values]))
        return f"{name}: {value}" if value else ""


@st.composite
def questions(draw: Any) -> tuple[str, dict[str, Any], str | None]:
    """A document, its variables, and who has to ask."""
    root = draw(st.sampled_from(list(ROOTS)))
    answer, who = ROOTS[root]
    variables = {}
    for name, (kind, values) in VARIABLES.items():
        if values and (kind.endswith("!") or draw(st.booleans())):
            variables[name] = draw(st.sampled_from(values))
    return Writer(draw).document(root, answer), variables, who


FAILURES = st.fixed_dictionaries(
    {
        "reads": st.dictionaries(st.sampled_from(LOADED), st.sampled_from(["raises", "finds nothing"]), max_size=2),
        "values": st.lists(st.tuples(st.integers(0, 70), st.sampled_from(OTHER_THINGS)), max_size=2),
    }
)
"""Reads that break, by their names; and values that are others than they should be, by their places."""


@pytest.fixture
def breakable(monkeypatch):
    """Return what the reads of the loaders look into: those named there raise, or find nothing."""
    broken: dict[str, str] = {}

    def guarded(name: str, real: Any) -> Any:
        async def read(keys: Any) -> Any:
            if broken.get(name) == "raises":
                raise RuntimeError(name)
            return {} if broken.get(name) else await real(keys)

        return read

    for name in LOADED:
        monkeypatch.setattr(schema.loaders, name, guarded(name, getattr(schema.loaders, name)))
    return broken


PARTS = ("schema.types.", "app.domain.log.events", "app.domain.requests.service_request")
"""The modules of the values that an event is made of."""


def places(value: Any) -> list[tuple[str, ...]]:
    """Return the path of each attribute that an event is made of."""
    found: list[tuple[str, ...]] = []
    for one in fields(value):
        if not one.init:
            continue
        inner = getattr(value, one.name)
        is_part = is_dataclass(inner) and type(inner).__module__.startswith(PARTS)
        found += [(one.name, *path) for path in places(inner)] if is_part else [(one.name,)]
    return found


def changed(value: Any, path: tuple[str, ...], other: Any) -> Any:
    """Return the event with another value in one place."""
    name, *rest = path
    return replace(value, **{name: changed(getattr(value, name), tuple(rest), other) if rest else other})


# One story serves all documents: nothing is written while they are read. Deep documents are slow to make up.
DOCUMENTS = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@DOCUMENTS
@given(question=questions(), failures=FAILURES, dice=st.randoms(use_true_random=False))
async def test_compiled_selection_and_graphql_core_return_equal_bytes(history, breakable, question, failures, dice):
    query, variables, who = question
    viewer = history.viewers[who or dice.choice(list(history.viewers))]
    note(query)
    try:
        source = await history.source(query, viewer, **variables, id=history.request_id)
    except OperationRefused as refused:
        event(refused.errors[0]["message"][:60])
        return
    assert isinstance(source.render, Renderer)
    value = await result_of(source.feed.value(dice.choice(history.events)))
    for place, other in failures["values"]:
        value = changed(value, (found := places(value))[place % len(found)], other)
    breakable.clear()
    breakable.update(failures["reads"])

    rendered = await result_of(source.render(value))

    event("compiled" if source.render.selection else "not compiled")
    event("with errors" if b'"errors"' in rendered else "without errors")
    assert rendered == await source.render.by_graphql_core(value)
