"""The officers of a city, locked while one of them decides about another."""

from uuid import UUID

from app.domain.accounts.roles import Role
from app.models.accounts.account import Account


async def lock_officers(city_id: str) -> frozenset[UUID]:
    """Return the officers who can act for the city, locked until the transaction ends.

    Two decisions about officers of one city come one after the other, and the second sees what the first has left: so
    two officers who retire each other at once leave one.
    """
    found = (
        await Account.filter(role=Role.AKIMAT, city_id=city_id, approved_at__isnull=False, blocked_at=None)
        # In one order, or two decisions would wait for each other.
        .order_by("id")
        .select_for_update()
        .only("id", "blocked_cities")
    )
    return frozenset(account.id for account in found if city_id not in account.blocked_cities)
