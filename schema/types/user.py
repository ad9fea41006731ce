"""Persons as the audience of an operation sees them."""

from datetime import datetime
from uuid import UUID

import strawberry

from app.auth.viewer import Audience
from app.auth.visibility import PersonView, view_of_person
from app.domain.accounts.person import Person
from app.domain.accounts.roles import Locale, Role
from app.storage.protocol import photo_url
from schema.context import Info
from schema.cost import Cost
from schema.types.decision import AccountDecision
from schema.types.organisation import Organisation
from schema.types.places import City


@strawberry.type(
    description="A person. The public sees a citizen's given name; the rest is for them and for staff of the city."
)
class User:
    view: strawberry.Private[PersonView]

    @strawberry.field(
        description="The id of the account. A citizen's is for them and for staff of the city; for others an id that"
        " stands for the author of this one request."
    )
    def id(self) -> strawberry.ID:
        return strawberry.ID(str(self.view.id))

    @strawberry.field(description="The name to show. Executors and officers act officially, under their full names.")
    def name(self) -> str:
        return self.view.name

    @strawberry.field(description="Where their picture is. A citizen's is for them and for staff of the city.")
    def avatar_url(self, info: Info) -> str | None:
        key = self.view.avatar_key
        return None if key is None else photo_url(info.context.command_context.storage, key)

    @strawberry.field(description="In which role the account acts: a citizen's until it is approved for another.")
    def role(self) -> Role:
        return self._person.role

    @strawberry.field(
        description="The role that the account asked for, which it has once `approved` says so; null when it is not for"
        " the viewer."
    )
    def registered_role(self) -> Role | None:
        return self.view.registered_role

    @strawberry.field(description="The city of the account. A citizen's is for them and for staff of the city.")
    async def city(self, info: Info) -> City | None:
        cities = await info.context.catalog.cities()
        return City.of(cities[self.view.city_id]) if self.view.city_id in cities else None

    @strawberry.field(
        description="The language of the account. A citizen's is for them and for staff of the city; for others KK."
    )
    def locale(self) -> Locale:
        return self.view.locale

    @strawberry.field(description="The whole name; null when it is not for the viewer.")
    def full_name(self) -> str | None:
        return self.view.full_name

    @strawberry.field(
        description="The given name, which is what the public sees; empty where it is not known. Null when it is"
        " not for the viewer."
    )
    def given_name(self) -> str | None:
        return self.view.given_name

    @strawberry.field(description="The address; null when it is not for the viewer.")
    def email(self) -> str | None:
        return self.view.email

    @strawberry.field(description="Whether the link sent to the address was opened.")
    def email_verified(self) -> bool | None:
        return self.view.email_verified

    @strawberry.field(description="Whether the account may use the rights of the role that it asked for.")
    def approved(self) -> bool | None:
        return self.view.approved

    @strawberry.field(description="Whether the account is blocked: in the city in which it is seen, or everywhere.")
    def blocked(self) -> bool | None:
        return self.view.blocked

    @strawberry.field(description="Since when the account is blocked everywhere.")
    def blocked_at(self) -> datetime | None:
        return self.view.blocked_at

    @strawberry.field(description="Whether the account is blocked everywhere, so that it cannot sign in.")
    def blocked_everywhere(self) -> bool | None:
        return self.view.blocked_everywhere

    @strawberry.field(
        description="The ids of the cities whose Akimat has blocked the account there; an officer sees the own city"
        " alone."
    )
    def blocked_cities(self) -> list[strawberry.ID] | None:
        cities = self.view.blocked_cities
        return None if cities is None else [strawberry.ID(one) for one in cities]

    @strawberry.field(description="Whether the Akimat has rejected the executor.")
    def rejected(self) -> bool | None:
        return self.view.rejected

    @strawberry.field(description="When the account was made.")
    def created_at(self) -> datetime | None:
        return self.view.created_at

    @strawberry.field(
        description="What officers decided about the account, newest first, at most 100; null when it is not for the"
        " viewer.",
        directives=[Cost(items=3)],
    )
    async def decisions(self, info: Info) -> list[AccountDecision] | None:
        if not self.view.is_open:
            return None
        return [AccountDecision.of(found) for found in await info.context.loaders.decisions.load(self._person.id)]

    @strawberry.field(description="Whether an executor is the head of their organisation.")
    def is_head(self) -> bool:
        return self.view.is_head

    @strawberry.field(
        description="The organisation that an executor works for; the public sees it once the executor is approved."
    )
    async def organisation(self, info: Info) -> Organisation | None:
        if self.view.organisation_id is None:
            return None
        found = await info.context.loaders.organisations.load(self.view.organisation_id)
        return Organisation.of(found) if found else None

    @strawberry.field(description="The ids of the categories that an executor serves; empty means all of them.")
    def category_ids(self) -> list[strawberry.ID]:
        return [strawberry.ID(one) for one in self.view.category_ids]

    @property
    def _person(self) -> Person:
        return self.view.person

    @staticmethod
    def of(person: Person, audience: Audience, city_id: str | None, seen_in: UUID | None = None) -> "User":
        """Return the person as the audience sees them in a city, and in a request; None stands for none."""
        return User(view=view_of_person(person, audience, city_id, seen_in))
