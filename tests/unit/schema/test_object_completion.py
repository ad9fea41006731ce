"""Objects are completed as graphql-core completes them, or not at all."""

import gc
import math
from types import SimpleNamespace
from typing import Any
from weakref import ref

import pytest
from graphql import (
    GraphQLBoolean,
    GraphQLError,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLScalarType,
    GraphQLString,
    Undefined,
)

from schema.completion import Completion, NotRepresentable, leaf_of, list_of
from schema.object_completion import Field, object_of


class Text(str):
    __slots__ = ()


VALUES: list[Any] = [True, False, 0, 1, -1, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 1.0, 1.5, -0.0, "", "1", "x", "é"]
VALUES += [math.inf, -math.inf, math.nan, 1e308, Text("t"), b"b", [], {}, object(), 10**400, None]
KINDS = [GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString]


def completed(completion: Completion, value: Any) -> Any:
    """Complete an object of one field that has this value."""
    one = object_of([Field("key", "name", False, False, completion)], required=True)
    return one.call(SimpleNamespace(name=value), None)["key"]


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_value_is_coerced_as_by_graphql_core(kind: GraphQLScalarType, value, required):
    completion = leaf_of(kind, required=required)
    try:
        expected = None if value is None else kind.coerce_output_value(value)
    except GraphQLError:
        with pytest.raises(GraphQLError):
            completed(completion, value)
        return
    if expected in (None, Undefined) and required:
        with pytest.raises(NotRepresentable):
            completed(completion, value)
        return
    found = completed(completion, value)
    assert (type(found), found) == (type(expected), expected)


@pytest.mark.parametrize("values", [None, "text", {"a": 1}, 5])
def test_required_list_is_a_list(values):
    with pytest.raises(NotRepresentable):
        completed(list_of(leaf_of(GraphQLString, required=True), required=True), values)


def test_list_that_may_be_null_is_null():
    assert completed(list_of(leaf_of(GraphQLInt, required=False), required=False), None) is None
    assert completed(list_of(leaf_of(GraphQLInt, required=False), required=False), (1, None)) == [1, None]


def test_object_that_may_not_be_null_is_refused():
    inner = [Field("name", "name", False, False, leaf_of(GraphQLString, required=True))]
    with pytest.raises(NotRepresentable):
        completed(object_of(inner, required=True), None)
    assert completed(object_of(inner, required=False), None) is None
    assert completed(object_of(inner, required=False), SimpleNamespace(name="n")) == {"name": "n"}


def test_object_completion_is_freed_with_its_last_user():
    """Documents come and go, and a pause of the garbage collector delays every socket."""
    gc.disable()
    try:
        completion = object_of([Field("a", "a", False, False, leaf_of(GraphQLInt, required=True))], required=True)
        function = ref(completion.call)
        del completion
        assert function() is None
    finally:
        gc.enable()


def test_names_of_fields_may_be_any_that_graphql_allows():
    """Words of Python, and the names that the written function has itself, are names like others."""
    keys = ["source", "value", "target", "execution", "complete", "class", "None", "__debug__", "_", "field0", "str"]
    fields = [Field(key, "name", False, False, leaf_of(GraphQLString, required=True)) for key in keys]

    found = object_of(fields, required=True).call(SimpleNamespace(name="n"), None)

    assert found == dict.fromkeys(keys, "n")
    assert list(found) == keys
