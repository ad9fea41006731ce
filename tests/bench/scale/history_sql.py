"""Statements that write the event log, photos, followers, verdicts and what the sequencer writes per event."""

from app.domain.figures.points import DAILY_CAP, TABLE, PointsRule
from app.models.points.points_month import counted
from tests.bench.scale.requests_sql import CITIZEN, OFFICER, version_at

_AUTHOR_ACTS = "('SUBMITTED', 'COMMENTED', 'WORK_CONFIRMED', 'WORK_DISPUTED', 'WITHDRAWN')"
_TIMER_ACTS = "('CLOSED_UNANSWERED', 'DEADLINE_BREACHED')"
_OFFICER_ACTS = "('REJECTED', 'MERGED')"
_ENDED = "coalesce(f.confirmed_at, f.unanswered_at, f.rejected_at, f.withdrawn_at, f.merged_at)"
_NOTIFIED = "('WORK_STARTED', 'WORK_COMPLETED', 'REJECTED', 'MERGED', 'CLOSED_UNANSWERED')"


def _then(at: str) -> str:
    """Return a moment as the snapshot of a step has it: absent while it lies ahead."""
    return f"CASE WHEN {at} <= s.at THEN {at} END"


# $1, $2: from and to when; $3: the position before. The hashes are no chain: nothing that is measured looks at them.
EVENTS = f"""
    WITH chosen AS MATERIALIZED (
        SELECT $3 + row_number() OVER (ORDER BY at, n, version) AS place, step.* FROM bench.step
        WHERE at >= $1 AND at < $2
    ), told AS (
        SELECT s.place, s.version, s.kind, s.at, s.from_status, f.*, s.status AS status_then,
            CASE WHEN s.kind IN {_AUTHOR_ACTS} THEN f.author_id WHEN s.kind IN {_TIMER_ACTS} THEN NULL
                WHEN s.kind IN {_OFFICER_ACTS} THEN bench.person({OFFICER}, c.n) ELSE f.executor_id END AS actor_id,
            CASE WHEN s.kind IN {_AUTHOR_ACTS} THEN 'CITIZEN' WHEN s.kind IN {_TIMER_ACTS} THEN NULL
                WHEN s.kind IN {_OFFICER_ACTS} THEN 'AKIMAT' ELSE 'EXECUTOR' END AS actor_role,
            {_then("f.started_at")} AS begun_at, {_then("f.confirmed_at")} AS agreed_at,
            {_then(_ENDED)} AS ended_at,
            CASE WHEN f.reworked_at <= s.at THEN f.reworked_at WHEN f.disputed_at <= s.at THEN NULL
                ELSE {_then("f.worked_at")} END AS done_at,
            CASE WHEN s.kind = 'SUBMITTED' OR s.at < coalesce(f.claimed_at, 'infinity') THEN NULL
                ELSE f.executor_id END AS executor_then
        FROM chosen s JOIN bench.fact f USING (n) JOIN bench.city c ON c.id = f.city_id
    ), written AS (
        INSERT INTO event (id, position, request_id, version, kind, at, actor_id, actor_role, city_id, note, reason,
            from_status, moment_at, topics, report_source, photo_digests, snapshot, salts, hash)
        SELECT place, place, id, version, kind, at, actor_id, actor_role, city_id,
            CASE WHEN kind IN ('COMMENTED', 'WORK_COMPLETED') THEN description END,
            CASE kind WHEN 'REJECTED' THEN 'NOT_A_PROBLEM' WHEN 'WORK_HELD' THEN 'WEATHER'
                WHEN 'WORK_DISPUTED' THEN description END,
            from_status, CASE WHEN kind IN {_TIMER_ACTS} THEN at END,
            ARRAY['request:' || id, 'city:' || city_id]
                || CASE WHEN executor_then IS NOT NULL THEN ARRAY['executor:' || executor_then] ELSE '{{}}' END
                || CASE WHEN kind IN {_NOTIFIED} THEN ARRAY['account:' || author_id] ELSE '{{}}' END,
            CASE WHEN kind = 'SUBMITTED' THEN report_source END,
            CASE WHEN kind IN ('SUBMITTED', 'WORK_COMPLETED') THEN ARRAY[sha256((id::text || kind || version)::bytea)]
                ELSE '{{}}'::bytea[] END,
            snapshot, sha512((id::text || version)::bytea),
            sha256((version || id::text)::bytea)
        FROM told, LATERAL (SELECT jsonb_strip_nulls(to_jsonb(whole)) AS snapshot FROM (SELECT id, number,
            city_id, category_id, address, description, latitude, longitude,
            status_then AS status, version, author_id, executor_then AS executor_id, created_at, at AS updated_at,
            promised_at, CASE WHEN resumed_at <= at THEN due_at ELSE promised_at END AS due_at,
            CASE WHEN status_then = 'ON_HOLD' THEN held_at END AS held_at, begun_at AS started_at, done_at,
            agreed_at AS confirmed_at, ended_at AS closed_at, at_risk_at, escalate_at,
            CASE WHEN agreed_at IS NOT NULL THEN rating END AS rating,
            CASE WHEN status_then = 'MERGED' THEN merged_into END AS merged_into, report_source) AS whole) AS shot
    ), paying AS (
        INSERT INTO bench.paying (position, kind, n, at)
        SELECT place, kind, n, at FROM told WHERE kind IN ('MERGED', 'WORK_STARTED', 'WORK_DISPUTED', 'WORK_CONFIRMED')
    )
    INSERT INTO notification (account_id, position, read_at)
    SELECT author_id, place, CASE WHEN place % 3 > 0 THEN at + interval '1 day' END FROM told WHERE kind IN {_NOTIFIED}
"""


