"""The buckets of durations in SQL."""

from app.domain.figures.durations import GROWTH, LAST_BUCKET


def bucket_of(seconds: str) -> str:
    """Return ``domain.figures.durations.bucket_of`` over an expression of seconds; NULL where it is NULL."""
    return f"""
        CASE WHEN {seconds} <= 1 THEN 0
             WHEN {seconds} > 1 THEN least({LAST_BUCKET}, trunc(ln({seconds}) / ln({GROWTH}::float8)))::int END
    """


def seconds_between(start: str, end: str) -> str:
    """Return the seconds from one time to another."""
    return f"extract(epoch FROM {end} - {start})::float8"
