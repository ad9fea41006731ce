"""Completes objects by functions that are written as Python source, once for each selection.

For a selection such as ``{ number status city { id } }`` the function is::

    def complete(source, execution):
        if source is None:
            raise NotRepresentable
        target = {
            'number': value if type(value := source.number) is str else complete0(value),
            'status': complete1(source.status),
            'city': None,
        }
        if execution.running is not None:
            execution.postpone(field2, source, target)
        elif type(found := read2(source, execution)) is not CoroutineType or (
            found := execution.begin(field2, found, target)
        ) is not LATER:
            target['city'] = complete2(found, execution)
        return target

A loop over the fields would take three times as long. No text of a client is in the source but names of fields, which
are names in Python, too.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType, CoroutineType
from typing import Any

from schema.completion import Completion, NotRepresentable
from schema.execution import LATER, AsyncField, Execution

_CACHED_SOURCES = 1_000


@dataclass(slots=True, frozen=True)
class Field:
    """One key of a result object: how its value is read, and how it is completed."""

    key: str
    read: str | Callable[..., Any]
    """An attribute of the object; or what takes the object, and the execution when its resolver has ``info``."""
    takes_execution: bool
    is_async: bool
    """Whether what is read may be a coroutine of the value."""
    completion: Completion


def object_of(fields: list[Field], *, required: bool) -> Completion:
    """Return how objects are completed, of which these fields are selected."""
    names: dict[str, Any] = {"NotRepresentable": NotRepresentable, "LATER": LATER, "CoroutineType": CoroutineType}
    entries, begun, parts = [], [], _parts(fields)
    for number, one in enumerate(fields):
        names[f"complete{number}"] = one.completion.of_value or one.completion.call
        names[f"read{number}"] = one.read
        if one.is_async and not isinstance(one.read, str):
            names[f"field{number}"] = AsyncField(one.key, _resolver(one.read, one), one.completion.with_execution)
            entries.append(f"        {one.key!r}: None,")
            begun += [
                "    if execution.running is not None:",
                f"        execution.postpone(field{number}, source, target)",
                f"    elif type(found := {_read(one, number, parts)}) is not CoroutineType or (",
                f"        found := execution.begin(field{number}, found, target)",
                "    ) is not LATER:",
                f"        target[{one.key!r}] = {_completed(one.completion, 'found', number)}",
            ]
        else:
            entries.append(f"        {one.key!r}: {_completed(one.completion, _read(one, number, parts), number)},")
    lines = [
        "def complete(source, execution):",
        "    if source is None:",
        "        raise NotRepresentable" if required else "        return None",
        *(f"    {name} = source.{path}" for path, name in parts.items()),
        "    target = {",
        *entries,
        "    }",
        *begun,
        "    return target",
    ]
    exec(_compiled("\n".join(lines)), names)  # noqa: S102 - see the first lines of this module
    # Taken out of its own globals: otherwise only the garbage collector would free the selections of old documents.
    return Completion(names.pop("complete"), takes_execution=True, may_be_null=not required)


def _completed(completion: Completion, read: str, number: int) -> str:
    """Return an expression for the completed value of a field, from one for its value."""
    complete = f"complete{number}"
    if completion.takes_execution:
        completed = f"{complete}({'value' if completion.may_be_null else read}, execution)"
        return f"value if (value := {read}) is None else {completed}" if completion.may_be_null else completed
    kept = [f"(value := {read}) is None"] if completion.may_be_null else []
    if completion.unchanged is not None:
        condition = completion.unchanged
        kept.append(condition if kept else condition.replace("value", f"value := {read}", 1))
    return f"value if {' or '.join(kept)} else {complete}(value)" if kept else f"{complete}({read})"


def _resolver(read: Callable[..., Any], one: Field) -> Callable[[Any, Execution], Any]:
    return read if one.takes_execution else lambda source, _: read(source)


def _parts(fields: list[Field]) -> dict[str, str]:
    """Return the objects of which several fields are attributes, and the names of their variables."""
    paths = Counter(one.read.rpartition(".")[0] for one in fields if isinstance(one.read, str))
    return {path: f"part{number}" for number, (path, count) in enumerate(paths.items()) if path and count > 1}


def _read(one: Field, number: int, parts: dict[str, str]) -> str:
    """Return an expression for the value of a field."""
    if isinstance(one.read, str):
        path, _, name = one.read.rpartition(".")
        return f"{parts[path]}.{name}" if path in parts else f"source.{one.read}"
    return f"read{number}(source, execution)" if one.takes_execution else f"read{number}(source)"


@lru_cache(_CACHED_SOURCES)
def _compiled(source: str) -> CodeType:
    return compile(source, "<selection>", "exec")
