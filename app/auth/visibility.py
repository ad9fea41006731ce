"""What an audience may see of a person and a request; photos are in ``photo_visibility``.

``FIELDS`` decides on every field of the API that shows something of a person. The types of the API hold a view made
here, so that they contain no decision of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID, uuid5

from app.auth.viewer import Audience
from app.domain.accounts.person import Person
from app.domain.accounts.roles import TRAITS, Locale, Role
from app.domain.requests.lifecycle import DROPPED
from app.domain.requests.service_request import ServiceRequest
from app.localisation import messages

Value = TypeVar("Value")


class Shown(StrEnum):
    """To whom a field is shown."""

    EVERYONE = "EVERYONE"
    PERSON_AND_STAFF = "PERSON_AND_STAFF"
    """the person themselves, and the Akimat of the city in which they are seen; null for others"""
    OFFICIALS_TO_EVERYONE = "OFFICIALS_TO_EVERYONE"
    """everyone where the person acts officially; a citizen's is shortened, replaced or null but for them and staff"""
    STAFF = "STAFF"
    """the Akimat of the city; null or left out for others"""
    VIEWER = "VIEWER"
    """it is about the viewer's own relation to the object"""


FIELDS: Mapping[str, Mapping[Shown, frozenset[str]]] = {
    "User": {
        Shown.EVERYONE: frozenset({"role"}),
        Shown.OFFICIALS_TO_EVERYONE: frozenset(
            {"id", "name", "avatarUrl", "city", "locale", "isHead", "organisation", "categoryIds"}
        ),
        Shown.PERSON_AND_STAFF: frozenset(
            {"registeredRole", "fullName", "email", "emailVerified", "approved", "rejected", "blocked", "blockedAt"}
            | {"givenName", "createdAt", "decisions", "blockedEverywhere", "blockedCities"}
        ),
    },
    "Photo": {
        Shown.EVERYONE: frozenset(
            {"id", "kind", "version", "width", "height", "preview", "createdAt", "marks", "blurred", "hidden", "url"}
            | {"takenAt", "distanceMetres"}
        ),
        Shown.STAFF: frozenset({"location", "camera", "rectangles"}),
    },
    "ServiceRequest": {
        Shown.EVERYONE: frozenset(
            {"id", "number", "status", "version", "address", "description", "location", "rating", "isOverdue"}
            | {"createdAt", "updatedAt", "dueAt", "promisedAt", "startedAt", "doneAt", "confirmedAt", "closedAt"}
            | {"city", "category", "author", "executor", "mergedInto", "photos", "followerCount", "receipt", "timeline"}
            | {"hiddenParts", "reportSource", "closedBy", "district"}
        ),
        Shown.STAFF: frozenset({"hiddenTexts", "caller"}),
        Shown.VIEWER: frozenset({"isFollowing", "isMine", "isCoauthor", "viewerActions"}),
    },
    "TimelineEntry": {
        Shown.EVERYONE: frozenset(
            {"version", "cursor", "kind", "at", "actorRole", "note", "reason", "marks", "status", "promiseChange"}
            | {"textHidden", "moderatedTexts", "reportSource", "isByRule"}
        ),
        Shown.OFFICIALS_TO_EVERYONE: frozenset({"actorName"}),
    },
    "LeaderboardEntry": {
        Shown.EVERYONE: frozenset({"rank", "name", "points"}),
        Shown.VIEWER: frozenset({"isViewer"}),
    },
}
"""For each type that shows something of a person: every field, by whom it is shown to."""

