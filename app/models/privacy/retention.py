"""Statements that delete rows whose time is over: few at once, so that no lock and no transaction lasts."""

from datetime import datetime

from app.models.database import rows
from app.models.log.whole_log import ALL_EVENTS

NOTIFICATIONS_DELETED = "notifications_deleted"
"""The row of ``consumer_position`` up to whose position a rebuild of the notifications deletes again."""

# The oldest rows come first in the order of ids, because they are written in the order of the log.
_NOTIFICATIONS = f"""
    WITH oldest AS (SELECT id, position FROM notification ORDER BY id LIMIT $2),
    gone AS (
        DELETE FROM notification n USING oldest o, LATERAL (SELECT at FROM {ALL_EVENTS} AS event
            WHERE event.position = o.position OFFSET 0) AS e
        WHERE n.id = o.id AND e.at < $1 RETURNING n.position
    ), noted AS (
        INSERT INTO consumer_position AS c (name, position)
        SELECT '{NOTIFICATIONS_DELETED}', max(position) FROM gone HAVING count(*) > 0
        ON CONFLICT (name) DO UPDATE SET position = greatest(c.position, excluded.position)
    )
    SELECT count(*) AS n FROM gone
"""  # noqa: S608 - built from constants
_LETTERS = """
    WITH old AS (
        (SELECT id FROM letter WHERE status = 'SENT' AND sent_at < $1 ORDER BY sent_at LIMIT $2)
        UNION ALL (SELECT id FROM letter WHERE status = 'DEAD' AND created_at < $1 LIMIT $2)
    ), gone AS (DELETE FROM letter WHERE id = ANY(ARRAY(
        SELECT id FROM letter WHERE id IN (SELECT id FROM old) FOR UPDATE SKIP LOCKED)) RETURNING id)
    SELECT count(*) AS n FROM gone
"""
_SESSIONS = """
    WITH old AS (SELECT id FROM session WHERE expires_at < $1 ORDER BY expires_at LIMIT $2),
    gone AS (DELETE FROM session WHERE id IN (SELECT id FROM old) RETURNING id)
    SELECT count(*) AS n FROM gone
"""


async def delete_old_notifications(before: datetime, limit: int) -> int:
    """Delete at most ``limit`` notifications of events before this time, the oldest first; return how many."""
    return await _deleted(_NOTIFICATIONS, before, limit)


async def delete_old_letters(before: datetime, limit: int) -> int:
    """Delete letters that were sent, or given up, before this time; return how many."""
    return await _deleted(_LETTERS, before, limit)


async def delete_expired_sessions(before: datetime, limit: int) -> int:
    """Delete at most ``limit`` sessions that expired before this time; return how many."""
    return await _deleted(_SESSIONS, before, limit)


async def _deleted(sql: str, before: datetime, limit: int) -> int:
    return int((await rows(sql, before, limit))[0]["n"])
