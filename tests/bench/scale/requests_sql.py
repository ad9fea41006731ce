"""Statements that draw requests with their whole history, as rows of ``bench.fact``, and copy them to the tables."""

from collections.abc import Sequence

from app.domain.places.geo import MAX_LATITUDE, TILE_BITS
from app.domain.requests.lifecycle import ANSWER_WITHIN, ASK_AGAIN_AFTER
from app.domain.sla.timer import REMIND_AFTER
from app.domain.text.folding import stored_text

ANSWER, AGAIN, REMIND = (f"interval '{one.days} days'" for one in (ANSWER_WITHIN, ASK_AGAIN_AFTER, REMIND_AFTER))
CITIZEN, EXECUTOR, OFFICER = 1, 2, 3

SCHEMA = """
    DROP SCHEMA IF EXISTS bench CASCADE;
    CREATE SCHEMA bench;
    CREATE TABLE bench.hour (n int, first int, last int, at timestamptz);
    CREATE TABLE bench.city (n int, id text, prefix text, folded text, streets int, executors int, executor int);
    CREATE TABLE bench.street (city int, rank int, name text, folded text, latitude float8, longitude float8,
        north float8, east float8);
    CREATE TABLE bench.category (n int, id text, sla_hours int, accept float8, work float8, texts int);
    CREATE TABLE bench.report (category int, k int, text text, folded text);
    CREATE TABLE bench.word (k int, text text, folded text);
    CREATE UNLOGGED TABLE bench.fact (
        n int, id uuid, number text, city_id text, category_id text, address text, description text, search_text text,
        latitude float8, longitude float8, status text, author_id uuid, executor_id uuid, report_source text,
        created_at timestamptz, claimed_at timestamptz, commented_at timestamptz, started_at timestamptz,
        held_at timestamptz, resumed_at timestamptz, worked_at timestamptz, disputed_at timestamptz,
        reworked_at timestamptz, confirmed_at timestamptz, unanswered_at timestamptz, rejected_at timestamptz,
        withdrawn_at timestamptz, merged_at timestamptz, breached_at timestamptz, promised_at timestamptz,
        due_at timestamptz, at_risk_at timestamptz, escalate_at timestamptz, rating int, merged_into uuid);
    CREATE UNLOGGED TABLE bench.step (
        n int, version int, at timestamptz, kind text, from_status text, status text);
    CREATE UNLOGGED TABLE bench.paying (position bigint, kind text, n int, at timestamptz);
    CREATE FUNCTION bench.person(kind int, k int) RETURNS uuid IMMUTABLE PARALLEL SAFE LANGUAGE sql RETURN
        ('00000000-0000-7000-' || (8000 + kind)::text || '-' || lpad(to_hex(k), 12, '0'))::uuid;
    CREATE FUNCTION bench.known(at timestamptz, present timestamptz) RETURNS timestamptz
        IMMUTABLE PARALLEL SAFE LANGUAGE sql
        RETURN CASE WHEN at <= present THEN date_trunc('second', at, 'UTC') END;
"""