UNRESTRICTED_TYPES: frozenset[str] = frozenset(
    # Of the city, the log and the catalogue.
    {"Category", "CategoryCount", "City", "Counters", "District", "DistrictCounters", "GeoPoint", "Organisation"}
    | {"PointsTariff", "PromiseChange", "Rectangle", "SlaPolicy", "Statistics", "StatusCount", "TimelineBreak"}
    | {"TimelineProof", "ReceiptCheck", "ModeratedText", "ProblemZone", "ProblemZones", "Standing"}
    | {"PageInfo", "Place", "PlaceNearby", "PointsLevel"}
    # Numbers of many requests; executors act in office.
    | {"CategoryFigures", "DayFigures", "DistrictFigures", "DurationFigures", "ExecutorFigures", "SpanFigures"}
    | {"ExecutorRecord"}
    # Pages and pairs of the types above.
    | {"ServiceRequestConnection", "ServiceRequestEdge", "TimelineConnection", "TimelineEntryEdge", "ExecutorScore"}
    | {"NearbyServiceRequest", "ServiceRequestEvent"}
    # Behind a field or an operation that is for the person or the staff alone.
    | {
        "Circle",
        "FollowedArea",
        "AccountConnection",
        "AccountDecision",
        "AuthPayload",
        "Notification",
        "NotificationConnection",
        "Session",
    }
    | {"NotificationEdge", "NotificationPreference", "Points", "PointsEntry", "PointsEntryEdge", "PointsHistory"}
    | {"UserEdge", "HiddenText", "Caller", "AssignmentRule", "AssignmentRules"}
    | {"ExportRecord", "ExportRecordEdge", "ExportConnection"}
)
"""Types whose fields are shown to everyone who may ask for the object at all."""

_UNKNOWN_AUTHORS = UUID("5b1f8a52-6a0e-5d0c-9d6f-3f0f0a0c7e11")
"""The namespace of the ids that stand for authors; it is part of the contract that they stay the same."""

_OF_THE_VIEWER = frozenset({Shown.PERSON_AND_STAFF, Shown.VIEWER})


