"""An index by which the photos to check of an executor are counted."""

from tortoise import migrations

from app.models.online_indexes import online_indexes


class Migration(migrations.Migration):
    dependencies = [("qala", "0039_map_totals")]

    initial = False

    atomic = False

    # Few photos have a mark, so the index is small, and the count reads nothing else.
    operations = [
        online_indexes({"photo_marked": "photo (account_id) WHERE marks <> '{}'::text[] AND retracted_at IS NULL"})
    ]
