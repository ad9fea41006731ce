"""An index of imported requests with a deadline: no timer says when it has passed.

The deadline is its last column, so that those to come are passed over within the index.
"""

from tortoise import migrations

from app.models.online_indexes import online_indexes

_RUNS = "status IN ('ACCEPTED', 'IN_PROGRESS') AND held_at IS NULL"
_DUE = "(COALESCE(due_at, '9999-01-01T00:00:00Z'::timestamptz))"


class Migration(migrations.Migration):
    dependencies = [("qala", "0054_zone_received")]

    initial = False

    atomic = False

    operations = [
        online_indexes(
            {
                "service_request_overdue_imports": f"service_request (city_id, created_at, id, {_DUE})"
                f" WHERE {_RUNS} AND author_id IS NULL AND due_at IS NOT NULL",
            }
        ),
    ]
