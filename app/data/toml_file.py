"""TOML files that people write by hand, read into pydantic models.

One error lists every fault of a file: the file, the key such as ``city[3].bbox`` and what was expected there.
Numbers in keys count from 0, in the order of the file.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from app.errors import QalaError

MOST_BYTES = 64 * 2**20
"""Of a data file: the districts of a large city with every bend take a tenth of it."""
_MESSAGES = {
    "missing": "missing",
    "dict_type": "expected a table, but got {input!r}",
    "model_type": "expected a table, but got {input!r}",
    "literal_error": "expected one of {expected}, but got {input!r}",
}
"""What is said for pydantic's own error types; the validators of `app.data.fields` bring their own messages."""
_NAMES = ("id", "year")
"""Keys whose value names an entry of a list."""


class Table(BaseModel):
    """A table of a TOML file; a key that no field is for is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def unknown_key(known: Iterable[str]) -> str:
    """Return what is said at a key that no field is for."""
    return f"unknown key; expected only {', '.join(sorted(known))}"


TableT = TypeVar("TableT", bound=Table)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a file: its key, blank for the file as a whole, and what was expected there."""

    key: str
    message: str
    entry: str = ""
    """The entry of the list that holds the key, such as ``id 'pothole'``: easier to find than its number."""

    def __str__(self) -> str:
        where = f"{self.key} ({self.entry})" if self.entry else self.key
        return f"{where}: {self.message}" if where else self.message


class DataFileError(QalaError):
    """A data file holds something unexpected."""

    code = "DATA_FILE"

    def __init__(self, file: str, *faults: Fault) -> None:
        super().__init__(
            "\n".join(f"{file}: {fault}" for fault in faults), file=file, keys=[fault.key for fault in faults]
        )


def read_limited(path: Path) -> bytes:
    """Return the bytes of a data file; a file of another kind, such as a street map, is not read to its end.

    Raises:
        DataFileError: the file cannot be read or is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise DataFileError(str(path), Fault("", f"cannot be read ({error.strerror})")) from error
    if len(data) > MOST_BYTES:
        raise DataFileError(path.name, Fault("", f"expected at most {MOST_BYTES // 2**20} MB"))
    return data


def read_toml(path: Path) -> dict[str, Any]:
    """Return the values of a TOML file.

    Raises:
        DataFileError: the file cannot be read or is not TOML in UTF-8.
    """
    data = read_limited(path)
    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        raise DataFileError(str(path), Fault("", "expected UTF-8, but got other bytes")) from error
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(str(path), Fault("", f"not valid TOML: {error}")) from error


def read_table(path: Path, model: type[TableT], context: Mapping[str, object] | None = None) -> TableT:
    """Return a TOML file as an instance of the model; validators of the model find `context` in their info.

    Raises:
        DataFileError: lists every fault of the file.
    """
    values = read_toml(path)
    try:
        return model.model_validate(values, context=context)
    except ValidationError as error:
        faults = [_fault(model, values, details) for details in error.errors(include_url=False)]
        raise DataFileError(path.name, *faults) from error


def _fault(model: type[Table], values: Mapping[str, object], details: ErrorDetails) -> Fault:
    location = [step for step in details["loc"] if step != "[key]"]
    if details["type"] == "extra_forbidden":
        message = unknown_key(_keys(model, location))
    else:
        template = _MESSAGES.get(details["type"])
        message = template.format(input=details["input"], **details.get("ctx", {})) if template else details["msg"]
    return Fault(_path(location), message, _entry(values, location))


def _path(location: Sequence[int | str]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location).removeprefix(".")


def _entry(values: object, location: Sequence[int | str]) -> str:
    """Return the name of the innermost entry on the way to a location, blank where no entry has a name."""
    name = ""
    for step in location[:-1]:
        try:
            values = values[step]  # type: ignore[index]  # a step that does not fit ends the way, see below
        except (TypeError, LookupError):
            break
        if isinstance(step, int) and isinstance(values, dict):
            name = next((f"{key} {values[key]!r}" for key in _NAMES if key in values), name)
    return name


def _keys(model: type[Table], location: Sequence[int | str]) -> list[str]:
    """Return the keys of the table that holds a location."""
    for step in location[:-1]:
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        if step in fields:
            model = next(_tables(fields[str(step)].annotation), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _tables(annotation: object) -> Iterator[type[Table]]:
    """Yield the models inside an annotation such as ``tuple[CityData, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        yield annotation
    for argument in get_args(annotation):
        yield from _tables(argument)