def depends_on_viewer(type_name: str, field: str) -> bool:
    """Whether the value of a field depends on who asks, so that a subscription with it is not shared."""
    shown = FIELDS.get(type_name, {})
    return any(field in shown.get(group, ()) for group in _OF_THE_VIEWER)


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as one audience may see them."""

    person: Person
    is_open: bool
    """Whether the audience sees personal data."""
    in_city: str | None = None
    """The city in which the person is seen; None for no city, such as one's own profile."""
    seen_in: UUID | None = None
    """The request in which the person is seen; None outside of requests."""
    acted_as: Role | None = None
    """The role of one step, for the view of its actor: an officer who has left signed what they did in office."""

    @property
    def id(self) -> UUID:
        """The id of the account. For a citizen whose personal data is not shown an id made from the request alone.

        With the account's own id the public could collect all requests of one nameless author.
        """
        return self.person.id if self.is_recognisable else uuid5(_UNKNOWN_AUTHORS, str(self.seen_in))

    @property
    def city_id(self) -> str | None:
        """The city of the account; None for a citizen whose personal data is not shown."""
        return self.person.city_id if self.is_recognisable else None

    @property
    def locale(self) -> Locale:
        """The language of the account; the language of the state for a citizen whose personal data is not shown."""
        return self.person.locale if self.is_recognisable else Locale.KK

    @property
    def name(self) -> str:
        """The whole name, or a citizen's given name."""
        if self.is_recognisable:
            return self.person.shown_name or role_name(self.person)
        return name_on_board(self.person)

    @property
    def avatar_key(self) -> str | None:
        """The picture in the storage of photos; None for a citizen whose personal data is not shown."""
        return self.person.avatar_key if self.is_recognisable else None

    @property
    def registered_role(self) -> Role | None:
        """The role that the account asked for, where personal data is shown."""
        return self.personal(self.person.registered_role)

    @property
    def organisation_id(self) -> UUID | None:
        """The organisation of an executor; None for the public until the Akimat has approved the executor."""
        return self.person.organisation_id if self.is_recognisable else None

    @property
    def is_head(self) -> bool:
        """Whether an approved executor is a head of their organisation."""
        return self.person.is_head and TRAITS[self.person.role].is_official

    @property
    def category_ids(self) -> tuple[str, ...]:
        """The categories that an executor serves; empty for the public until the executor is approved."""
        return self.person.category_ids if self.is_recognisable else ()

    @property
    def full_name(self) -> str | None:
        """The whole name where personal data is shown."""
        return self.personal(self.person.shown_name or role_name(self.person))

    @property
    def given_name(self) -> str | None:
        """The given name where personal data is shown; empty where it is not known."""
        return self.personal(self.person.first_name)

    @property
    def email(self) -> str | None:
        """The address where personal data is shown; None for a caller, whose account has no mailbox."""
        return None if self.person.is_caller else self.personal(self.person.email)

    @property
    def email_verified(self) -> bool | None:
        """Whether the address is confirmed, where personal data is shown."""
        return self.personal(self.person.email_verified)

    @property
    def approved(self) -> bool | None:
        """Whether the account has the rights of its role, where personal data is shown."""
        return self.personal(self.person.approved)

    @property
    def rejected(self) -> bool | None:
        """Whether the Akimat has rejected the executor, where personal data is shown."""
        return self.personal(self.person.rejected)

    @property
    def blocked(self) -> bool | None:
        """Whether the account may not act in the city in which it is seen, where personal data is shown."""
        return self.personal(self.person.blocked or self.in_city in self.person.blocked_cities)

    @property
    def blocked_everywhere(self) -> bool | None:
        """Whether the account can sign in nowhere, where personal data is shown."""
        return self.personal(self.person.blocked)

    @property
    def blocked_cities(self) -> tuple[str, ...] | None:
        """The cities whose Akimat blocked the account; in a city that one alone, where personal data is shown."""
        cities = self.person.blocked_cities
        return self.personal(cities if self.in_city is None else tuple({self.in_city} & set(cities)))

    @property
    def blocked_at(self) -> datetime | None:
        """Since when the account is blocked, where personal data is shown."""
        return self.personal(self.person.blocked_at)

    @property
    def created_at(self) -> datetime | None:
        """When the account was made, where personal data is shown."""
        return self.personal(self.person.created_at)

    def personal(self, value: Value) -> Value | None:
        """Return a value that is personal data of this person; None where the audience may not see it."""
        return value if self.is_open else None

    @property
    def is_recognisable(self) -> bool:
        """Whether the audience may know who it is: it sees personal data, or the person acts officially."""
        return self.is_open or TRAITS[self.acted_as or self.person.role].is_official


def view_of_person(person: Person, audience: Audience, city_id: str | None, seen_in: UUID | None = None) -> PersonView:
    """Return the person as the audience sees them in a city; None stands for no city, such as one's own profile.

    ``seen_in`` is the request in which they are seen.
    """
    return PersonView(person, audience.sees_personal_data_of(person.id, city_id), city_id, seen_in)


def view_of_actor(person: Person, audience: Audience, city_id: str, role: Role | None) -> PersonView:
    """Return the person who took one step in this role, as the audience sees them in the city of the request."""
    return PersonView(person, audience.sees_personal_data_of(person.id, city_id), city_id, acted_as=role)


def name_on_board(person: Person) -> str:
    """Return the given name: on a board the whole name is shown to no audience, staff included."""
    return person.first_name or messages(Locale.KK).role(Role.CITIZEN)


def role_name(person: Person) -> str:
    """Return what is shown of a person whose stored name holds an address or a phone number."""
    # "A resident" and the like, in the language of the state for every reader.
    return messages(Locale.KK).role(person.role)


def may_be_indexed(request: ServiceRequest, *, has_hidden_text: bool) -> bool:
    """Whether search engines are offered the public page of a request.

    Everyone may open it, but a search engine keeps what it has seen: a request that was closed without work, such as
    spam, and one whose address or description the Akimat has hidden are left out. ``queries.public.sitemap`` has the
    same condition in SQL.
    """
    return request.status not in DROPPED and not has_hidden_text
