"""Makes frozen values with many fields quickly."""

from collections.abc import Callable, Iterable
from dataclasses import fields, make_dataclass
from typing import Any, TypeVar

T = TypeVar("T")


def maker_of(kind: type[T]) -> Callable[[Iterable[Any]], T]:
    """Return a function that makes a value of a frozen dataclass with slots from its fields in their order.

    ``__init__`` of such a class passes each field through ``object.__setattr__``, which costs ten times as much.
    No default and no ``__post_init__`` applies.
    """
    names = [(field.name, Any) for field in fields(kind)]  # type: ignore[arg-type] # a dataclass
    open_kind: Any = make_dataclass(f"Open{kind.__name__}", names, slots=True, eq=False, repr=False)

    def make(values: Iterable[Any]) -> T:
        made = open_kind(*values)
        # Python allows it because both classes have the same slots.
        made.__class__ = kind
        return made  # type: ignore[no-any-return] # the class is that of the value now

    return make
