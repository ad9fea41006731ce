"""Who asks, and the group that sees equal data."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.domain.roles import Locale, Role
from app.errors import Unauthenticated


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A signed-in person, as the table says it at this moment."""

    account_id: UUID
    session_id: UUID | None
    """None for the product's own actors: the demo, a replay, an import."""
    expires_at: datetime | None = None
    role: Role
    city_id: str | None
    locale: Locale = Locale.KK
    last_used_at: datetime | None = field(default=None, compare=False)
    """When the session was last noted to be in use."""
    approved: bool = False
    """An executor after the Akimat's word; an Akimat officer after the link was opened; a citizen always."""

    category_ids: frozenset[str] = frozenset()
    """What an executor serves; empty means everything."""

    @property
    def rights(self) -> str:
        """What decides on what this person may see and do, as a text to compare."""
        return f"{self.role}/{self.city_id}/{self.approved}/{','.join(sorted(self.category_ids))}"

    def is_akimat_of(self, city_id: str) -> bool:
        """Whether this is an officer of that city, with a confirmed address."""
        return self.role is Role.AKIMAT and self.approved and self.city_id == city_id

    def is_executor_of(self, city_id: str) -> bool:
        """Whether this is an approved executor of that city."""
        return self.role is Role.EXECUTOR and self.approved and self.city_id == city_id

    def serves(self, category_id: str) -> bool:
        """Whether this executor takes work of that category."""
        return not self.category_ids or category_id in self.category_ids


def sessionless_viewer(account_id: UUID, role: Role, city_id: str | None, locale: Locale = Locale.KK) -> Viewer:
    """Return an approved viewer without a session, for the demo, replays and tests."""
    return Viewer(account_id=account_id, session_id=None, role=role, city_id=city_id, locale=locale, approved=True)


def signed_in(viewer: Viewer | None) -> Viewer:
    """Return the viewer.

    Raises:
        Unauthenticated: nobody is signed in.
    """
    if viewer is None:
        raise Unauthenticated
    return viewer


@dataclass(frozen=True, slots=True)
class Audience:
    """A group whose members see equal data: ``public``, ``staff:CITY`` or ``account:ID``.

    Shared subscriptions run as an audience, never as a person: what only one person may see
    cannot be computed there, because nobody is there to see it.
    """

    key: str
    staff_city: str | None = None
    viewer: Viewer | None = None

    def is_staff_of(self, city_id: str) -> bool:
        """Whether officers of that city look."""
        return self.staff_city == city_id or (self.viewer is not None and self.viewer.is_akimat_of(city_id))

    def sees_personal_data_of(self, account_id: UUID, city_id: str | None) -> bool:
        """Whether names and addresses of that person may be shown: to staff of the city, and to themselves."""
        if self.staff_city is not None and self.staff_city == city_id:
            return True
        viewer = self.viewer
        if viewer is None:
            return False
        return viewer.account_id == account_id or (city_id is not None and viewer.is_akimat_of(city_id))


PUBLIC = Audience("public")


def staff_audience(city_id: str) -> Audience:
    """Return the audience of the officers of a city."""
    return Audience(f"staff:{city_id}", staff_city=city_id)


def personal_audience(viewer: Viewer) -> Audience:
    """Return the audience that is one person."""
    return Audience(f"account:{viewer.account_id}", viewer=viewer)


def shared_audience(viewer: Viewer | None, city_id: str) -> Audience:
    """Return the widest audience the viewer belongs to when looking at this city."""
    if viewer is not None and viewer.is_akimat_of(city_id):
        return staff_audience(city_id)
    return PUBLIC
