"""A service request, and the event that changed it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from app.auth.photo_visibility import visible_photos
from app.auth.step_permissions import viewer_actions
from app.domain.accounts.roles import Role
from app.domain.log.events import EventKind, LoggedEvent, cursor_text
from app.domain.photos.evidence import EvidenceMark
from app.domain.photos.photo import PhotoKind
from app.domain.photos.request_photo import RequestPhoto
from app.domain.requests import service_request as domain
from app.domain.requests.closed_by import ClosedBy
from app.domain.requests.coauthors import NO_COAUTHORS
from app.domain.requests.lifecycle import TABLE, Action, Status
from app.domain.requests.report_source import ReportSource
from app.domain.text.hidden_texts import WHOLE_REQUEST, TextPart
from app.domain.uuid_text import text_of
from app.queries.log.timeline import timeline
from schema.attributes import attribute
from schema.context import Info
from schema.cost import Cost
from schema.may_wait import MayWait, may_wait, then
from schema.scalars import Cursor
from schema.types.caller import Caller
from schema.types.connections import edges_of, page_info
from schema.types.hidden_text import HiddenText
from schema.types.photo import Photo
from schema.types.places import Category, City, District, GeoPoint
from schema.types.timeline import TimelineConnection, TimelineEntry
from schema.types.user import User


def _id(self: Any) -> Any:
    return text_of(self.state.id)


@strawberry.type(description="One reported problem. In an event it is as it was right after that event.")
class ServiceRequest:
    state: strawberry.Private[domain.ServiceRequest]
    id: strawberry.ID = strawberry.field(resolver=_id)
    number: str = strawberry.field(resolver=attribute("state.number"), description="The number that people quote.")
    status: Status = strawberry.field(resolver=attribute("state.status"))
    version: int = strawberry.field(resolver=attribute("state.version"))
    address: str = strawberry.field(
        resolver=attribute("state.address"),
        description="Empty once personal data was removed, and while it is hidden.",
    )
    description: str = strawberry.field(
        resolver=attribute("state.description"),
        description="Empty where its author wrote none, once it was removed, long after closing or at the author's"
        " wish, and while it is hidden.",
    )
    location: GeoPoint = strawberry.field(resolver=attribute("state"))  # which has both attributes of a point
    created_at: datetime = strawberry.field(resolver=attribute("state.created_at"))
    updated_at: datetime = strawberry.field(resolver=attribute("state.updated_at"))
    due_at: datetime | None = strawberry.field(
        resolver=attribute("state.due_at"), description="The deadline now: pauses and extensions move it."
    )
    promised_at: datetime | None = strawberry.field(
        resolver=attribute("state.promised_at"), description="The first deadline."
    )
    started_at: datetime | None = strawberry.field(resolver=attribute("state.started_at"))
    done_at: datetime | None = strawberry.field(resolver=attribute("state.done_at"))
    confirmed_at: datetime | None = strawberry.field(resolver=attribute("state.confirmed_at"))
    closed_at: datetime | None = strawberry.field(resolver=attribute("state.closed_at"))
    closed_by: ClosedBy | None = strawberry.field(
        resolver=attribute("state.closed_by"),
        description="Whose word closed it, or that no author answered; null while it is not closed and where another"
        " system closed it. A `confirmedAt` beside `SILENCE` is the time of closing, in steps from before such closings"
        " had a status of their own.",
    )
    rating: int | None = strawberry.field(resolver=attribute("state.rating"))
    report_source: ReportSource | None = strawberry.field(
        resolver=attribute("state.report_source"),
        description="How it reached the officer who typed it in; null for a report that its author sent.",
    )

    @strawberry.field(description="Whether the deadline has passed while work is owed.")
    def is_overdue(self, info: Info) -> bool:
        return self.state.is_overdue(info.now)

    @strawberry.field(description="Where it is.")
    @may_wait
    def city(self, info: Info) -> MayWait[City]:
        cities = info.context.catalog.fresh_cities(info.now)
        return self._city(info) if cities is None else City.of(cities[self.state.city_id])

    @strawberry.field(
        description="The district it lies in; null where the city has no outlines, outside of them, and for some"
        " minutes after they have changed."
    )
    @may_wait
    def district(self, info: Info) -> MayWait[District | None]:
        district_id = self.state.district_id
        return None if district_id is None else then(info.context.catalog.district(district_id), District.of_known)

    @strawberry.field(description="What kind of problem it is.")
    @may_wait
    def category(self, info: Info) -> MayWait[Category]:
        categories = info.context.catalog.fresh_categories(info.now)
        return self._category(info) if categories is None else Category.of(categories[self.state.category_id])

    @strawberry.field(description="Who sent it.")
    @may_wait
    def author(self, info: Info) -> MayWait[User | None]:
        return self._person(info, self.state.author_id) if self.state.author_id else None

    @strawberry.field(description="Who works on it.")
    @may_wait
    def executor(self, info: Info) -> MayWait[User | None]:
        return self._person(info, self.state.executor_id) if self.state.executor_id else None

    @strawberry.field(description="The request that this one repeats.")
    def merged_into(self) -> strawberry.ID | None:
        return strawberry.ID(str(self.state.merged_into)) if self.state.merged_into else None

    @strawberry.field(
        directives=[Cost(items=2)],
        description="Its photos in the order they came, all or of one kind; in an event those it had by then."
        " The Akimat of the city gets hidden ones too.",
    )
    @may_wait
    def photos(self, info: Info, kind: PhotoKind | None = None) -> MayWait[list[Photo]]:
        found = info.context.loaders.photos.get(self.state.id)
        return then(found, lambda photos: self._visible(photos, kind, info)) if found else []

    @strawberry.field(description="Which of its own texts the Akimat has hidden.")
    async def hidden_parts(self, info: Info) -> list[TextPart]:
        found = await info.context.loaders.hidden_texts.load(self.state.id)
        return [one.text.part for one in found if one.is_hidden and one.text.version == WHOLE_REQUEST]

    @strawberry.field(
        description="The hidden texts with their words, those of steps too. For the Akimat of the city; null for all"
        " others."
    )
    async def hidden_texts(self, info: Info) -> list[HiddenText] | None:
        if not info.context.audience.is_staff_of(self.state.city_id):
            return None
        found = await info.context.loaders.hidden_texts.load(self.state.id)
        return [HiddenText.of(one) for one in found if one.is_hidden]

    @strawberry.field(
        description="What the citizen left for whom an officer typed it in; null where they left nothing. For the"
        " Akimat of the city; null for all others."
    )
    async def caller(self, info: Info) -> Caller | None:
        if self.state.report_source is None or not info.context.audience.is_staff_of(self.state.city_id):
            return None
        found = await info.context.loaders.callers.load(self.state.author_id) if self.state.author_id else None
        return Caller.of(found) if found else None

    @strawberry.field(description="How many follow it, beside its author.")
    @may_wait
    def follower_count(self, info: Info) -> MayWait[int]:
        return info.context.loaders.follower_counts.get(self.state.id)

    @strawberry.field(
        description="Proof of the submission: the number and a short hash of the first step."
        " Its holder can check it against the log later with `verifyReceipt`."
    )
    async def receipt(self, info: Info) -> str:
        return str(await info.context.loaders.receipts.load((self.state.id, self.state.number)) or self.state.number)

    @strawberry.field(description="Whether the viewer follows it.")
    async def is_following(self, info: Info) -> bool:
        viewer = info.context.viewer
        return viewer is not None and await info.context.loaders.followed.load((viewer.account_id, self.state.id))

    @strawberry.field(description="Whether the viewer sent it.")
    def is_mine(self, info: Info) -> bool:
        viewer = info.context.viewer
        return viewer is not None and viewer.account_id == self.state.author_id

    @strawberry.field(
        description="Whether a request of the viewer was merged into it, so that the viewer may confirm or dispute"
        " the work.",
    )
    async def is_coauthor(self, info: Info) -> bool:
        viewer = info.context.viewer
        if viewer is None:
            return False
        return bool((await info.context.loaders.coauthors.load(self.state.id)).relations_of(viewer.account_id))

    @strawberry.field(description="The actions that the viewer may take now.")
    async def viewer_actions(self, info: Info) -> list[Action]:
        viewer = info.context.viewer
        judged = viewer is not None and (self.state.status, Action.CONFIRM) in TABLE
        sent = await info.context.loaders.coauthors.load(self.state.id) if judged else NO_COAUTHORS
        found = await info.context.loaders.photos.load(self.state.id) if viewer is not None else ()
        actions = viewer_actions(
            viewer,
            self.state,
            following=await self.is_following(info),
            coauthors=sent,
            photographers=frozenset(photo.account_id for photo in found),
            now=info.context.now,
        )
        return list(actions)

    @strawberry.field(directives=[Cost(points=30)], description="Every step so far, oldest first.")
    async def timeline(self, first: int = 50, after: str | None = None) -> TimelineConnection:
        page = await timeline(self.state.id, first=first, after=after)
        edges = edges_of(page, lambda logged: TimelineEntry(logged=logged))
        return TimelineConnection(edges=edges, page_info=page_info(page))

    async def _city(self, info: Info) -> City:
        return City.of((await info.context.catalog.cities())[self.state.city_id])

    async def _category(self, info: Info) -> Category:
        return Category.of((await info.context.catalog.categories())[self.state.category_id])

    def _visible(self, photos: Sequence[RequestPhoto], kind: PhotoKind | None, info: Info) -> list[Photo]:
        asked = [photo for photo in photos if photo.version <= self.state.version and kind in {None, photo.kind}]
        return [Photo.of(view) for view in visible_photos(asked, info.context.audience, self.state.city_id)]

    async def _person(self, info: Info, account_id: UUID) -> User | None:
        person = await info.context.loaders.people.load(account_id)
        return None if person is None else User.of(person, info.context.audience, self.state.city_id, self.state.id)

    @staticmethod
    def of(state: domain.ServiceRequest) -> "ServiceRequest":
        """Return the request of the domain's value."""
        return ServiceRequest(state=state)


