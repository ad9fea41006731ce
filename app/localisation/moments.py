"""Moments and days as the server writes them for people."""

from datetime import date, datetime

from app.localisation.messages import Messages


def moment_text(texts: Messages, local: datetime) -> str:
    """Return a day with its year and the time; ``local`` is in the zone of the reader's city."""
    month = texts.letter_month(month=local.month)
    return texts.letter_moment(day=local.day, month=month, year=local.year, time=f"{local:%H:%M}")


def day_text(texts: Messages, day: date) -> str:
    """Return a day with its year."""
    return texts.letter_day_year(day=day.day, month=texts.letter_month(month=day.month), year=day.year)
