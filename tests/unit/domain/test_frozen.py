"""Values made from their fields are like those of the class itself."""

import pickle
from dataclasses import FrozenInstanceError, dataclass, replace
from typing import Any

import pytest

from app.domain.frozen import Source, maker_of, mapping_reader_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    name: str = "origin"
    x: int
    y: int

    @property
    def total(self) -> int:
        return self.x + self.y


make = maker_of(Point)
read = mapping_reader_of(
    Point, [Source("n", default="unnamed"), Source("x", int, is_required=True), Source("y", len, "abcd")]
)


def test_made_value_equals_one_of_the_class():
    made, whole = make(["a", 1, 2]), Point(name="a", x=1, y=2)

    assert type(made) is Point
    assert (made, hash(made), repr(made), made.total) == (whole, hash(whole), repr(whole), 3)
    assert pickle.loads(pickle.dumps(made)) == whole
    assert replace(made, x=5) == Point(name="a", x=5, y=2)


def test_made_value_is_frozen():
    made: Any = make(("a", 1, 2))

    with pytest.raises(FrozenInstanceError):
        made.x = 3


@pytest.mark.parametrize("values", [["a", 1], ["a", 1, 2, 3]])
def test_other_number_of_values_is_refused(values):
    with pytest.raises(TypeError):
        make(values)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"n": "a", "x": "1", "y": "ab", "other": 5}, Point(name="a", x=1, y=2)),
        ({"x": "1", "y": [3]}, Point(name="unnamed", x=1, y=1)),
        ({"x": "1"}, Point(name="unnamed", x=1, y=4)),
        ({"y": "", "x": 2, "n": None}, Point(name=None, x=2, y=0)),  # type: ignore[arg-type] # no type is checked
    ],
)
def test_value_is_read_from_a_mapping(data, expected):
    """Whatever the order of its keys; one that is not known is ignored."""
    found = read(data)

    assert (type(found), found) == (Point, expected)
    with pytest.raises(FrozenInstanceError):
        setattr(found, "x", 3)  # noqa: B010 - mypy knows that it is frozen


def test_what_is_null_is_not_parsed():
    found: Any = read({"x": None, "y": None})
    assert (found.x, found.y) == (None, None)


def test_field_without_a_key_has_its_default():
    with_default = mapping_reader_of(Point, [Source("n"), Source("x"), Source(None, default=(9,))])
    found: Any = with_default({"n": "a", "y": 5})
    assert (found.name, found.x, found.y) == ("a", None, (9,))


def test_missing_key_that_is_required_is_named():
    with pytest.raises(KeyError, match="x"):
        read({"n": "a", "y": "ab"})