@strawberry.type(description="A service request near a point.")
class NearbyServiceRequest:
    distance_metres: float
    service_request: ServiceRequest

    @strawberry.field(description="Whether the work is done: such a request may not be the problem that is there now.")
    def is_finished(self) -> bool:
        return self.service_request.state.is_finished


def _cursor(self: Any) -> Any:
    return cursor_text(self.epoch, self.logged.position)


def _request(self: Any) -> ServiceRequest:
    return ServiceRequest(state=self.logged.event.request)


@strawberry.type(description="One step of one service request, pushed live. Send the last `cursor` back to resume.")
class ServiceRequestEvent:
    logged: strawberry.Private[LoggedEvent]
    epoch: strawberry.Private[str]
    cursor: Cursor = strawberry.field(resolver=_cursor)
    kind: EventKind = strawberry.field(resolver=attribute("logged.event.kind"))
    at: datetime = strawberry.field(resolver=attribute("logged.event.at"))
    actor_role: Role | None = strawberry.field(resolver=attribute("logged.event.shown_role"))
    note: str | None = strawberry.field(resolver=attribute("logged.event.note"))
    reason: str | None = strawberry.field(resolver=attribute("logged.event.reason"))
    marks: list[EvidenceMark] = strawberry.field(
        resolver=attribute("logged.event.marks"), description="What to check in the photos of the step."
    )
    service_request: ServiceRequest = strawberry.field(resolver=_request)

    @staticmethod
    def of(logged: LoggedEvent, epoch: str) -> "ServiceRequestEvent":
        """Return the event with its cursor."""
        return ServiceRequestEvent(logged=logged, epoch=epoch)
