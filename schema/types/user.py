"""People as others see them."""

from datetime import datetime

import strawberry

from app.auth.viewer import Audience
from app.domain.roles import Locale, Role
from app.localisation import messages
from app.queries.accounts import Person
from app.storage.protocol import photo_url
from schema.context import Info
from schema.types.decision import AccountDecision
from schema.types.organisation import Organisation
from schema.types.places import City

VIEWER_DEPENDENT = {"viewer_dependent": True}
"""Marks fields whose value depends on who asks: a subscription that selects one is not shared between people."""


@strawberry.type(
    description="A person. The public sees a citizen's first name; the rest is for them and for staff of the city."
)
class User:
    """A person."""

    person: strawberry.Private[Person]
    seen_in_city: strawberry.Private[str | None]

    @strawberry.field(description="The id of the account.")
    def id(self) -> strawberry.ID:
        """Return the id."""
        return strawberry.ID(str(self.person.id))

    @strawberry.field(description="The name to show. Executors and officers act officially, under their full names.")
    def name(self, info: Info) -> str:
        """Return as much of the name as this audience may see."""
        if self.person.role is not Role.CITIZEN or self._is_open_to(info.context.audience):
            return self.person.name
        return public_name(self.person)

    @strawberry.field(description="Where their picture is. A citizen's is for them and for staff of the city.")
    def avatar_url(self, info: Info) -> str | None:
        """Return the address, or None."""
        if self.person.avatar_key is None:
            return None
        if self.person.role is Role.CITIZEN and not self._is_open_to(info.context.audience):
            return None
        return photo_url(info.context.command_context.storage, self.person.avatar_key)

    @strawberry.field(description="What the account is.")
    def role(self) -> Role:
        """Return the role."""
        return self.person.role

    @strawberry.field(description="The city of the account.")
    async def city(self, info: Info) -> City | None:
        """Return the city."""
        cities = await info.context.catalog.cities()
        return City.of(cities[self.person.city_id]) if self.person.city_id in cities else None

    @strawberry.field(description="The language of the account.")
    def locale(self) -> Locale:
        """Return the language."""
        return self.person.locale

    @strawberry.field(metadata=VIEWER_DEPENDENT, description="The whole name; null when it is not for the viewer.")
    def full_name(self, info: Info) -> str | None:
        """Return the name, or None."""
        return self.person.name if self._is_open_to(info.context.audience) else None

    @strawberry.field(metadata=VIEWER_DEPENDENT, description="The address; null when it is not for the viewer.")
    def email(self, info: Info) -> str | None:
        """Return the address, or None."""
        return self.person.email if self._is_open_to(info.context.audience) else None

    @strawberry.field(metadata=VIEWER_DEPENDENT, description="Whether the link sent to the address was opened.")
    def email_verified(self, info: Info) -> bool | None:
        """Return it, or None when it is not for the viewer."""
        return self.person.email_verified if self._is_open_to(info.context.audience) else None

    @strawberry.field(metadata=VIEWER_DEPENDENT, description="Whether the account may use the rights of its role.")
    def approved(self, info: Info) -> bool | None:
        """Return it, or None when it is not for the viewer."""
        return self.person.approved if self._is_open_to(info.context.audience) else None

    @strawberry.field(metadata=VIEWER_DEPENDENT, description="Whether the Akimat has blocked the account.")
    def blocked(self, info: Info) -> bool | None:
        """Return it, or None when it is not for the viewer."""
        return self.person.blocked if self._is_open_to(info.context.audience) else None

    @strawberry.field(metadata=VIEWER_DEPENDENT, description="Since when the Akimat has blocked the account.")
    def blocked_at(self, info: Info) -> datetime | None:
        """Return it, or None when it is not for the viewer."""
        return self.person.blocked_at if self._is_open_to(info.context.audience) else None

    @strawberry.field(metadata=VIEWER_DEPENDENT, description="Whether the Akimat has said no to the executor.")
    def rejected(self, info: Info) -> bool | None:
        """Return it, or None when it is not for the viewer."""
        return self.person.rejected if self._is_open_to(info.context.audience) else None

    @strawberry.field(metadata=VIEWER_DEPENDENT, description="When the account was made.")
    def created_at(self, info: Info) -> datetime | None:
        """Return it, or None when it is not for the viewer."""
        return self.person.created_at if self._is_open_to(info.context.audience) else None

    @strawberry.field(
        metadata=VIEWER_DEPENDENT,
        description="What officers decided about the account, newest first, at most 100; null when it is not for the"
        " viewer.",
    )
    async def decisions(self, info: Info) -> list[AccountDecision] | None:
        """Return them, or None when they are not for the viewer."""
        if not self._is_open_to(info.context.audience):
            return None
        return [AccountDecision.of(found) for found in await info.context.loaders.decisions.load(self.person.id)]

    @strawberry.field(description="Whether an executor answers for their organisation.")
    def is_head(self) -> bool:
        """Return it."""
        return self.person.is_head

    @strawberry.field(description="Whom an executor works for.")
    async def organisation(self, info: Info) -> Organisation | None:
        """Return the organisation."""
        if self.person.organisation_id is None:
            return None
        found = await info.context.loaders.organisations.load(self.person.organisation_id)
        return Organisation.of(found) if found else None

    @strawberry.field(description="The ids of the categories that an executor serves; empty means all of them.")
    def category_ids(self) -> list[strawberry.ID]:
        """Return them."""
        return [strawberry.ID(one) for one in self.person.category_ids]

    def _is_open_to(self, audience: Audience) -> bool:
        return audience.sees_personal_data_of(self.person.id, self.seen_in_city)


def public_name(person: Person) -> str:
    """Return a citizen's first name, or "a resident" when there is none."""
    return (person.name.split() or [messages(Locale.KK).role(Role.CITIZEN)])[0]


def user_of(person: Person | None, seen_in_city: str | None) -> User | None:
    """Return a person as seen in a request of this city."""
    return User(person=person, seen_in_city=seen_in_city) if person else None
