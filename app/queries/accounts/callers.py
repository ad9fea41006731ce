"""Callers: what they left, and the requests that officers typed in for one telephone number."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.domain.accounts.phone import clean_phone
from app.domain.accounts.roles import Locale
from app.domain.requests.service_request import FIELDS, ServiceRequest
from app.models.accounts.caller import callers_of, unsubscribed_mailboxes
from app.models.database import rows

MOST_REQUESTS = 10
_OF_PHONE = f"""
    SELECT {", ".join(f"r.{name}" for name in FIELDS)}
    FROM caller c JOIN service_request r ON r.author_id = c.account_id
    WHERE c.city_id = $1 AND c.phone = $2 ORDER BY r.created_at DESC, r.id LIMIT {MOST_REQUESTS}
"""  # noqa: S608 - names of columns only


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerContacts:
    """What one caller left."""

    name: str | None
    phone: str | None
    email: str | None
    locale: Locale
    gets_letters: bool
    """Whether letters go to the mailbox."""


async def caller_contacts(account_ids: Iterable[UUID]) -> dict[UUID, CallerContacts]:
    """Return what callers left, by the account that stands for them; those who left nothing are missing."""
    found = await callers_of(account_ids)
    unsubscribed = await unsubscribed_mailboxes([caller.email for caller in found.values() if caller.email])
    return {
        account_id: CallerContacts(
            name=caller.name,
            phone=caller.phone,
            email=caller.email,
            locale=Locale(caller.account.locale),
            gets_letters=caller.email is not None and caller.email not in unsubscribed,
        )
        for account_id, caller in found.items()
    }


async def requests_of_caller(city_id: str, phone: str) -> list[ServiceRequest]:
    """Return the requests that officers of the city typed in for this telephone number, newest first, at most 10.

    Raises:
        InvalidInput: ``phone`` is not a telephone number.
    """
    found = await rows(_OF_PHONE, city_id, clean_phone("phone", phone))
    return [ServiceRequest.from_columns(item) for item in found]
