"""Indexes by which an Akimat lists the accounts of its city, however many accounts and events the country has."""

from tortoise import migrations

from app.models.online_indexes import dropped_indexes, online_indexes

_LISTED = "erased_at IS NULL AND NOT is_caller"
# The new one begins with the same column.
DROPPED = {"event_actor": "event (actor_id) WHERE actor_id IS NOT NULL"}


class Migration(migrations.Migration):
    dependencies = [("qala", "0050_zone_periods")]

    initial = False

    atomic = False

    operations = [
        online_indexes(
            {
                "account_listed": f"account (created_at, id) WHERE {_LISTED}",
                "account_staff_listed": f"account (role, created_at, id) WHERE role <> 'CITIZEN' AND {_LISTED}",
                "account_blocked": "account (created_at, id) WHERE blocked_at IS NOT NULL",
                "account_name_parts": f"account USING gin (name_key gin_trgm_ops) WHERE {_LISTED}",
                "account_written_name_parts": f"account USING gin (name gin_trgm_ops) WHERE {_LISTED}",
                "account_email_parts": f"account USING gin (email gin_trgm_ops) WHERE {_LISTED}",
                "event_actor_city": "event (actor_id, city_id) WHERE actor_id IS NOT NULL",
            }
        ),
        dropped_indexes(DROPPED),
    ]
