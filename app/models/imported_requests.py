"""Rows of imported requests: known ones are found, new ones are written by COPY."""

from collections.abc import Collection, Sequence
from typing import Any

from app.models.database import copy_records, rows
from app.models.service_request_rows import ROW_COLUMNS


async def lock_source(source: str) -> None:
    """Let one import of this source run at a time, until the transaction ends."""
    await rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", source)


async def known_external_ids(source: str, external_ids: Collection[str]) -> frozenset[str]:
    """Return those of the ids that were imported from this source before."""
    found = await rows(
        "SELECT external_id FROM service_request WHERE source = $1 AND external_id = ANY($2)",
        source,
        list(external_ids),
    )
    return frozenset(item["external_id"] for item in found)


async def copy_requests(records: Sequence[tuple[Any, ...]]) -> None:
    """Write new rows by COPY: the values of ``row_values``, then source and external id."""
    await copy_records("service_request", (*ROW_COLUMNS, "source", "external_id"), records)
