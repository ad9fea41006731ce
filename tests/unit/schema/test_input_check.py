"""Null characters and numbers that are not finite reach no operation, in variables or in the document."""

import json

import orjson
import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLNonNull,
    get_named_type,
    is_list_type,
)

from app.errors import InvalidInput
from app.live.client_json import MOST_LEVELS, read_json
from schema import schema
from schema.documents import read_document
from schema.input_check import check_variables

CORE = schema.core
ROOTS = [root for root in (CORE.query_type, CORE.mutation_type, CORE.subscription_type) if root is not None]
BAD = {"String": '"a\\u0000"', "ID": '"a\\u0000"', "Cursor": '"a\\u0000"', "DateTime": '"\\u0000"', "Float": "1e400"}


def places_of(kind, path, depth=0):
    """Yield the paths to every text and number inside an argument of this type, with the value to write there."""
    named = get_named_type(kind)
    if isinstance(named, GraphQLInputObjectType):
        for name, field in named.fields.items() if depth < 4 else ():
            yield from places_of(field.type, (*path, name), depth + 1)
    elif named.name in BAD:
        yield path, BAD[named.name]


def literal(kind, path, bad):
    """Return a literal of this type with the bad value at the path, and nothing else."""
    kind = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if is_list_type(kind):
        return f"[{literal(kind.of_type, path, bad)}]"
    if not path:
        return bad
    return f"{{{path[0]}: {literal(kind.fields[path[0]].type, path[1:], bad)}}}"


def cases():
    for root in ROOTS:
        for name, field in root.fields.items():
            for argument, defined in field.args.items():
                for path, bad in places_of(defined.type, ()):
                    yield root.name, name, argument, path, bad


CASES = list(cases())


def test_every_text_and_number_of_every_operation_is_tried():
    """The cases come from the schema; there are hundreds of places."""
    assert len(CASES) > 150
    assert ("Query", "organisations", "cityId", (), BAD["ID"]) in CASES
    assert ("Mutation", "removePushSubscription", "endpoint", (), BAD["String"]) in CASES


@pytest.mark.parametrize("root", [root.name for root in ROOTS])
def test_bad_literal_in_any_argument_is_refused_and_named(root):
    """The refusal names the argument and the field inside it."""
    for of, name, argument, path, bad in CASES:
        if of != root:
            continue
        kind = getattr(CORE, f"{root.lower()}_type").fields[name].args[argument].type
        text = f"{root.lower()} {{ {name}({argument}: {literal(kind, path, bad)}) }}"
        wanted = ".".join(path if argument == "input" and path else (argument, *path))
        found = [error.extensions for error in read_document(CORE, text).errors if error.extensions]
        assert {"code": "INVALID_INPUT", "field": wanted} in found, text


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ('{"cityId": "almaty\\u0000"}', "cityId"),
        ('{"filter": {"text": "\\u0000"}}', "filter.text"),
        ('{"filter": {"categoryIds": ["pothole", "\\u0000"]}}', "filter.categoryIds"),
        ('{"input": {"location": {"latitude": NaN}}}', "location.latitude"),
        ('{"input": {"hours": 1e400}}', "hours"),
        ('{"input": {"hours": -Infinity}}', "hours"),
        ('{"hours": 1' + "0" * 400 + "}", "hours"),
        ('{"undeclared": Infinity}', "undeclared"),
    ],
)
def test_bad_variable_is_refused_and_named(variables, field):
    """Also where the JSON itself is not JSON: clients write NaN and Infinity into it."""
    with pytest.raises(InvalidInput) as refused:
        check_variables(read_json(variables))

    assert refused.value.extensions == {"code": "INVALID_INPUT", "field": field}


def test_good_variables_pass():
    """Everything else of JSON is left to the types of the schema."""
    check_variables(
        read_json('{"a": "текст 👩‍🚒", "b": [1, 2.5, null, true], "c": {"d": -1e308, "e": 123456789012345678901}}')
    )
    check_variables(None)


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": "\\ud800", "b": NaN}', '{"a": nan}', "[" * 2000, '{"a": 01, "b": NaN}']
)
def test_what_is_no_json_for_another_reason_stays_refused(text):
    """Accepting NaN does not accept halves of surrogate pairs or unlimited nesting."""
    with pytest.raises(json.JSONDecodeError):
        read_json(text)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_what_could_not_be_written_again_is_not_read(opening, closing):
    """254 levels are read, whatever stands beside them; more are no JSON, as text and as bytes."""
    levels = MOST_LEVELS // (2 if opening.startswith("[{") else 1)
    good, bad = (opening * count + "1" + closing * count for count in (levels, levels + 1))

    assert orjson.dumps(read_json(good)).decode() == good
    assert len(read_json(f"[{', '.join(['[]'] * 1000)}]")) == 1000
    for text in (bad, bad.encode()):
        with pytest.raises(json.JSONDecodeError):
            read_json(text)


def test_default_of_a_variable_is_a_literal_too():
    """Its field is the variable."""
    (error,) = read_document(CORE, 'query($c: ID! = "\\u0000") { organisations(cityId: $c) { id } }').errors

    assert error.extensions == {"code": "INVALID_INPUT", "field": "c"}
