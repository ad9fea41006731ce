"""What models cannot declare: checks, partial and expression indexes, the number sequence, the row of the log."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

UP = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE SEQUENCE service_request_number START 1",
    # The sequencer reads only events without a position.
    "CREATE INDEX event_waiting ON event (id) WHERE position IS NULL",
    "CREATE INDEX event_request_position ON event (request_id, position)",
    "CREATE INDEX event_disputed ON event (city_id, at) WHERE kind = 'WORK_DISPUTED'",
    "CREATE INDEX service_request_due ON service_request (city_id, due_at)"
    " WHERE status IN ('ACCEPTED', 'IN_PROGRESS') AND held_at IS NULL",
    "CREATE INDEX service_request_search ON service_request USING gin (search_text gin_trgm_ops)",
    "CREATE UNIQUE INDEX service_request_external ON service_request (source, external_id) WHERE source IS NOT NULL",
    "CREATE INDEX notification_unread ON notification (account_id, position) WHERE read_at IS NULL",
    "CREATE INDEX follow_account ON follow (account_id)",
    "ALTER TABLE service_request ADD CONSTRAINT service_request_version CHECK (version >= 1)",
    "ALTER TABLE service_request ADD CONSTRAINT service_request_place"
    " CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)",
    "ALTER TABLE service_request ADD CONSTRAINT service_request_rating CHECK (rating BETWEEN 1 AND 5)",
    "ALTER TABLE service_request ADD CONSTRAINT service_request_status CHECK (status IN ('ACCEPTED', 'IN_PROGRESS',"
    " 'ON_HOLD', 'DONE', 'CONFIRMED', 'REJECTED', 'WITHDRAWN', 'MERGED'))",
    "ALTER TABLE service_request ADD CONSTRAINT service_request_held"
    " CHECK ((status = 'ON_HOLD') = (held_at IS NOT NULL))",
    "ALTER TABLE service_request ADD CONSTRAINT service_request_merged"
    " CHECK ((status = 'MERGED') = (merged_into IS NOT NULL) AND merged_into <> id)",
    "ALTER TABLE service_request ADD CONSTRAINT service_request_started"
    " CHECK (status NOT IN ('IN_PROGRESS', 'ON_HOLD') OR executor_id IS NOT NULL)",
    "ALTER TABLE event ADD CONSTRAINT event_version CHECK (version >= 1)",
    "ALTER TABLE event ADD CONSTRAINT event_position CHECK (position >= 1)",
    "ALTER TABLE account ADD CONSTRAINT account_email CHECK (email = lower(email) AND email LIKE '%_@_%')",
    "ALTER TABLE account ADD CONSTRAINT account_city CHECK (role = 'CITIZEN' OR city_id IS NOT NULL)",
    "ALTER TABLE city_counter ADD CONSTRAINT city_counter_count CHECK (count >= 0)",
    "ALTER TABLE log_state ADD CONSTRAINT log_state_single CHECK (id = 1 AND head >= 0)",
    "INSERT INTO log_state (id, epoch, head) VALUES (1, substr(md5(gen_random_uuid()::text), 1, 12), 0)",
)
DOWN = (
    "DELETE FROM log_state",
    "ALTER TABLE log_state DROP CONSTRAINT log_state_single",
    "ALTER TABLE city_counter DROP CONSTRAINT city_counter_count",
    "ALTER TABLE account DROP CONSTRAINT account_city, DROP CONSTRAINT account_email",
    "ALTER TABLE event DROP CONSTRAINT event_position, DROP CONSTRAINT event_version",
    "ALTER TABLE service_request DROP CONSTRAINT service_request_version, DROP CONSTRAINT service_request_place,"
    " DROP CONSTRAINT service_request_rating, DROP CONSTRAINT service_request_status,"
    " DROP CONSTRAINT service_request_held, DROP CONSTRAINT service_request_merged,"
    " DROP CONSTRAINT service_request_started",
    "DROP INDEX follow_account, notification_unread, service_request_external, service_request_search,"
    " service_request_due, event_disputed, event_request_position, event_waiting",
    "DROP SEQUENCE service_request_number",
)


async def up(apps: Any, editor: Any) -> None:
    """Create them."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Drop them."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0001_initial")]

    operations = [ops.RunPython(up, reverse_code=down)]