# $1, $2: first and last hour; $3: present time; $4, $5: where the shares of cities and categories begin; $6: authors.
DRAW = f"""
    INSERT INTO bench.fact
    WITH drawn AS MATERIALIZED (
        SELECT made.n, h.at + random() * interval '1 hour' AS made_at, random() AS city_u, random() AS category_u,
            random() AS street_u, random() AS text_u, random() AS word_u, random() AS author_u, random() AS executor_u,
            random() AS fate_u, random() AS hold_u, random() AS dispute_u, random() AS answer_u, random() AS source_u,
            random() AS along, 1 + floor(180 * random())::int AS house, random_normal() AS x, random_normal() AS y,
            random_normal() AS accept_z, random_normal() AS work_z, random_normal() AS answer_z
        FROM bench.hour h, LATERAL generate_series(h.first, h.last) AS made(n) WHERE h.n BETWEEN $1 AND $2
    ), placed AS MATERIALIZED (
        SELECT d.*, uuidv7(d.made_at - clock_timestamp()) AS id, c.id AS city_id, k.id AS category_id,
            c.prefix || '-' || lpad(d.n::text, greatest(6, length(d.n::text)), '0') AS number,
            s.name || ', ' || house AS address,
            r.text || coalesce(' ' || w.text, '') AS description,
            concat(' ', c.folded, ' ', d.n, ' ', s.folded, ' ', house, ' ', r.folded, ' ' || w.folded, ' ')
                AS search_text,
            round((s.latitude + s.north * (along - 0.5) + 0.0002 * x)::numeric, 6)::float8 AS latitude,
            round((s.longitude + s.east * (along - 0.5) + 0.0002 * y)::numeric, 6)::float8 AS longitude,
            bench.person({EXECUTOR}, c.executor + 1 + floor(c.executors * executor_u * executor_u)::int) AS executor,
            bench.person({CITIZEN}, floor(power($6 + 1, 0.2 + 0.8 * author_u))::int) AS author,
            date_trunc('second', made_at, 'UTC') AS created_at, k.sla_hours * interval '1 hour' AS promise,
            exp(ln(k.accept) + 1.1 * accept_z) * interval '1 hour' AS accept,
            exp(ln(k.work) + 0.9 * work_z) * interval '1 hour' AS work
        FROM drawn d
        JOIN bench.city c ON c.n = width_bucket(city_u, $4::float8[])
        JOIN bench.category k ON k.n = width_bucket(CASE WHEN extract(month FROM made_at) BETWEEN 5 AND 9
            AND category_u > 0.9 THEN category_u / 2 ELSE category_u END, $5::float8[])
        JOIN bench.street s ON s.city = c.n AND s.rank = floor(power(c.streets + 1, street_u))::int
        JOIN bench.report r ON r.category = k.n AND r.k = 1 + floor(k.texts * text_u)::int
        LEFT JOIN bench.word w ON w.k = CASE WHEN word_u < 0.4 THEN floor(power(20001, word_u / 0.4))::int END
    ), fated AS (
        SELECT *, lag(id) OVER (PARTITION BY city_id, category_id ORDER BY n) AS neighbour,
            CASE WHEN fate_u < 0.04 THEN 'REJECTED' WHEN fate_u < 0.05 THEN 'WITHDRAWN' WHEN fate_u < 0.07 THEN 'MERGED'
                WHEN fate_u < 0.072 THEN 'FORGOTTEN' ELSE 'WORKED' END AS fate,
            CASE WHEN hold_u < 0.06 THEN work END AS pause,
            CASE WHEN dispute_u < 0.05 THEN work * 0.5 + interval '3 hours' END AS rework
        FROM placed
    ), planned AS (
        SELECT *, created_at + accept * 0.5 AS ended, created_at + accept AS started,
            created_at + accept + work + coalesce(pause, interval '0') AS worked,
            CASE WHEN answer_u < 0.45 THEN least(interval '160 hours', exp(ln(14) + answer_z) * interval '1 hour')
                END AS answer
        FROM fated
    ), told AS (
        SELECT *,
            CASE WHEN fate = 'WORKED' THEN bench.known(created_at + accept * 0.6, $3) END AS claimed_at,
            CASE WHEN source_u < 0.08 THEN bench.known(created_at + accept * 0.4, $3) END AS commented_at,
            CASE WHEN fate = 'WORKED' THEN bench.known(started, $3) END AS started_at,
            CASE WHEN fate = 'WORKED' AND pause IS NOT NULL THEN bench.known(started + work * 0.3, $3) END AS held_at,
            CASE WHEN fate = 'WORKED' THEN bench.known(started + work * 0.3 + pause, $3) END AS resumed_at,
            CASE WHEN fate = 'WORKED' THEN bench.known(worked, $3) END AS worked_at,
            CASE WHEN fate = 'WORKED' AND rework IS NOT NULL
                THEN bench.known(worked + interval '9 hours', $3) END AS disputed_at,
            CASE WHEN fate = 'WORKED' THEN bench.known(worked + interval '9 hours' + rework, $3) END AS reworked_at,
            CASE WHEN fate = 'REJECTED' THEN bench.known(ended, $3) END AS rejected_at,
            CASE WHEN fate = 'WITHDRAWN' THEN bench.known(ended, $3) END AS withdrawn_at,
            CASE WHEN fate = 'MERGED' AND neighbour IS NOT NULL THEN bench.known(ended, $3) END AS merged_at
        FROM planned
    ), answered AS (
        SELECT *, CASE WHEN rework IS NULL THEN worked_at ELSE reworked_at END AS done_at FROM told
    ), closed AS (
        SELECT *, bench.known(done_at + answer, $3) AS confirmed_at,
            CASE WHEN answer IS NULL THEN bench.known(done_at + {ANSWER}, $3) END AS unanswered_at,
            created_at + promise AS promised_at,
            CASE WHEN held_at < created_at + promise AND resumed_at IS NOT NULL THEN resumed_at - held_at
                ELSE interval '0' END AS later
        FROM answered
    ), timed AS (
        SELECT *, promised_at + later AS due_at, created_at + promise * 0.75 + later AS at_risk_at,
            created_at + promise * 1.5 + later AS escalate_at,
            CASE WHEN rejected_at IS NOT NULL THEN 'REJECTED' WHEN withdrawn_at IS NOT NULL THEN 'WITHDRAWN'
                WHEN merged_at IS NOT NULL THEN 'MERGED' WHEN confirmed_at IS NOT NULL THEN 'CONFIRMED'
                WHEN unanswered_at IS NOT NULL THEN 'UNANSWERED'
                WHEN reworked_at IS NOT NULL THEN 'DONE' WHEN disputed_at IS NOT NULL THEN 'IN_PROGRESS'
                WHEN worked_at IS NOT NULL THEN 'DONE'
                WHEN held_at IS NOT NULL AND resumed_at IS NULL THEN 'ON_HOLD'
                WHEN started_at IS NOT NULL THEN 'IN_PROGRESS' ELSE 'ACCEPTED' END AS status
        FROM closed
    )
    SELECT n, id, number, city_id, category_id, address, description, search_text, latitude, longitude, status, author,
        CASE WHEN claimed_at IS NOT NULL THEN executor END,
        CASE WHEN source_u > 0.9 THEN 'PHONE' END,
        created_at, claimed_at, commented_at, started_at, held_at, resumed_at, worked_at, disputed_at, reworked_at,
        confirmed_at, unanswered_at, rejected_at, withdrawn_at, merged_at,
        CASE WHEN due_at < least(coalesce(worked_at, $3), coalesce(rejected_at, withdrawn_at, merged_at, $3))
            AND NOT (status = 'ON_HOLD' AND due_at > held_at) THEN due_at END,
        promised_at, due_at, at_risk_at, escalate_at,
        CASE WHEN confirmed_at IS NOT NULL THEN 1 + floor(5 * sqrt(answer_u / 0.45))::int END,
        CASE WHEN merged_at IS NOT NULL THEN neighbour END
    FROM timed
"""

