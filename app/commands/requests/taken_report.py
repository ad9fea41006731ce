"""What an officer types in beside the problem itself: where the report came from, and what the person left."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.domain.accounts.email_address import is_email_address
from app.domain.accounts.names import clean_name
from app.domain.accounts.phone import clean_phone
from app.domain.accounts.roles import Locale
from app.domain.requests.report_source import FROM_A_CITIZEN, ReportSource
from app.errors import InvalidInput
from app.models.accounts.account import Account
from app.models.accounts.caller import Caller, add_caller_account, callers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerData:
    """What the person at the telephone or the counter left, each part if they wished; the language is asked."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    locale: Locale = Locale.KK

    @property
    def is_anonymous(self) -> bool:
        """Whether the person left nothing."""
        return self.name is None and self.phone is None and self.email is None


ANONYMOUS = CallerData()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenReport:
    """One report that an officer types in for a citizen."""

    source: ReportSource
    caller: CallerData = ANONYMOUS

    def cleaned(self) -> "TakenReport":
        """Return it with trimmed values.

        Raises:
            InvalidInput: names the field: caller, caller.name, caller.phone or caller.email.
        """
        given = self.caller
        name, phone, email = ((text or "").strip() for text in (given.name, given.phone, given.email))
        caller = CallerData(
            name=clean_name("caller.name", name) if name else None,
            phone=clean_phone("caller.phone", phone) if phone else None,
            email=_clean_email(email) if email else None,
            locale=given.locale,
        )
        if self.source not in FROM_A_CITIZEN and not caller.is_anonymous:
            raise InvalidInput("caller", f"caller: expected none, because {self.source} has no caller")
        return replace(self, caller=caller)


async def add_author(taken: TakenReport, city_id: str, officer_id: UUID, now: datetime) -> UUID:
    """Insert the account that is the author of the request, with what the caller left; return its id."""
    caller = taken.caller
    account = await add_caller_account(city_id, caller.locale, now)
    if not caller.is_anonymous:
        await Caller.create(
            account_id=account.id,
            city_id=city_id,
            name=caller.name,
            phone=caller.phone,
            email=caller.email,
            officer_id=officer_id,
            created_at=now,
        )
    return account.id


async def remove_author(account_id: UUID) -> None:
    """Delete what ``add_author`` inserted in this transaction."""
    await Caller.filter(account_id=account_id).delete()
    await Account.filter(id=account_id).delete()


async def data_of_author(account_id: UUID) -> CallerData:
    """Return what the author of a request that an officer has typed in left."""
    account = await Account.get(id=account_id)
    found = (await callers_of([account_id])).get(account_id)
    if found is None:
        return CallerData(locale=account.locale)
    return CallerData(name=found.name, phone=found.phone, email=found.email, locale=account.locale)


def _clean_email(typed: str) -> str:
    address = typed.lower()
    if not is_email_address(address):
        raise InvalidInput("caller.email", "caller.email: expected an address such as name@example.kz")
    return address
