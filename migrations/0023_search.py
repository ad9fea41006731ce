"""Texts of requests and names of accounts are folded for search.

The texts of very many requests take hours to fold, so only those of the newest are folded here; the rest is the work
of a job (``app.commands.jobs.search_texts``), which may be interrupted. Until it is done searches say that they are
partial. Folded texts are in a new column, because rewriting the old one would keep the installation closed as long.
"""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from app.domain.text.folding import stored_text

FOLDED_AT_ONCE = 50_000
BATCH = 2_000
UP = (
    "DROP INDEX service_request_search",
    "ALTER TABLE service_request DROP COLUMN search_text",
    "ALTER TABLE service_request ADD COLUMN search_text text",
    "CREATE INDEX service_request_search ON service_request USING gin (search_text gin_trgm_ops)",
    # The job finds what it has to do, and a search that something is to be done, however large the table is.
    "CREATE INDEX service_request_unfolded ON service_request (created_at) WHERE search_text IS NULL",
)
DOWN = (
    "DROP INDEX service_request_unfolded",
    "DROP INDEX service_request_search",
    "UPDATE service_request SET search_text = lower(concat_ws(' ', number, address, description))",
    "CREATE INDEX service_request_search ON service_request USING gin (search_text gin_trgm_ops)",
)
_TEXTS = (
    "SELECT id, number, address, description FROM service_request WHERE search_text IS NULL"
    " ORDER BY created_at DESC LIMIT $1"
)
_FOLD_TEXTS = (
    "UPDATE service_request SET search_text = folded.text FROM unnest($1::uuid[], $2::text[]) AS folded(id, text)"
    " WHERE service_request.id = folded.id"
)
_NAMES = "SELECT id, name FROM account WHERE name_key = '' LIMIT $1"
_FOLD_NAMES = (
    "UPDATE account SET name_key = folded.text FROM unnest($1::uuid[], $2::text[]) AS folded(id, text)"
    " WHERE account.id = folded.id"
)


async def up(apps: Any, editor: Any) -> None:
    """Fold the newest texts, and all names."""
    client = editor.client
    for statement in UP:
        await editor._run_sql(statement)
    for _ in range(FOLDED_AT_ONCE // BATCH):
        found = await client.execute_query_dict(_TEXTS, [BATCH])
        texts = [stored_text(item["number"], item["address"], item["description"]) for item in found]
        await client.execute_query(_FOLD_TEXTS, [[item["id"] for item in found], texts])
        if len(found) < BATCH:
            break
    while found := await client.execute_query_dict(_NAMES, [BATCH]):
        names = [stored_text(item["name"]) for item in found]
        await client.execute_query(_FOLD_NAMES, [[item["id"] for item in found], names])


async def down(apps: Any, editor: Any) -> None:
    """Return to texts in small letters."""
    for statement in DOWN:
        await editor._run_sql(statement)


class Migration(migrations.Migration):
    dependencies = [("qala", "0022_read_models")]

    initial = False

    operations = [
        ops.AddField(model_name="Account", name="name_key", field=fields.TextField(default="", db_default="")),
        ops.AlterField(
            model_name="ServiceRequestRow", name="search_text", field=fields.TextField(null=True, unique=False)
        ),
        ops.RunPython(up, reverse_code=down),
    ]
