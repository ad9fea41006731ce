"""Removing personal data from photos, in the transaction that removes it from their events. Digests stay.

A photo that a citizen sent is personal, as a description is, and goes with it. Photos of the work belong to the city.
Each function returns the keys of stored objects that no row of these photos names any more.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.models.privacy.photo_personal_data import (
    clear_photos_of_account,
    clear_photos_of_requests,
    clear_senders,
    retract_photos_of_account,
    retract_photos_of_citizens,
)


async def anonymise_photos(request_ids: Sequence[UUID], now: datetime) -> list[str]:
    """Remove originals, metadata and senders from the photos of these requests; photos of citizens are retracted.

    The events of the requests are redacted already.
    """
    keys = await clear_photos_of_requests(request_ids)
    keys += await retract_photos_of_citizens(request_ids, now)
    await clear_senders(request_ids)
    return keys


async def retract_photos(request_ids: Sequence[UUID], account_id: UUID, now: datetime) -> list[str]:
    """Retract the photos that this person sent to these requests as a citizen."""
    return await retract_photos_of_account(request_ids, account_id, now)


async def clear_photo_details(account_id: UUID) -> list[str]:
    """Remove originals and metadata of all photos of this account."""
    return await clear_photos_of_account(account_id)
