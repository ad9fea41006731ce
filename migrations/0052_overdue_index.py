"""Indexes of overdue requests by the time of their creation, and of open requests by last change.

They replace the index of running deadlines: the one of open requests by deadline covers it.
"""

from tortoise import migrations

from app.models.online_indexes import dropped_indexes, online_indexes

_OPEN = "status IN ('ACCEPTED', 'IN_PROGRESS', 'ON_HOLD')"
_RUNS = "status IN ('ACCEPTED', 'IN_PROGRESS') AND held_at IS NULL"
DROPPED = {"service_request_due": f"service_request (city_id, due_at) WHERE {_RUNS}"}


class Migration(migrations.Migration):
    dependencies = [("qala", "0051_people_indexes")]

    initial = False

    atomic = False

    operations = [
        online_indexes(
            {
                "service_request_overdue": "service_request (city_id, created_at, id)"
                f" WHERE {_RUNS} AND fired_breached_at = due_at",
                "service_request_city_open_updated": f"service_request (city_id, updated_at, id) WHERE {_OPEN}",
            }
        ),
        dropped_indexes(DROPPED),
    ]
