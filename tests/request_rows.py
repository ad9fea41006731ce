"""Writing the row of a request without an event, as no command does."""

from collections.abc import Collection

from app.domain.requests.service_request import ServiceRequest
from app.models.database import rows
from app.models.requests.service_request_rows import row_change


async def update_request(after: ServiceRequest, changed: Collection[str]) -> None:
    """Write these fields of the row."""
    change = row_change(after, changed, first=1)
    await rows(change.sql, *change.values)
