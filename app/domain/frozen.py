"""Makes frozen values with many fields quickly."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, make_dataclass
from typing import Any, TypeVar

T = TypeVar("T")


def maker_of(kind: type[T]) -> Callable[[Iterable[Any]], T]:
    """Return a function that makes a value of a frozen dataclass with slots from its fields in their order.

    ``__init__`` of such a class passes each field through ``object.__setattr__``, which costs ten times as much.
    No default and no ``__post_init__`` applies.
    """
    open_kind = _open(kind)

    def make(values: Iterable[Any]) -> T:
        made = open_kind(*values)
        # Python allows it because both classes have the same slots.
        made.__class__ = kind
        return made  # type: ignore[no-any-return] # the class is that of the value now

    return make


@dataclass(frozen=True, slots=True)
class Source:
    """Where the value of a field comes from."""

    key: str | None
    """Its key in a mapping; None for a field that always has the default."""
    parse: Callable[[Any], Any] | None = None
    """What makes the value of what is there, unless that is None."""
    default: Any = None
    """What is taken as found where the key is missing; of a field without a key, the value."""
    is_required: bool = False


def mapping_reader_of(kind: type[T], sources: Sequence[Source]) -> Callable[[Mapping[str, Any]], T]:
    """Return a function that makes such a value from a mapping; it has a source for each field, in their order.

    It is written as Python source, as ``dataclasses`` writes ``__init__``: each process reads every event of the log by
    such functions, and a loop over the sources would take half as long again. It raises KeyError for a required key
    that is missing.
    """
    names: dict[str, Any] = {"new": object.__new__, "open_kind": _open(kind), "kind": kind}
    lines = ["def read(data):", "    get = data.get", "    made = new(open_kind)"]
    for number, (name, source) in enumerate(zip(_names(kind), sources, strict=True)):
        names[f"parse{number}"], names[f"default{number}"] = source.parse, source.default
        lines.append(f"    made.{name} = {_read(source, number)}")
    lines += ["    made.__class__ = kind", "    return made"]
    exec("\n".join(lines), names)  # noqa: S102 - the names are those of our own fields
    read: Callable[[Mapping[str, Any]], T] = names["read"]
    return read


def _read(source: Source, number: int) -> str:
    if source.key is None:
        return f"default{number}"
    found = f"data[{source.key!r}]" if source.is_required else f"get({source.key!r}, default{number})"
    if source.parse is None:
        return found
    return f"None if (value := {found}) is None else parse{number}(value)"


def _open(kind: type[Any]) -> Any:
    """Return a class with the same slots whose values are not frozen."""
    names = [(name, Any) for name in _names(kind)]
    return make_dataclass(f"Open{kind.__name__}", names, slots=True, eq=False, repr=False)


def _names(kind: type[Any]) -> list[str]:
    return [field.name for field in fields(kind)]