def _pays(rule: PointsRule, author: str = "author_id") -> str:
    """Return the columns of an entry that this rule pays, before the limit of the day."""
    place = list(TABLE).index(rule)
    return f"position, {place}, '{rule}', {TABLE[rule].amount}, {author}, told.at, id, city_id"


# What the whole log pays, as ``domain.figures.points`` has it; nothing here is rejected as spam or reopened.
POINTS = f"""
    WITH RECURSIVE told AS MATERIALIZED (
        SELECT position, kind, p.at, id, city_id, author_id, merged_into FROM bench.paying p JOIN bench.fact USING (n)
    ), merge AS MATERIALIZED (SELECT * FROM told WHERE kind = 'MERGED'
    ), family (root, member, author, since) AS (
        SELECT merged_into, id, author_id, position FROM merge
        UNION ALL
        SELECT root, id, author_id, greatest(since, position) FROM family JOIN merge ON merged_into = member
    ), due (position, place, rule, amount, account_id, at, id, city_id) AS (
        SELECT {_pays(PointsRule.SUBMITTED)} FROM told WHERE kind = 'WORK_STARTED'
        UNION ALL
        (SELECT DISTINCT ON (id) {_pays(PointsRule.VERDICT_GIVEN)} FROM told
            WHERE kind IN ('WORK_DISPUTED', 'WORK_CONFIRMED') ORDER BY id, position)
        UNION ALL
        SELECT {_pays(PointsRule.CONFIRMED_FIX)} FROM told WHERE kind = 'WORK_CONFIRMED'
        UNION ALL
        SELECT DISTINCT {_pays(PointsRule.JOINED, author="author")} FROM told
        JOIN family ON root = id AND since < position AND author <> author_id WHERE kind = 'WORK_CONFIRMED'
    ), dated AS (
        SELECT due.*, (at AT TIME ZONE c.timezone)::date AS day FROM due JOIN city c ON c.id = city_id
    ), summed AS (
        SELECT *, sum(amount) OVER (PARTITION BY account_id, day ORDER BY position, place) AS earned FROM dated
    )
    INSERT INTO points_entry (account_id, position, rule, amount, at, day, request_id, city_id)
    SELECT account_id, position, rule, least(earned, {DAILY_CAP}) - least(earned - amount, {DAILY_CAP}), at, day, id,
        city_id FROM summed ORDER BY position, place
"""
# The fill has removed the unique key, so there is nothing to be in conflict with.
POINTS_MONTHS = f"INSERT INTO points_month (account_id, city_id, month, points, requests, last) {counted('true')}"
# $1, $2: numbers of requests. The digests are those of the steps.
PHOTOS = f"""
    INSERT INTO photo (id, request_id, version, kind, position, account_id, digest, width, height, preview,
        original_key, small_key, medium_key, large_key, look, taken_at, latitude, longitude, distance_metres,
        created_at)
    SELECT uuidv7(at - clock_timestamp()), f.id, version, kind, 0, who, digest, 1600, 1200,
        'data:image/webp;base64,' || repeat(encode(digest, 'base64'), 6),
        'o/' || key, 'r/' || key || '.webp', 'r/' || key || '.webp', 'r/' || key || '.webp',
        (random() * 9e18)::bigint, at, latitude, longitude, floor(40 * random()), at
    FROM bench.fact f, LATERAL (
        SELECT 1 AS version, 'REPORT' AS kind, 'SUBMITTED' AS step, created_at AS at, author_id AS who WHERE n % 10 < 7
        UNION ALL SELECT {version_at("worked_at")}, 'AFTER', 'WORK_COMPLETED', worked_at, executor_id
            WHERE worked_at IS NOT NULL
        UNION ALL SELECT {version_at("reworked_at")}, 'AFTER', 'WORK_COMPLETED', reworked_at, executor_id
            WHERE reworked_at IS NOT NULL
    ) AS taken, LATERAL (SELECT sha256((f.id::text || step || version)::bytea) AS digest OFFSET 0) AS seen,
        LATERAL (SELECT encode(digest, 'hex') AS key OFFSET 0) AS named
    WHERE n BETWEEN $1 AND $2
"""
FOLLOWERS = f"""
    INSERT INTO follow (account_id, request_id, created_at)
    SELECT DISTINCT ON (f.id, who.id) who.id, f.id, f.created_at
    FROM bench.fact f, LATERAL generate_series(1, least(20, floor(0.28 / random()))::int) AS follower,
        LATERAL (SELECT bench.person({CITIZEN}, 1 + ((f.n::bigint * 7919 + follower * 104729) % $3::int)::int)
            AS id) AS who
    WHERE f.n BETWEEN $1 AND $2
"""
VERDICTS = """
    INSERT INTO verdict (id, request_id, account_id, round, answer, rating, reason, at)
    SELECT uuidv7(disputed_at - clock_timestamp()), id, author_id, 1, 'dispute', NULL::int, description, disputed_at
    FROM bench.fact WHERE n BETWEEN $1 AND $2 AND disputed_at IS NOT NULL
    UNION ALL SELECT uuidv7(confirmed_at - clock_timestamp()), id, author_id,
        CASE WHEN disputed_at IS NULL THEN 1 ELSE 2 END, 'confirm', rating, NULL, confirmed_at
    FROM bench.fact WHERE n BETWEEN $1 AND $2 AND confirmed_at IS NOT NULL
"""
_COUNTED_STEPS = " UNION ALL ".join(
    f"SELECT NULL::bigint AS position, id AS request_id, city_id, '{kind}' AS kind, {at} AS at, {role} AS actor_role,"
    f" jsonb_build_object('category_id', category_id, 'executor_id', CASE WHEN {at} >= claimed_at THEN executor_id END)"
    f" AS snapshot FROM bench.fact WHERE {at} IS NOT NULL"
    for kind, at, role in (
        ("WORK_DISPUTED", "disputed_at", "'CITIZEN'"),
        ("WORK_CONFIRMED", "confirmed_at", "'CITIZEN'"),
        ("DEADLINE_BREACHED", "breached_at", "NULL"),
    )
)
# What read models count from the log, of all months, whatever part of the log is written.
LOG = f"""
    DROP SCHEMA IF EXISTS bench_log CASCADE;
    CREATE SCHEMA bench_log;
    CREATE VIEW bench_log.event AS {_COUNTED_STEPS};
    CREATE VIEW bench_log.event_archive AS SELECT * FROM bench_log.event WHERE false;
"""
AS_LOG = "SET search_path = bench_log, public; SET work_mem = '512MB'"
"""Makes the statements of a connection read that instead of the log, and gives their sums room."""
# What is left once all rows are there: $1 is the last position.
FINISH = (
    "UPDATE log_state SET head = $1::bigint",
    "UPDATE consumer_position SET position = $1::bigint",
    "SELECT setval(pg_get_serial_sequence('event', 'id'), $1::bigint)",
)
