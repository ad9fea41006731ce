"""Indexes by which lists find the work that was done in a span of time, in a city and by an executor."""

from tortoise import migrations

from app.models.online_indexes import online_indexes


class Migration(migrations.Migration):
    dependencies = [("qala", "0045_city_colours")]

    initial = False

    atomic = False

    operations = [
        online_indexes(
            {
                "service_request_done": "service_request (city_id, done_at) WHERE done_at IS NOT NULL",
                "service_request_executor_done": "service_request (executor_id, done_at)"
                " WHERE done_at IS NOT NULL AND executor_id IS NOT NULL",
            }
        )
    ]
