"""Convert local times of a table into UTC, including hours that a clock change skips or repeats."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.sla.wall_clock import wall_clock_to_utc

#: The directives that a format may contain, each with the pattern of its values.
DIRECTIVES = {
    "Y": "[0-9]{4}",
    "m": "[0-9]{1,2}",
    "d": "[0-9]{1,2}",
    "H": "[0-9]{1,2}",
    "I": "[0-9]{1,2}",
    "M": "[0-9]{1,2}",
    "S": "[0-9]{1,2}",
    "f": "[0-9]{1,6}",
    "p": "[AaPp][Mm]",
}
#: Other years are typing errors, and conversion of the first and last years of datetime to UTC would overflow.
YEARS = range(1900, 2201)


class LocalTimeReader:
    """Parses texts of one format as local times of one time zone.

    `strptime` and a zone look-up for each text would take longer than the rest of an import.
    A day without a clock change has one offset, so the offset is looked up once for each date and cached.
    """

    def __init__(self, date_format: str, timezone: str) -> None:
        self.date_format = date_format
        self._pattern = _pattern(date_format)
        self._zone = ZoneInfo(timezone)
        # Midnight in UTC, or None for a day with a clock change. At most one entry for each date of YEARS.
        self._midnights: dict[tuple[str, str, str], datetime | None] = {}

    def read(self, text: str) -> datetime:
        """Return the time in UTC; raise ValueError if the text does not match the format or is no valid time."""
        match = self._pattern.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not like {self.date_format}")
        year, month, day = match.group("Y", "m", "d")
        date = (year, month, day)
        since_midnight = _since_midnight(match)
        if date not in self._midnights:
            self._midnights[date] = self._uniform_midnight(_midnight(*date))
        midnight = self._midnights[date]
        if midnight is None:
            return wall_clock_to_utc(_midnight(*date) + since_midnight, self._zone)
        return midnight + since_midnight

    def _uniform_midnight(self, midnight: datetime) -> datetime | None:
        begin = midnight.replace(tzinfo=self._zone)
        end = (midnight + timedelta(days=1)).replace(tzinfo=self._zone)
        return begin.astimezone(UTC) if begin.utcoffset() == end.utcoffset() else None


def _midnight(year: str, month: str, day: str) -> datetime:
    if int(year) not in YEARS:
        raise ValueError(f"year {year} is not from {YEARS.start} to {YEARS.stop - 1}")
    return datetime(int(year), int(month), int(day))


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
            raise ValueError(f"expected each of %{' %'.join(DIRECTIVES)} at most once, but got {piece!r}")
        else:
            seen.add(directive)
            parts.append(f"(?P<{directive}>{DIRECTIVES[directive]})")
    if not {"Y", "m", "d"} <= seen:
        raise ValueError(f"expected %Y, %m and %d, but got {date_format!r}")
    if ("I" in seen) != ("p" in seen) or {"I", "H"} <= seen:
        raise ValueError(f"expected either %H or %I with %p, but got {date_format!r}")
    return re.compile("".join(parts) + "".join(f"(?P<{name}>)" for name in DIRECTIVES if name not in seen))
