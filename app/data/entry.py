"""One table of a TOML file, read field by field: whatever is wrong is refused by file, entry and field.

The catalogues, the demo data and the mappings of imports are files that people write by hand,
so a refusal has to say where to look and what was expected there.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from app.errors import QalaError


class DataFileError(QalaError):
    """A data file holds something unexpected."""

    code = "DATA_FILE"

    def __init__(self, message: str, *, file: str, entry: str = "", field: str = "") -> None:
        place = ": ".join(part for part in (file, entry, field) if part)
        super().__init__(f"{place}: {message}", file=file, entry=entry, field=field)


class Entry:
    """A table of a data file; each method reads one field, `close` refuses the fields nobody read."""

    def __init__(self, file: str, name: str, values: Mapping[str, object]) -> None:
        self.file = file
        self.name = name
        self._values = values
        self._read: set[str] = set()

    def refusal(self, field: str, message: str) -> DataFileError:
        """Return the error to raise for a field; the caller raises it, so the flow stays visible."""
        return DataFileError(message, file=self.file, entry=self.name, field=field)

    def has(self, field: str) -> bool:
        """Tell whether the field is there."""
        return field in self._values

    def fields(self) -> tuple[str, ...]:
        """Return the names of all fields, in the order of the file."""
        return tuple(self._values)

    def text(self, field: str) -> str:
        """Return a text that is not blank, without the white space around it."""
        value = self._value(field)
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(field, f"expected a text that is not blank, but got {value!r}")
        return value.strip()

    def optional_text(self, field: str) -> str | None:
        """Return a text that is not blank, or None where the field is left out."""
        return self.text(field) if self.has(field) else None

    def choice(self, field: str, choices: tuple[str, ...]) -> str:
        """Return a text that is one of the choices."""
        value = self._value(field)
        if value not in choices:
            raise self.refusal(field, f"expected one of {', '.join(choices)}, but got {value!r}")
        return str(value)

    def number(self, field: str, *, low: float, high: float) -> float:
        """Return a number between two bounds, both allowed."""
        return self._bounded(field, self._value(field), low, high)

    def whole(self, field: str, *, low: int, high: int) -> int:
        """Return a whole number between two bounds, both allowed."""
        value = self._value(field)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.refusal(field, f"expected a whole number from {low} to {high}, but got {value!r}")
        return value

    def numbers(self, field: str, *, low: float, high: float) -> tuple[float, ...]:
        """Return a list of numbers, each between two bounds."""
        return tuple(self._bounded(field, value, low, high) for value in self._list(field))

    def texts(self, field: str) -> tuple[str, ...]:
        """Return a list of texts, none of them blank, none of them twice."""
        values = self._list(field)
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.refusal(field, f"expected texts that are not blank, but got {value!r}")
            if values.count(value) > 1:
                raise self.refusal(field, f"expected each text once, but got {value!r} more than once")
        return tuple(str(value).strip() for value in values)

    def table(self, field: str) -> "Entry":
        """Return the table below this field."""
        value = self._value(field)
        if not isinstance(value, dict):
            raise self.refusal(field, f"expected a table [{field}], but got {value!r}")
        return Entry(self.file, field, value)

    def entries(self, field: str) -> list["Entry"]:
        """Return the tables of a `[[field]]` list, each named by its number until it names itself."""
        found = []
        for number, value in enumerate(self._list(field), start=1):
            if not isinstance(value, dict):
                raise self.refusal(field, f"expected tables [[{field}]], but got {value!r}")
            found.append(Entry(self.file, f"{field} {number}", value))
        return found

    def close(self) -> None:
        """Refuse the fields that nobody read: most of the time they are misspelt."""
        unknown = sorted(self._values.keys() - self._read)
        if unknown:
            raise self.refusal(unknown[0], f"unknown field; expected only {', '.join(sorted(self._read))}")

    def _value(self, field: str) -> object:
        self._read.add(field)
        if field not in self._values:
            raise self.refusal(field, "missing")
        return self._values[field]

    def _list(self, field: str) -> list[object]:
        value = self._value(field)
        if not isinstance(value, list) or not value:
            raise self.refusal(field, f"expected a list that is not empty, but got {value!r}")
        return value

    def _bounded(self, field: str, value: object, low: float, high: float) -> float:
        # A TOML boolean is a Python int; `nan` fails both comparisons and is refused with the rest.
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self.refusal(field, f"expected a number from {low} to {high}, but got {value!r}")
        return float(value)


def read_entry(path: Path) -> Entry:
    """Read a whole TOML file as one entry without a name."""
    try:
        with path.open("rb") as file:
            values = tomllib.load(file)
    except OSError as error:
        raise DataFileError(f"cannot be read ({error.strerror})", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise DataFileError("expected UTF-8, but got other bytes", file=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(f"not valid TOML: {error}", file=str(path)) from error
    return Entry(path.name, "", values)
