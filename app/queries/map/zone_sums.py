"""The statements that sum the zones of a city."""

from app.domain.figures.zone_numbers import DIGITS
from app.domain.figures.zones import ZonePeriod
from app.events.projections.zone_changes import MARKED
from app.events.projections.zone_figures import PERIODS, RECEIVED, SUMMED, ZoneFigures
from app.queries.log.projections import current

CURRENT = f"SELECT {current(ZoneFigures.name)} AS current FROM log_state WHERE id = 1"  # noqa: S608 - constants
_STANDINGS = """
    , share AS (
        SELECT category_id, sum(late)::float8 / NULLIF(sum(received), 0) AS late FROM figure GROUP BY 1
    ), zone AS (
        SELECT hexagon, sum(received)::bigint AS received, sum(figure.late)::bigint AS late,
               sum(before)::bigint AS before, COALESCE(sum(received * share.late), 0)::float8 AS expected_late
        FROM figure JOIN share USING (category_id) GROUP BY 1 HAVING sum(received) > 0
    )
"""
OF_WEEKS = f"""
    WITH figure AS (
        SELECT hexagon, category_id,
               COALESCE(sum(received) FILTER (WHERE week >= $3), 0)::bigint AS received,
               COALESCE(sum(late) FILTER (WHERE week >= $3), 0)::bigint AS late,
               COALESCE(sum(received) FILTER (WHERE week < $3), 0)::bigint AS before
        FROM zone_figure WHERE city_id = $1 AND week >= $2 AND week <= $4 AND ($5::text IS NULL OR category_id = $5)
        GROUP BY 1, 2
    ) {_STANDINGS} SELECT * FROM zone
"""  # noqa: S608 - constants


def _full_number(places: str) -> str:
    """Return an expression of SQL that is added to numbers of so many places, so that all are sent in as many bytes.

    PostgreSQL sends no zeros at either end of a number. This has a digit before the first place and one behind the
    point.
    """
    return f"(('1e' || {DIGITS} * {places})::numeric + 0.0001)"


_STATE = f"""
    state AS MATERIALIZED (
        SELECT is_current, version, COALESCE(is_current AND version = $4::text, false) AS is_kept FROM (
            SELECT {current(ZoneFigures.name)} AND {current(SUMMED)} AND EXISTS (
                       SELECT FROM zone_period_week WHERE week = $2) AS is_current,
                   (SELECT version::text FROM zone_change WHERE city_id = $1 AND {current(MARKED)}) AS version
            FROM log_state WHERE id = 1
        ) AS read
    ), known AS MATERIALIZED (
        SELECT places, place, {_full_number("places")} AS filled FROM (
            SELECT max(slot) + 1 AS places, max(slot) FILTER (WHERE id = $3::text) AS place FROM category
        ) AS category
    )
"""  # noqa: S608 - built from constants
_NUMBER = "int8send({hexagon}) || numeric_send({number} + (SELECT filled FROM known))"
# The limits that PostgreSQL does not know let it expect few rows. It would read the whole table, with the zones of all
# cities, for a city that has a fifth of them.
_OF_CITY = f"""
    (SELECT is_current AND NOT is_kept FROM state) AND city_id = $1
    AND hexagon > (SELECT 0) AND hexagon < (SELECT {2**63 - 1})
"""  # noqa: S608 - constants


def _of_period(period: ZonePeriod) -> str:
    """Return the statement that reads the sums of a period, a row a zone; ``$3`` is a category, or NULL for all.

    They leave the database as one value, because thousands of rows cost more to pass on than to read. ``$4`` is the
    version of the zones that the caller has, or NULL: then none are read.
    """
    column = PERIODS[period]
    return f"""
        WITH {_STATE}
        SELECT is_current, is_kept, version, places, place, (
            SELECT string_agg({_NUMBER.format(hexagon="hexagon", number=column)}, '')
            FROM zone_period WHERE {_OF_CITY} AND {column} > 0
        ) AS packed
        FROM state, known
    """  # noqa: S608 - built from constants


def _by_requests(period: ZonePeriod) -> str:
    """Return the statement for the ``$5`` zones with most requests: the city's sums come first, as those of zone 0.

    The numbers of the other zones are added up here, because to send one costs more than to read and add it.
    """
    column, received = PERIODS[period], RECEIVED[period]
    return f"""
        WITH {_STATE}, zone AS MATERIALIZED (
            SELECT hexagon, {column}, {received} FROM zone_period WHERE {_OF_CITY} AND {received} > 0
        )
        SELECT is_current, is_kept, version, places, zone_count,
               {_NUMBER.format(hexagon="0", number="total")} || first.packed AS packed
        FROM state, known, (SELECT count(*) AS zone_count, sum({column}) AS total FROM zone) AS city, (
            SELECT string_agg({_NUMBER.format(hexagon="hexagon", number=column)}, '' ORDER BY {received} DESC, hexagon)
                AS packed
            FROM (SELECT * FROM zone ORDER BY {received} DESC, hexagon LIMIT $5) AS ranked
        ) AS first
    """  # noqa: S608 - built from constants


OF_PERIOD = {period: _of_period(period) for period in ZonePeriod}
BY_REQUESTS = {period: _by_requests(period) for period in ZonePeriod}
