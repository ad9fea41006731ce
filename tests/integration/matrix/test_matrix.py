"""Every operation and every restricted field of the API, asked by every role: the answer is the one of the table."""

import base64
from collections.abc import Iterator
from itertools import count
from typing import Any

import orjson
import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from app.auth.permissions import ROUTES
from app.auth.visibility import FIELDS as DECIDED
from app.auth.visibility import Shown
from app.live.engine import OperationRefused, OperationRequest, Source
from app.live.operation_driver import open_operation
from app.models.database import transaction
from schema import schema
from tests.integration.matrix import table
from tests.integration.matrix.seed import AUTHOR, CAMERA, City, seeded

CORE = schema.core
DEPTH = 3
OPERATIONS = {"query": table.QUERIES, "mutation": table.MUTATIONS, "subscription": table.SUBSCRIPTIONS}
SUBMISSION = (
    (
        '{{cityId: "almaty", categoryId: "pothole", address: "Абай 10", description: "Шұңқыр",'
        " location: {{latitude: 43.24, longitude: 76.91}}}}"
    )
    .replace("{{", "{")
    .replace("}}", "}")
)
KEYS = {
    "submission": SUBMISSION,
    "p256dh": base64.urlsafe_b64encode(
        bytes.fromhex(
            "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
            "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
        )
    )
    .decode()
    .rstrip("="),
    "auth": base64.urlsafe_b64encode(b"0123456789abcdef").decode().rstrip("="),
}


class RolledBack(Exception):
    """Ends the transaction of one cell."""


@pytest.fixture
async def city(test_app) -> City:
    """The seeded city."""
    return await seeded(test_app)


def cells(row: str) -> dict[str, str]:
    """Return the letter of each role."""
    letters = row.replace(" ", "")
    assert len(letters) == len(table.ROLES), row
    return dict(zip(table.ROLES, letters, strict=True))


def selection(kind: Any, depth: int = DEPTH) -> str:
    """Return a selection of every field that needs no argument, to this depth."""
    named = get_named_type(kind)
    if is_leaf_type(named):
        return ""
    return f"{{ {' '.join(_selected(named, depth))} }}"


def _selected(named: GraphQLObjectType, depth: int) -> Iterator[str]:
    yield "__typename"
    for name, field in named.fields.items():
        if any(is_required_argument(argument) for argument in field.args.values()):
            continue
        if is_leaf_type(get_named_type(field.type)):
            yield name
        elif depth > 1:
            yield f"{name} {selection(field.type, depth - 1)}"


def document(operation: str, name: str, arguments: str, city: City) -> str:
    """Return the document of one row."""
    fresh = f"fresh{next(_numbers)}@example.kz"
    filled = arguments.format(**city.names, **KEYS, fresh=fresh) if arguments else ""
    kind = getattr(CORE, f"{operation}_type").fields[name].type
    return f"{operation} {{ {name}{f'({filled})' if filled else ''} {selection(kind)} }}"


async def ask(city: City, role: str, text: str) -> tuple[str, str]:
    """Return the code of the answer, ``OK`` for one without errors, and its text."""
    application = city.test_app.application
    viewer = await application.find_viewer(city.tokens[role])
    client = f"10.0.{next(_numbers) // 250 % 250}.{next(_numbers) % 250}"
    try:
        opened = await open_operation(application.engine, OperationRequest(query=text, client=client), viewer)
    except OperationRefused as refused:
        return code_of(refused.errors[0]), orjson.dumps(refused.errors).decode()
    if isinstance(opened, Source):
        return "OK", ""
    answer = orjson.loads(opened)
    return (code_of(answer["errors"][0]) if "errors" in answer else "OK"), opened.decode()


_numbers = count()


def code_of(error: dict[str, Any]) -> str:
    """Return the code of an error, or its text where it has none: then the document itself is wrong."""
    return str(error.get("extensions", {}).get("code") or error["message"])


async def ask_and_undo(city: City, role: str, text: str) -> tuple[str, str]:
    """Ask in a transaction that is rolled back, so that every cell finds the city as it was seeded."""
    found = ("", "")
    try:
        async with transaction():
            found = await ask(city, role, text)
            await city.test_app.context.wait_for_background()
            raise RolledBack
    except RolledBack:
        return found


