from typing import Any

from tortoise import fields, migrations
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.migrations import operations as ops

UP = (
    # Whoever is an officer today stays one. An account that was erased since has lost the time of its confirmation,
    # so what only an officer could do stands for it.
    """
    UPDATE account a SET approved_at = coalesce(a.email_verified_at, a.created_at)
    WHERE a.role = 'AKIMAT' AND a.approved_at IS NULL AND (
        a.email_verified_at IS NOT NULL
        OR a.erased_at IS NOT NULL AND (
            EXISTS (SELECT 1 FROM account_decision d WHERE d.officer_id = a.id)
            OR EXISTS (SELECT 1 FROM event e WHERE e.actor_id = a.id AND e.actor_role = 'AKIMAT' AND e.kind IN
                ('ASSIGNED', 'REJECTED', 'MERGED', 'DEADLINE_EXTENDED', 'RECATEGORISED', 'PHOTO_MODERATED'))
        )
    )
    """,
    # Accounts acted in the role that they asked for before anyone had approved it. The hash covers that role, so it
    # stays; what readers see is decided by the mark. The first approval of an officer is not known exactly, because a
    # change of address renews the time of confirmation: what approved officers did is left as it is.
    """
    UPDATE event e SET unapproved = true FROM account a
    WHERE e.actor_id = a.id AND e.actor_role IN ('EXECUTOR', 'AKIMAT')
        AND (a.approved_at IS NULL OR a.role = 'EXECUTOR' AND e.at < a.approved_at)
    """,
)
DOWN = (
    # The version before asks for the opened link alone, and would make officers of those who wait.
    "UPDATE account SET email_verified_at = NULL WHERE role = 'AKIMAT' AND approved_at IS NULL",
)


async def up(apps: Any, editor: Any) -> None:
    """Approve the officers of today, and mark what accounts did in a role that nobody had approved."""
    for statement in UP:
        await editor._run_sql(statement)


async def down(apps: Any, editor: Any) -> None:
    """Leave accounts that wait without the rights of an officer."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0016_enum_comments")]

    initial = False

    operations = [
        ops.AddField(
            model_name="City",
            name="akimat_domains",
            field=ArrayField(element_type="text", default=list, db_default=[]),
        ),
        ops.AddField(
            model_name="EventRow",
            name="unapproved",
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.RunPython(up, reverse_code=down),
    ]
