"""Indexes by which lists find work that was late, disputed, or has marked photos."""

from tortoise import migrations

from app.models.online_indexes import online_indexes


class Migration(migrations.Migration):
    dependencies = [("qala", "0042_followed_areas")]

    initial = False

    atomic = False

    operations = [
        online_indexes(
            {
                "service_request_late": "service_request (city_id, created_at, id) WHERE done_at > due_at",
                "service_request_executor_late": "service_request (executor_id, created_at, id) WHERE done_at > due_at",
                "event_disputed_request": "event (request_id) WHERE kind = 'WORK_DISPUTED'",
                "photo_marked_request": "photo (request_id, account_id)"
                " WHERE marks <> '{}'::text[] AND retracted_at IS NULL",
            }
        )
    ]
