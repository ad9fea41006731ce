"""Moments and days as the server writes them for people."""

from datetime import date, datetime
from functools import lru_cache

from app.localisation.messages import Messages


def moment_text(texts: Messages, local: datetime) -> str:
    """Return a day with its year and the time; ``local`` is in the zone of the reader's city."""
    return _moment(texts, local.year, local.month, local.day, f"{local:%H:%M}")


def day_text(texts: Messages, day: date) -> str:
    """Return a day with its year."""
    return texts.letter_day_year(day=day.day, month=texts.letter_month(month=day.month), year=day.year)


# Deadlines end at the same times of day, and Fluent takes 30 us for the numbers of one.
@lru_cache(maxsize=2048)
def _moment(texts: Messages, year: int, month: int, day: int, time: str) -> str:
    return texts.letter_moment(day=day, month=texts.letter_month(month=month), year=year, time=time)
