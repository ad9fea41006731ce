from typing import Any

from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.data import JSON_DUMPS
from tortoise.migrations import operations as ops

LANGUAGES = ("kk", "ru", "en")
MODELS = ("City", "Category")


GATHER = (
    "UPDATE city SET name = jsonb_build_object('kk', name_kk, 'ru', name_ru, 'en', name_en)",
    "UPDATE category SET name = jsonb_build_object('kk', name_kk, 'ru', name_ru, 'en', name_en)",
)
SPREAD = (
    "UPDATE city SET name_kk = name ->> 'kk', name_ru = name ->> 'ru', name_en = name ->> 'en'",
    "UPDATE category SET name_kk = name ->> 'kk', name_ru = name ->> 'ru', name_en = name ->> 'en'",
)


async def gather(apps: Any, editor: Any) -> None:
    """Put the three names of each row into one column."""
    for statement in GATHER:
        await editor._run_sql(statement)


async def spread(apps: Any, editor: Any) -> None:
    """Put the names back into three columns."""
    for statement in SPREAD:
        await editor._run_sql(statement)


async def nothing(apps: Any, editor: Any) -> None:
    """The other direction does it."""


def _names(*, null: bool) -> Any:
    return fields.JSONField(encoder=JSON_DUMPS, decoder=loads, null=null)


class Migration(migrations.Migration):
    dependencies = [("qala", "0012_recipients")]

    initial = False

    operations = [
        *(ops.AddField(model_name=model, name="name", field=_names(null=True)) for model in MODELS),
        ops.RunPython(gather, reverse_code=nothing),
        *(ops.AlterField(model_name=model, name="name", field=_names(null=False)) for model in MODELS),
        *(
            ops.AlterField(model_name=model, name=f"name_{language}", field=fields.CharField(max_length=100, null=True))
            for model in MODELS
            for language in LANGUAGES
        ),
        ops.RunPython(nothing, reverse_code=spread),
        *(ops.RemoveField(model_name=model, name=f"name_{language}") for model in MODELS for language in LANGUAGES),
    ]