_MOMENTS = (
    "created_at, claimed_at, commented_at, started_at, held_at, resumed_at, worked_at, disputed_at, reworked_at,"
    " confirmed_at, unanswered_at, rejected_at, withdrawn_at, merged_at, breached_at"
)


def _fired(at: str) -> str:
    return f"CASE WHEN {at} <= stopped_at THEN {at} END"


def _ahead(at: str) -> str:
    return f"CASE WHEN {at} > $3 THEN {at} END"


# $1, $2: numbers of requests; $3: present time.
REQUESTS = f"""
    INSERT INTO service_request (id, number, city_id, category_id, address, description, latitude, longitude, status,
        version, author_id, executor_id, created_at, updated_at, promised_at, due_at, held_at, started_at, done_at,
        confirmed_at, closed_at, at_risk_at, escalate_at, fired_at_risk_at, fired_breached_at, fired_escalated_at,
        fired_reminder_at, fired_confirm_at, fired_again_at, next_moment_at, rating, merged_into, report_source,
        search_text, tile_x, tile_y)
    SELECT id, number, city_id, category_id, address, description, latitude, longitude, status,
        num_nonnulls({_MOMENTS}), author_id, executor_id, created_at, greatest({_MOMENTS}), promised_at, due_at,
        CASE WHEN status = 'ON_HOLD' THEN held_at END, started_at, done_at, confirmed_at,
        coalesce(confirmed_at, unanswered_at, rejected_at, withdrawn_at, merged_at), at_risk_at, escalate_at,
        {_fired("at_risk_at")}, {_fired("due_at")}, {_fired("escalate_at")},
        CASE WHEN done_at + {REMIND} <= coalesce(confirmed_at, unanswered_at, $3) THEN done_at + {REMIND} END,
        unanswered_at, CASE WHEN unanswered_at IS NOT NULL AND done_at + {AGAIN} <= $3 THEN done_at + {AGAIN} END,
        CASE WHEN status IN ('ACCEPTED', 'IN_PROGRESS')
                THEN least({_ahead("at_risk_at")}, {_ahead("due_at")}, {_ahead("escalate_at")})
            WHEN status = 'DONE' THEN least({_ahead(f"done_at + {REMIND}")}, {_ahead(f"done_at + {ANSWER}")})
            WHEN status = 'UNANSWERED' THEN {_ahead(f"done_at + {AGAIN}")} END,
        rating, merged_into, report_source, search_text,
        floor((longitude + 180) / 360 * {1 << TILE_BITS})::int,
        floor((1 - ln(tan(radians(latitude)) + 1 / cos(radians(latitude))) / pi()) / 2 * {1 << TILE_BITS})::int
    FROM (SELECT *, CASE WHEN disputed_at IS NULL THEN worked_at ELSE reworked_at END AS done_at,
            CASE WHEN status IN ('ACCEPTED', 'IN_PROGRESS') THEN $3 WHEN status = 'ON_HOLD' THEN held_at
                ELSE coalesce(worked_at, rejected_at, withdrawn_at, merged_at) END AS stopped_at
        FROM bench.fact WHERE n BETWEEN $1 AND $2 AND abs(latitude) < {MAX_LATITUDE}) AS told
"""
_STEPS = (
    ("created_at", "SUBMITTED", "NULL", "'ACCEPTED'"),
    ("commented_at", "COMMENTED", "'ACCEPTED'", "'ACCEPTED'"),
    ("claimed_at", "CLAIMED", "'ACCEPTED'", "'ACCEPTED'"),
    ("rejected_at", "REJECTED", "'ACCEPTED'", "'REJECTED'"),
    ("withdrawn_at", "WITHDRAWN", "'ACCEPTED'", "'WITHDRAWN'"),
    ("merged_at", "MERGED", "'ACCEPTED'", "'MERGED'"),
    ("started_at", "WORK_STARTED", "'ACCEPTED'", "'IN_PROGRESS'"),
    ("held_at", "WORK_HELD", "'IN_PROGRESS'", "'ON_HOLD'"),
    ("resumed_at", "WORK_RESUMED", "'ON_HOLD'", "'IN_PROGRESS'"),
    ("worked_at", "WORK_COMPLETED", "'IN_PROGRESS'", "'DONE'"),
    ("disputed_at", "WORK_DISPUTED", "'DONE'", "'IN_PROGRESS'"),
    ("reworked_at", "WORK_COMPLETED", "'IN_PROGRESS'", "'DONE'"),
    ("confirmed_at", "WORK_CONFIRMED", "'DONE'", "'CONFIRMED'"),
    ("unanswered_at", "CLOSED_UNANSWERED", "'DONE'", "'UNANSWERED'"),
    (
        "breached_at",
        "DEADLINE_BREACHED",
        *("CASE WHEN started_at < breached_at THEN 'IN_PROGRESS' ELSE 'ACCEPTED' END",) * 2,
    ),
)
# $1, $2: numbers of requests; $3: older steps are left out.
STEPS = f"""
    INSERT INTO bench.step (n, version, at, kind, from_status, status)
    SELECT * FROM (
        SELECT n, row_number() OVER (PARTITION BY n ORDER BY at, rank) AS version, at, kind, from_status, step.status
        FROM bench.fact, LATERAL (VALUES {
    ", ".join(f"({at}, '{kind}', {rank}, {before}, {after})" for rank, (at, kind, before, after) in enumerate(_STEPS))
}) AS step(at, kind, rank, from_status, status)
        WHERE n BETWEEN $1 AND $2 AND greatest({_MOMENTS}) >= $3 AND at IS NOT NULL
    ) AS numbered WHERE at >= $3
"""


