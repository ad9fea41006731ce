"""Everything that is kept about one person, for that person."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.models.database import rows

_PARTS = {
    "account": "SELECT id, name, email, role, city_id, locale, created_at, email_verified_at, approved_at,"
    " organisation_id, category_ids, avatar_key FROM account WHERE id = $1",
    "requests": "SELECT id, number, city_id, category_id, address, description, latitude, longitude, status,"
    " created_at, updated_at, due_at, done_at, confirmed_at, rating FROM service_request WHERE author_id = $1"
    " ORDER BY created_at, id",
    "comments": "SELECT request_id, at, note AS text FROM event WHERE actor_id = $1 AND kind = 'COMMENTED' ORDER BY id",
    "steps": "SELECT request_id, version, kind, at, note, reason FROM event"
    " WHERE actor_id = $1 AND kind <> 'COMMENTED' ORDER BY id",
    "photos": "SELECT id, request_id, kind, created_at, taken_at, latitude, longitude, camera, shot_taken_at,"
    " shot_latitude, shot_longitude, shot_accuracy_metres, distance_metres, marks, hidden_at, hide_reason,"
    " retracted_at, large_key FROM photo WHERE account_id = $1 ORDER BY created_at, id",
    "notifications": "SELECT e.request_id, e.kind, e.at, n.read_at FROM notification n"
    " JOIN event e ON e.position = n.position WHERE n.account_id = $1 ORDER BY n.position",
    "follows": "SELECT request_id, created_at FROM follow WHERE account_id = $1 ORDER BY id",
    "sessions": "SELECT id, created_at, expires_at, last_used_at, revoked_at, user_agent FROM session"
    " WHERE account_id = $1 ORDER BY created_at, id",
    "preferences": "SELECT kind, channel, enabled FROM notification_preference WHERE account_id = $1 ORDER BY id",
    "points": "SELECT request_id, rule, amount, at FROM points_entry WHERE account_id = $1 ORDER BY id",
    "letters": "SELECT kind, status, created_at, sent_at FROM letter WHERE account_id = $1 ORDER BY created_at, id",
}


async def personal_data(account_id: UUID) -> dict[str, Any]:
    """Return it as plain JSON values: no password, no token, and nothing of anybody else."""
    found: dict[str, Any] = {
        name: [_plain(item) for item in await rows(sql, account_id)] for name, sql in _PARTS.items()
    }
    return {**found, "account": found["account"][0]}


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    return {key: _value(value) for key, value in item.items()}


def _value(value: Any) -> Any:
    match value:
        case date() | datetime():
            return value.isoformat()
        case UUID():
            return str(value)
        case _:
            return value
