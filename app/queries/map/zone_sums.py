"""The statements that sum the zones of a city."""

from app.domain.figures.zones import MINIMUM_LATE, MINIMUM_REQUESTS, ONE_SIDED_95, ZoneOrder, ZonePeriod
from app.events.projections.zone_figures import ALL_CATEGORIES, SUMMED, ZoneFigures
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


def _sum(name: str, classes: range) -> str:
    return " + ".join(f"{name}{number}" for number in classes)


def _of_totals(period: ZonePeriod, order: ZoneOrder, *, of_one: bool) -> str:
    """Return the statement for a period: its sums are prepared, so there is one row a zone.

    It lists the zones that come first in this order, $4 at most, and sums all. ``$3`` is the category,
    or ``ALL_CATEGORIES``.
    """
    received, late = (_sum(name, period.classes) for name in ("received", "late"))
    expected = _EXPECTED_OF_ONE if of_one else _EXPECTED[order].format(received=received, late=late)
    return f"""
        WITH state AS MATERIALIZED (
            SELECT {current(ZoneFigures.name)} AND {current(SUMMED)} AND EXISTS (
                SELECT FROM zone_week WHERE week = $2 AND is_summed) AS current
            FROM log_state WHERE id = 1
        ), zone AS MATERIALIZED (
            SELECT hexagon, {received} AS received, {late} AS late,
                   {_sum("received", period.classes_before)} AS before
            FROM {"zone_total" if of_one else "zone_sum"}
            WHERE (SELECT current FROM state) AND city_id = $1 AND category_id = $3 AND {received} > 0
        ), {expected}, listed AS (
            SELECT zone.*, COALESCE(expected.late, 0)::float8 AS expected_late
            FROM zone JOIN expected USING (hexagon) WHERE {_MAY_BE_LISTED[order]}
        ), whole AS (
            SELECT count(*) AS zone_count, COALESCE(sum(received), 0)::bigint AS all_received,
                   COALESCE(sum(late), 0)::bigint AS all_late FROM zone
        )
        SELECT (SELECT current FROM state) AS current, whole.*, listed.* FROM whole LEFT JOIN listed ON true
    """  # noqa: S608 - built from constants


# The city's own share of missed deadlines in each category.
_SHARES = f"""
    share AS MATERIALIZED (
        SELECT category_id, ({{late}})::float8 / NULLIF({{received}}, 0) AS late FROM zone_sum
        WHERE city_id = $1 AND category_id > '{ALL_CATEGORIES}'
    )
"""  # noqa: S608 - constants
# The more requests, the higher the rank, so those of the first ranks are known before they are compared.
_BEST = f"""
    {_SHARES}, best AS MATERIALIZED (
        SELECT hexagon FROM zone ORDER BY received DESC, hexagon LIMIT $4
    ), expected AS (
        SELECT hexagon, (
            SELECT sum(figure.received * share.late) FROM share CROSS JOIN LATERAL (
                SELECT {{received}} AS received FROM zone_total AS t
                WHERE t.city_id = $1 AND t.category_id = share.category_id AND t.hexagon = best.hexagon OFFSET 0
            ) AS figure
        ) AS late FROM best
    )
"""  # noqa: S608 - constants
# Of each zone it has to be known how many were to be expected.
_ALL = f"""
    {_SHARES}, expected AS (
        SELECT hexagon, sum(({{received}}) * share.late) AS late FROM zone_total JOIN share USING (category_id)
        WHERE (SELECT current FROM state) AND city_id = $1 GROUP BY 1
    )
"""  # noqa: S608 - constants
_EXPECTED = {ZoneOrder.REQUESTS: _BEST, ZoneOrder.LATE: _ALL}
_EXPECTED_OF_ONE = """
    expected AS (
        SELECT hexagon, received * (SELECT sum(late)::float8 / NULLIF(sum(received), 0) FROM zone) AS late FROM zone
    )
"""
# ``Standing.at_least`` in SQL: zones are ranked here, so that few rows leave the database.
_LOWER_LIMIT = (
    f"zone.late * power(greatest(0, 1 - 1 / (9 * zone.late::float8) - {ONE_SIDED_95} / (3 * sqrt(zone.late))), 3)"
)
_AT_LEAST = f"CASE WHEN expected.late > 0 THEN {_LOWER_LIMIT} / expected.late ELSE 0 END"
_MAY_BE_LISTED = {
    ZoneOrder.REQUESTS: "true ORDER BY zone.received DESC, hexagon LIMIT $4",
    ZoneOrder.LATE: f"zone.received >= {MINIMUM_REQUESTS} AND zone.late >= {MINIMUM_LATE}"
    f" AND zone.late > expected.late ORDER BY {_AT_LEAST} DESC, hexagon LIMIT $4",
}
OF_TOTALS = {
    (period, order, of_one): _of_totals(period, order, of_one=of_one)
    for period in ZonePeriod
    for order in ZoneOrder
    for of_one in (False, True)
}
"""By the period, the order, and whether of one category."""
