"""An officer by the domain of their address: a mailbox of the city's own Akimat needs no approval."""

from datetime import datetime

from app.commands.context import CommandContext
from app.domain.accounts.decisions import DecisionKind
from app.domain.accounts.email_address import check_state_domain, domain_of
from app.domain.accounts.roles import TRAITS, ApprovedBy, Role
from app.models import Account, AccountDecision, City


async def check_officer_address(context: CommandContext, role: Role, address: str, city_id: str | None) -> None:
    """Accept an address of the state or of the city's own Akimat, where the role needs one.

    Raises:
        InvalidInput: the address is in another domain; the message lists the accepted ones.
    """
    if TRAITS[role].needs_state_address:
        check_state_domain(address, context.gov_domains, own=await _own_domains(city_id))


async def approve_by_domain(account: Account, now: datetime) -> None:
    """Approve an account whose address has just been proven, if the address is of the city's own Akimat.

    The approval stands among the decisions about the account, without an officer. Another address of the state waits
    for an officer of the city, and one that an officer refused or retired stays so.
    """
    if TRAITS[account.role].approved_by is not ApprovedBy.DOMAIN_OR_OFFICER:
        return
    if domain_of(account.email) not in await _own_domains(account.city_id):
        return
    if await Account.filter(id=account.id, approved_at=None, rejected_at=None).update(approved_at=now):
        account.approved_at = now
        await AccountDecision.create(
            account_id=account.id, city_id=account.city_id, kind=DecisionKind.BY_DOMAIN, at=now
        )


async def _own_domains(city_id: str | None) -> tuple[str, ...]:
    city = await City.get_or_none(id=city_id)
    return () if city is None else tuple(city.akimat_domains)
