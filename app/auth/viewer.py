"""The account that asks, and the audience that a result is made for."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.domain.accounts.roles import Locale, Role, acting_role
from app.errors import NotAllowed, Unauthenticated


@dataclass(frozen=True, slots=True)
class CityBlock:
    """A city whose Akimat has blocked an account, with the officer's reason."""

    city_id: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A signed-in account, as the tables have it now."""

    account_id: UUID
    session_id: UUID | None
    """None for actors without a session: the demo, a replay, an import."""
    expires_at: datetime | None = None
    registered_role: Role
    """The role that the account asked for. Only ``role`` has rights."""
    city_id: str | None
    locale: Locale = Locale.KK
    last_used_at: datetime | None = field(default=None, compare=False)
    """When use of the session was last recorded."""
    approved: bool = False
    """Whether the account may use the rights of the role that it asked for: ``domain.accounts.roles.is_approved``."""

    category_ids: frozenset[str] = frozenset()
    """The categories that an executor serves; empty means all."""

    blocks: tuple[CityBlock, ...] = ()
    """The cities in which the account may not act. A block everywhere leaves no viewer at all."""

    @property
    def role(self) -> Role:
        """The role in which the account acts: a citizen until it is approved."""
        return acting_role(self.registered_role, approved=self.approved)

    @property
    def rights(self) -> str:
        """Everything that decides what the account may see and do, as one text to compare."""
        blocked = ",".join(sorted(block.city_id for block in self.blocks))
        return f"{self.registered_role}/{self.city_id}/{self.approved}/{','.join(sorted(self.category_ids))}/{blocked}"

    def is_akimat_of(self, city_id: str) -> bool:
        """Whether this is an officer of the city who is approved for it."""
        return self.role is Role.AKIMAT and self.city_id == city_id and not self.block_in(city_id)

    def is_executor_of(self, city_id: str) -> bool:
        """Whether this is an approved executor of the city."""
        return self.role is Role.EXECUTOR and self.city_id == city_id and not self.block_in(city_id)

    def block_in(self, city_id: str) -> CityBlock | None:
        """Return the block of the account in this city."""
        return next((block for block in self.blocks if block.city_id == city_id), None)

    def check_may_act_in(self, city_id: str) -> None:
        """Accept an account that is not blocked in this city.

        Raises:
            NotAllowed: it is; says why.
        """
        if (block := self.block_in(city_id)) is not None:
            message = f"the Akimat of {city_id} has blocked this account in its city"
            if block.reason:
                message += f": {block.reason}"
            raise NotAllowed(message, blocked=True, cityId=city_id, reason=block.reason)

    def serves(self, category_id: str) -> bool:
        """Whether this executor serves the category."""
        return not self.category_ids or category_id in self.category_ids


def sessionless_viewer(account_id: UUID, role: Role, city_id: str | None, locale: Locale = Locale.KK) -> Viewer:
    """Return an approved viewer without a session, for the demo, replays and tests."""
    return Viewer(
        account_id=account_id, session_id=None, registered_role=role, city_id=city_id, locale=locale, approved=True
    )


def signed_in(viewer: Viewer | None) -> Viewer:
    """Return the viewer.

    Raises:
        Unauthenticated: no account is signed in.
    """
    if viewer is None:
        raise Unauthenticated
    return viewer


@dataclass(frozen=True, slots=True)
class Audience:
    """A group of viewers that sees equal data: ``public``, ``staff:CITY`` or ``account:ID``.

    A shared subscription runs for an audience and has no viewer, so it cannot compute what one account alone may see.
    """

    key: str
    staff_city: str | None = None
    viewer: Viewer | None = None

    def is_staff_of(self, city_id: str) -> bool:
        """Whether the audience is staff of the city."""
        return self.staff_city == city_id or (self.viewer is not None and self.viewer.is_akimat_of(city_id))

    def sees_personal_data_of(self, account_id: UUID, city_id: str | None) -> bool:
        """Whether the audience is that person, or staff of the city in which the person is seen."""
        if self.staff_city is not None and self.staff_city == city_id:
            return True
        viewer = self.viewer
        if viewer is None:
            return False
        return viewer.account_id == account_id or (city_id is not None and viewer.is_akimat_of(city_id))


PUBLIC = Audience("public")


def staff_audience(city_id: str) -> Audience:
    """Return the audience of a city's officers."""
    return Audience(f"staff:{city_id}", staff_city=city_id)


def personal_audience(viewer: Viewer) -> Audience:
    """Return the audience of one account."""
    return Audience(f"account:{viewer.account_id}", viewer=viewer)


def shared_audience(viewer: Viewer | None, city_id: str) -> Audience:
    """Return the widest audience that the viewer belongs to for data of this city."""
    if viewer is not None and viewer.is_akimat_of(city_id):
        return staff_audience(city_id)
    return PUBLIC
