"""Convert local times of a table into UTC, including hours that a clock change skips or repeats."""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from app.domain.sla.wall_clock import wall_clock_to_utc

#: The directives that a format may contain, each with the pattern of its values.
DIRECTIVES = {
    "Y": "[0-9]{4}",
    "y": "[0-9]{2}",
    "m": "[0-9]{1,2}",
    "b": "[A-Za-z]{3}",
    "B": "[A-Za-z]{3,9}",
    "d": "[0-9]{1,2}",
    "H": "[0-9]{1,2}",
    "I": "[0-9]{1,2}",
    "M": "[0-9]{1,2}",
    "S": "[0-9]{1,2}",
    "f": "[0-9]{1,6}",
    "p": "[AaPp][Mm]",
    "z": "Z|z|[+-][0-9]{2}:?[0-9]{2}",
}
EPOCHS = {"epoch": 1, "epoch_ms": 1000}
"""Formats of one number since 1970 in UTC, with how many of its units make a second."""
_EPOCH = re.compile("-?[0-9]{1,15}([.][0-9]{1,9})?")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_LITERAL_ZONE = re.compile(r"(?<![A-Za-z])(?:Z|[A-Z]{3,4})(?![A-Za-z])|[+-][0-9]{2}:?[0-9]{2}")
#: Other years are typing errors, and conversion of the first and last years of datetime to UTC would overflow.
YEARS = range(1900, 2201)


class LocalTimeReader:
    """Parses texts of one format as local times of one time zone.

    `strptime` and a zone look-up for each text would take longer than the rest of an import.
    A day without a clock change has one offset, so the offset is looked up once for each date and cached.
    """

    def __init__(self, date_format: str, timezone: str) -> None:
        self.date_format = date_format
        self._units_a_second = EPOCHS.get(date_format)
        self._pattern = _EPOCH if self._units_a_second else _pattern(date_format)
        self._zone = ZoneInfo(timezone)
        # Midnight in UTC, or None for a day with a clock change. At most one entry for each date of YEARS.
        self._midnights: dict[tuple[int, int, int], datetime | None] = {}

    def read(self, text: str) -> datetime:
        """Return the time in UTC; raise ValueError if the text does not match the format or is no valid time."""
        match = self._pattern.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not like {self.date_format}")
        if self._units_a_second:
            return _since_epoch(float(text) / self._units_a_second)
        year, month, day = _date(match)
        since_midnight = _since_midnight(match)
        if match["z"]:
            return (_midnight(year, month, day) + since_midnight).replace(tzinfo=_offset(match["z"])).astimezone(UTC)
        date = (year, month, day)
        if date not in self._midnights:
            self._midnights[date] = self._uniform_midnight(_midnight(*date))
        midnight = self._midnights[date]
        if midnight is None:
            return wall_clock_to_utc(_midnight(*date) + since_midnight, self._zone)
        return midnight + since_midnight

    @property
    def literal_zone(self) -> str | None:
        """Return what looks like a time zone in the text between the directives, such as the Z of ``%H:%M:%SZ``.

        It is compared as text only: times count by the clock of the zone that the mapping names. ``%z`` reads a zone.
        """
        if self._units_a_second:
            return None
        found = _LITERAL_ZONE.search(re.sub("%.", " ", self.date_format))
        return found[0] if found else None

    def _uniform_midnight(self, midnight: datetime) -> datetime | None:
        begin = midnight.replace(tzinfo=self._zone)
        end = (midnight + timedelta(days=1)).replace(tzinfo=self._zone)
        return begin.astimezone(UTC) if begin.utcoffset() == end.utcoffset() else None


def _date(match: re.Match[str]) -> tuple[int, int, int]:
    year, short_year, month, name, full_name, day = match.group("Y", "y", "m", "b", "B", "d")
    if short_year:
        # As POSIX reads two digits: 69 is 1969, 68 is 2068.
        year = f"{19 if short_year >= '69' else 20}{short_year}"
    if not month:
        month = _month(name or full_name, whole=bool(full_name))
    return int(year), int(month), int(day)


def _month(name: str, *, whole: bool) -> int:
    for number, month in enumerate(_MONTHS, 1):
        if name.casefold() == (month if whole else month[:3]):
            return number
    raise ValueError(f"{name} is no month")


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    if minutes > 14 * 60 or int(text[-2:]) > 59:
        raise ValueError(f"{text} is no offset")
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _since_epoch(seconds: float) -> datetime:
    # Not by fromtimestamp, which refuses times before 1970 on some platforms.
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds) if abs(seconds) < 1e11 else None
    if at is None or at.year not in YEARS:
        raise ValueError(f"{seconds} seconds are not from {YEARS.start} to {YEARS.stop - 1}")
    return at


def _midnight(year: int, month: int, day: int) -> datetime:
    if year not in YEARS:
        raise ValueError(f"year {year} is not from {YEARS.start} to {YEARS.stop - 1}")
    return datetime(year, month, day)


def _since_midnight(match: re.Match[str]) -> timedelta:
    hour, hour_of_twelve, am_pm, minute, second, fraction = match.group("H", "I", "p", "M", "S", "f")
    hours, minutes, seconds = int(hour or 0), int(minute or 0), int(second or 0)
    if hour_of_twelve:
        hours = int(hour_of_twelve)
        if not 1 <= hours <= 12:
            raise ValueError(f"hour {hours} is not from 1 to 12")
        hours = hours % 12 + (12 if am_pm in {"PM", "pm", "Pm", "pM"} else 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError(f"{hours}:{minutes}:{seconds} is no time of day")
    microseconds = int(fraction.ljust(6, "0")) if fraction else 0
    return timedelta(seconds=hours * 3600 + minutes * 60 + seconds, microseconds=microseconds)


def _pattern(date_format: str) -> re.Pattern[str]:
    """Compile a format; a directive that it lacks becomes an empty group, so every match has all groups."""
    parts: list[str] = []
    seen: set[str] = set()
    for piece in re.findall("%.|[^%]+|%", date_format):
        directive = piece[1:]
        if not piece.startswith("%"):
            parts.append(re.escape(piece))
        elif directive not in DIRECTIVES or directive in seen:
            expected = f"expected {', '.join(EPOCHS)}, or each of %{' %'.join(DIRECTIVES)} at most once"
            raise ValueError(f"{expected}, but got {piece!r}")
        else:
            seen.add(directive)
            parts.append(f"(?P<{directive}>{DIRECTIVES[directive]})")
    if "d" not in seen or len(seen & {"Y", "y"}) != 1 or len(seen & {"m", "b", "B"}) != 1:
        raise ValueError(f"expected %Y or %y, %m, %b or %B, and %d, or {' or '.join(EPOCHS)}; got {date_format!r}")
    if ("I" in seen) != ("p" in seen) or {"I", "H"} <= seen:
        raise ValueError(f"expected either %H or %I with %p, but got {date_format!r}")
    return re.compile("".join(parts) + "".join(f"(?P<{name}>)" for name in DIRECTIVES if name not in seen))