def test_every_operation_has_a_row():
    """A new field of a root type fails here until its row is written."""
    for operation, rows in OPERATIONS.items():
        assert set(getattr(CORE, f"{operation}_type").fields) == set(rows), operation
        for _, row in rows.values():
            assert set(cells(row).values()) <= set(table.ANSWERS)
    assert ROUTES.keys() == table.ROUTES.keys()


def test_every_restricted_field_has_a_row():
    """A new field that is not shown to everyone fails here until its row is written."""
    restricted = {
        f"{name}.{field}"
        for name, groups in DECIDED.items()
        for shown, fields in groups.items()
        for field in fields
        if shown is not Shown.EVERYONE
    }
    assert restricted == set(table.FIELDS)


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_every_cell_answers_as_the_table_says(city, operation):
    """Each operation as each role, against the database; reads also show nothing that is not for the role."""
    wrong = []
    for name, (arguments, row) in OPERATIONS[operation].items():
        for role, letter in cells(row).items():
            text = document(operation, name, arguments, city)
            road = ask_and_undo if operation == "mutation" else ask
            code, answer = await road(city, role, text)
            if code != table.ANSWERS[letter]:
                wrong.append(f"{operation} {name} as {role}: expected {table.ANSWERS[letter]}, got {code}")
            if role not in SEE_THE_AUTHOR:
                wrong += [
                    f"{operation} {name} as {role} shows {secret}" for secret in secrets(city) if secret in answer
                ]
    assert not wrong, "\n".join(wrong)


SEE_THE_AUTHOR = frozenset({"author", "akimat"})


def secrets(city: City) -> list[str]:
    """Return what is shown to the author and to the Akimat of the city alone."""
    return [AUTHOR, "Серікқызы", "author@example.kz", str(city.names["author"]), str(city.names["hidden"]), CAMERA]


FIELD_DOCUMENTS = {
    "User": '{{ serviceRequest(id: "{open}") {{ author {{ value: {field} }} }} }}',
    "Photo": '{{ serviceRequest(id: "{open}") {{ photos {{ id value: {field} }} }} }}',
    "ServiceRequest": '{{ serviceRequest(id: "{open}") {{ value: {field} }} }}',
    "ServiceRequest.caller": '{{ serviceRequest(id: "{phoned}") {{ value: {field} }} }}',
    "TimelineEntry": '{{ serviceRequest(id: "{open}") {{ timeline(first: 1)'
    " {{ edges {{ node {{ value: {field} }} }} }} }} }}",
    "LeaderboardEntry": '{{ leaderboard(cityId: "almaty") {{ value: {field} }} }}',
}


async def test_every_restricted_field_is_shown_as_the_table_says(city):
    """A value counts as shown when it is what the Akimat or the person themselves may see, and not what replaces it."""
    wrong = []
    for name, row in table.FIELDS.items():
        type_name, field = name.split(".")
        inside = selection(CORE.type_map[type_name].fields[field].type, 1)
        document = FIELD_DOCUMENTS.get(name, FIELD_DOCUMENTS[type_name])
        text = document.format(field=f"{field} {inside}", **city.names)
        _, public = await ask(city, "anonymous", text)
        for role, letter in cells(row).items():
            code, answer = await ask(city, role, text)
            assert code == "OK", (name, role, answer)
            is_shown = shown(answer, public)
            if is_shown != (letter == "S"):
                wrong.append(f"{name} as {role}: {'shown' if is_shown else 'not shown'}: {answer}")
    assert not wrong, "\n".join(wrong)


def shown(answer: str, public: str) -> bool:
    """Whether the answer holds a value that the public does not get."""
    values, others = list(_values(orjson.loads(answer))), list(_values(orjson.loads(public)))
    return any(value not in others for value in values)


def _values(inside: Any) -> Iterator[Any]:
    if isinstance(inside, dict):
        if "value" in inside:
            yield inside["value"]
        for one in inside.values():
            yield from _values(one)
    elif isinstance(inside, list):
        for one in inside:
            yield from _values(one)
