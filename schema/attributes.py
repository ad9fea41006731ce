"""Fields that are attributes of the value that an object of the API stands for."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

_PATHS: dict[Callable[[Any], Any], str] = {}


def attribute(path: str) -> Callable[[Any], Any]:
    """Return a resolver that reads an attribute of an attribute, such as ``state.number``.

    Nothing is copied when the object is made, and compiled selections read the attribute without a call.
    """
    read = attrgetter(path)

    def resolve(self: Any) -> Any:
        return read(self)

    _PATHS[resolve] = path
    return resolve


def path_of(resolver: Callable[..., Any]) -> str | None:
    """Return what a resolver reads; None for one that was not made here."""
    return _PATHS.get(resolver)
