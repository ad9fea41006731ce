"""Places of cities by name; categories may do without a text, and know words that people write of them."""

from typing import Any

import orjson
from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from app.data.catalog import load_categories
from app.domain.places.place import PlaceKind

UP = (
    # Without the list of pending entries, which a search would have to read whole after places were put.
    "CREATE INDEX place_tokens ON place USING gin (tokens) WITH (fastupdate = off) WHERE tokens IS NOT NULL",
    "CREATE INDEX place_houses ON place (city_id, street_key, number_key text_pattern_ops) WHERE kind = 'HOUSE'",
    "CREATE INDEX place_point ON place USING gist (point(longitude, latitude))",
)
DOWN = ("DROP INDEX place_point, place_houses, place_tokens",)
_WORDS = "UPDATE category SET words = $2 WHERE id = $1"


async def up(apps: Any, editor: Any) -> None:
    """Create the indexes; give the categories that ship with the product their words, which only suggest."""
    for statement in UP:
        await editor._run_sql(statement)
    for category in load_categories():
        await editor.client.execute_query(_WORDS, [category.id, orjson.dumps(category.words_by_language).decode()])


async def down(apps: Any, editor: Any) -> None:
    """Drop the indexes."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0037_executors_and_zones")]

    initial = False

    operations = [
        ops.CreateModel(
            name="PlaceRow",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "city",
                    fields.ForeignKeyField(
                        "qala.City",
                        source_field="city_id",
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(enum_type=PlaceKind, description="a value of PlaceKind", max_length=10),
                ),
                ("name", fields.JSONField()),
                ("house_number", fields.CharField(null=True, max_length=20)),
                ("latitude", fields.FloatField()),
                ("longitude", fields.FloatField()),
                ("search_text", fields.TextField(unique=False)),
                ("tokens", ArrayField(null=True, element_type="text")),
                ("weight", fields.IntField()),
                ("street_key", fields.TextField(null=True, unique=False)),
                ("number_key", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "place",
                "app": "qala",
                "pk_attr": "id",
                "table_description": (
                    "A street, crossing, house or landmark, see ``PlaceEntry``; those of a city are put as a whole."
                ),
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="City",
            name="places_put_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Category",
            name="needs_description",
            field=fields.BooleanField(default=True, db_default=True),
        ),
        ops.AddField(model_name="Category", name="words", field=fields.JSONField(default=dict, db_default={})),
        ops.RunPython(up, reverse_code=down),
    ]
