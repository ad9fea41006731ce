"""Values made from their fields are like those of the class itself."""

import pickle
from dataclasses import FrozenInstanceError, dataclass, replace
from typing import Any

import pytest

from app.domain.frozen import maker_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    name: str = "origin"
    x: int
    y: int

    @property
    def total(self) -> int:
        return self.x + self.y


make = maker_of(Point)


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
