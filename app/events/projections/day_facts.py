"""What the day figures count, in SQL: facts about requests, and facts that are events."""

from app.domain.figures.durations import COUNT_BITS, MOST_COUNTED
from app.domain.log.events import EventKind
from app.events.projections import durations_sql
from app.models.log.whole_log import ALL_EVENTS

CITY = "city"
CATEGORY = "category"
EXECUTOR = "executor"
COUNTS = ("received", "done", "done_on_time", "done_late", "confirmed", "disputed", "breached")
MONTH, YEAR = " month", " year"
"""End the kinds of rows that add up a month or a year; their day is its first. Long spans are read from them."""
DURATIONS = ("accept", "work", "total")
"""From creation to the start of the work, from there to its end, and both together; by the day on which they end."""
OF_EVENT = {EventKind.WORK_DISPUTED: "disputed", EventKind.DEADLINE_BREACHED: "breached"}
WHOLE_CITY = ""
"""The district of the rows that count all requests of a city, those in no district too."""
KEYS = {"kind": "text", "city_id": "text", "district_id": "text", "key": "text", "day": "date"}
FLAT_ROWS = f"""
    (SELECT {", ".join(KEYS)}, figure, n FROM day_figure, LATERAL (
        VALUES {", ".join(f"('{name}', {name})" for name in COUNTS)}
        UNION ALL {
    " UNION ALL ".join(
        f"SELECT '{name} ' || (packed >> {COUNT_BITS}), packed & {MOST_COUNTED} FROM unnest({name}) AS packed"
        for name in DURATIONS
    )
}
    ) AS flat(figure, n))
"""  # noqa: S608 - built from constants


def _took(figure: str, start: str, end: str, where: str) -> str:
    bucket = durations_sql.bucket_of(durations_sql.seconds_between(start, end))
    return f"""
        SELECT city_id, district_id, category_id, executor_id, {end} AS at, '{figure} ' || {bucket} AS figure
        FROM service_request WHERE {where}
    """  # noqa: S608 - built from constants


STEPS = f"""
    SELECT city_id, district_id, category_id, executor_id, created_at AS at, 'received' AS figure FROM service_request
    UNION ALL SELECT city_id, district_id, category_id, executor_id, done_at, unnest(array_remove(ARRAY['done',
        CASE WHEN done_at <= due_at THEN 'done_on_time' WHEN done_at > due_at THEN 'done_late' END], NULL))
        FROM service_request WHERE done_at IS NOT NULL
    UNION ALL SELECT city_id, district_id, category_id, executor_id, confirmed_at, 'confirmed'
        FROM service_request WHERE confirmed_at IS NOT NULL
    UNION ALL {_took("accept", "created_at", "started_at", "started_at IS NOT NULL")}
    UNION ALL {_took("work", "started_at", "done_at", "done_at IS NOT NULL AND started_at IS NOT NULL")}
    UNION ALL {_took("total", "created_at", "done_at", "done_at IS NOT NULL")}
"""  # noqa: S608 - built from constants
EVENTS = f"""
    SELECT city_id, snapshot ->> 'district_id' AS district_id, snapshot ->> 'category_id' AS category_id,
        (snapshot ->> 'executor_id')::uuid AS executor_id, at,
        CASE kind {" ".join(f"WHEN '{kind.value}' THEN '{name}'" for kind, name in OF_EVENT.items())} END AS figure
    FROM {ALL_EVENTS} AS event WHERE kind IN ({", ".join(repr(kind.value) for kind in OF_EVENT)})
"""  # noqa: S608 - built from constants


def counted(facts: str) -> str:
    """Return the query that counts these facts in a row for each count and each bucket."""
    return f"""
        SELECT kind || grain AS kind, facts.city_id, shown.district_id, key, day, figure, count(*) AS n
        FROM ({facts}) AS facts JOIN city ON city.id = facts.city_id, LATERAL (
            VALUES ('{CITY}', '{WHOLE_CITY}', ''), ('{CATEGORY}', '{WHOLE_CITY}', category_id),
                ('{EXECUTOR}', '{WHOLE_CITY}', executor_id::text),
                ('{CITY}', facts.district_id, ''), ('{CATEGORY}', facts.district_id, category_id)
            ) AS shown(kind, district_id, key),
            LATERAL (SELECT (at AT TIME ZONE timezone)::date AS date) AS local,
            LATERAL (VALUES ('', date), ('{MONTH}', date_trunc('month', date)::date),
                ('{YEAR}', date_trunc('year', date)::date)) AS long(grain, day)
        WHERE key IS NOT NULL AND shown.district_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6
    """  # noqa: S608 - built from constants


OF_EVENTS = f"figure IN ({', '.join(map(repr, OF_EVENT.values()))})"
