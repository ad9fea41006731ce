"""What search engines are offered: the cities and months that have requests, and the requests of one month."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.domain.requests.lifecycle import DROPPED
from app.models.database import rows
from app.models.status_sql import status_in

MONTHS = 24
"""So many months are listed, with the present one: older requests are reached from nowhere else either."""
MOST_LISTED = 10_000
"""So many requests of a month are listed, the newest; the format of sitemaps allows 50,000."""
_SPANS = """
    SELECT id, first.at AS first_at, last.at AS last_at FROM city
    CROSS JOIN LATERAL (
        SELECT created_at AS at FROM service_request WHERE city_id = city.id ORDER BY created_at, id LIMIT 1
    ) AS first
    CROSS JOIN LATERAL (
        SELECT created_at AS at FROM service_request WHERE city_id = city.id ORDER BY created_at DESC, id DESC LIMIT 1
    ) AS last
    ORDER BY id
"""
# The same condition as auth.visibility.may_be_indexed.
MONTH_SQL = f"""
    SELECT number, updated_at FROM service_request r
    WHERE city_id = $1 AND created_at >= $2 AND created_at < $3 AND NOT {status_in(DROPPED)}
        AND NOT EXISTS (
            SELECT FROM hidden_text h
            WHERE h.request_id = r.id AND h.part IN ('PLACE', 'DESCRIPTION') AND h.version = 0 AND h.shown_at IS NULL
        )
    ORDER BY created_at DESC, id DESC LIMIT {MOST_LISTED}
"""  # noqa: S608 - built from constants


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of UTC."""

    year: int
    month: int

    @classmethod
    def of(cls, moment: datetime) -> "Month":
        """Return the month of a moment."""
        day = moment.astimezone(UTC)
        return cls(day.year, day.month)

    @property
    def begin(self) -> datetime:
        """Its first moment."""
        return datetime(self.year, self.month, 1, tzinfo=UTC)

    def plus(self, months: int) -> "Month":
        """Return the month so many later; a negative number goes back."""
        number = self.year * 12 + self.month - 1 + months
        return Month(number // 12, number % 12 + 1)

    def __str__(self) -> str:
        return f"{date(self.year, self.month, 1):%Y-%m}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A request in a sitemap."""

    number: str
    updated_at: datetime


async def listed_months(now: datetime) -> dict[str, list[Month]]:
    """Return the months of each city that has requests, newest first, at most ``MONTHS`` back."""
    earliest = Month.of(now).plus(1 - MONTHS)
    found: dict[str, list[Month]] = {}
    for item in await rows(_SPANS):
        first, last = max(earliest, Month.of(item["first_at"])), Month.of(item["last_at"])
        months = []
        while last >= first:
            months.append(last)
            last = last.plus(-1)
        if months:
            found[item["id"]] = months
    return found


async def requests_of_month(city_id: str, month: Month) -> list[Listed]:
    """Return the requests of a city that were created in this month and that search engines are offered."""
    found = await rows(MONTH_SQL, city_id, month.begin, month.plus(1).begin)
    return [Listed(item["number"], item["updated_at"]) for item in found]