def version_at(moment: str) -> str:
    """Return the version that the step at this moment makes, as ``STEPS`` numbers it."""
    rank = [at for at, *_ in _STEPS].index(moment)
    earlier = (f"coalesce(({at} {'<=' if n < rank else '<'} {moment})::int, 0)" for n, (at, *_) in enumerate(_STEPS))
    return " + ".join(("1", *earlier))


ACCOUNTS = f"""
    INSERT INTO account (id, email, password_hash, name, given_name, name_key, role, city_id, locale, created_at,
        email_verified_at, approved_at)
    SELECT bench.person({CITIZEN}, k), 'citizen' || k || '@example.kz', '-', 'Aigerim ' || k, 'Aigerim',
        ' aigerim ' || k || ' ', 'CITIZEN', NULL, 'RU', $1::timestamptz, $1, NULL::timestamptz
        FROM generate_series(1, $2::int) AS k
    UNION ALL SELECT bench.person({EXECUTOR}, c.executor + k), 'executor' || c.executor + k || '@example.kz', '-',
        'Daulet ' || k, 'Daulet', ' daulet ' || k || ' ', 'EXECUTOR', c.id, 'KK', $1::timestamptz, $1, $1
        FROM bench.city c, LATERAL generate_series(1, c.executors) AS k
    UNION ALL SELECT bench.person({OFFICER}, c.n), 'officer' || c.n || '@example.kz', '-', 'Saule ' || c.n, 'Saule',
        ' saule ' || c.n || ' ', 'AKIMAT', c.id, 'KK', $1::timestamptz, $1, $1 FROM bench.city c
"""


def wrongly_folded(rows: Sequence[tuple[str, str, str, str]]) -> list[str]:
    """Return the numbers of requests whose stored text is not as the product folds number, address, description."""
    return [number for number, address, text, stored in rows if stored != stored_text(number, address, text)]
