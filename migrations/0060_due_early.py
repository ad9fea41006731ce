"""An index of requests whose deadline lies before their creation, as an import may have them.

A page of a span by deadline does not look at the days behind it, on which only such requests can be due earlier.
"""

from tortoise import migrations

from app.models.online_indexes import online_indexes


class Migration(migrations.Migration):
    dependencies = [("qala", "0059_zone_changes")]

    initial = False

    atomic = False

    operations = [
        online_indexes(
            {"service_request_due_early": "service_request (city_id, created_at, due_at) WHERE due_at < created_at"}
        ),
    ]
