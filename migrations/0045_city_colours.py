"""A city may have a colour of its own."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("qala", "0044_zone_sums")]

    initial = False

    operations = [
        ops.AddField(model_name="City", name="color", field=fields.CharField(null=True, max_length=7)),
    ]
