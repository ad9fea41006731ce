"""The timeline of a service request."""

from datetime import datetime

import strawberry

from app.auth.visibility import view_of_actor
from app.domain.accounts.roles import Role
from app.domain.log.events import Cursor as LogCursor
from app.domain.log.events import EventKind, LoggedEvent
from app.domain.photos.evidence import EvidenceMark
from app.domain.requests.lifecycle import Status
from app.domain.requests.report_source import ReportSource
from app.domain.text.hidden_texts import Text, TextPart
from schema.context import Info
from schema.scalars import Cursor
from schema.types.connections import Edge, PageInfo
from schema.types.hidden_text import ModeratedText
from schema.types.places import Category


@strawberry.type(description="One step in the life of a service request.")
class TimelineEntry:
    logged: strawberry.Private[LoggedEvent]

    @strawberry.field(description="The number of the step inside its request: 1, 2, 3 without holes.")
    def version(self) -> int:
        return self.logged.event.request.version

    @strawberry.field(description="Its position in the whole log; null until it has one.")
    def cursor(self, info: Info) -> Cursor | None:
        position = self.logged.position
        return Cursor(LogCursor(info.context.epoch, position)) if position else None

    @strawberry.field(description="What happened.")
    def kind(self) -> EventKind:
        return self.logged.event.kind

    @strawberry.field(description="When.")
    def at(self) -> datetime:
        return self.logged.event.at

    @strawberry.field(description="In which role it was done.")
    def actor_role(self) -> Role | None:
        return self.logged.event.shown_role

    @strawberry.field(description="Who did it, as far as the audience may know.")
    async def actor_name(self, info: Info) -> str | None:
        event = self.logged.event
        if event.actor_id is None:
            return None
        person = await info.context.loaders.people.load(event.actor_id)
        if person is None:
            return None
        return view_of_actor(person, info.context.audience, event.request.city_id, event.shown_role).name

    @strawberry.field(description="Whether an assignment rule of the city took the step, and no person.")
    def is_by_rule(self) -> bool:
        return self.logged.event.is_by_rule

    @strawberry.field(description="The comment or note of the step.")
    def note(self) -> str | None:
        return self.logged.event.note

    @strawberry.field(description="Whether the Akimat has hidden the words of the step.")
    async def text_hidden(self, info: Info) -> bool:
        request = self.logged.event.request
        found = await info.context.loaders.hidden_texts.load(request.id)
        return any(one.is_hidden and one.text == Text(TextPart.STEP, request.version) for one in found)

    @strawberry.field(description="What the step hid or showed again; empty for every other kind of step.")
    async def moderated_texts(self, info: Info) -> list[ModeratedText]:
        event = self.logged.event
        if event.kind not in {EventKind.TEXT_HIDDEN, EventKind.TEXT_SHOWN}:
            return []
        found = await info.context.loaders.hidden_texts.load(event.request.id)
        version = event.request.version
        return [ModeratedText.of(one.text) for one in found if version in {one.hidden_version, one.shown_version}]

    @strawberry.field(description="The reason: from a list, or in words.")
    def reason(self) -> str | None:
        return self.logged.event.reason

    @strawberry.field(description="What to check in the photos of the step.")
    def marks(self) -> list[EvidenceMark]:
        return list(self.logged.event.marks)

    @strawberry.field(description="How the report or the answer that the step records reached the officer; else null.")
    def report_source(self) -> ReportSource | None:
        return self.logged.event.report_source

    @strawberry.field(description="The status after the step.")
    def status(self) -> Status:
        return self.logged.event.request.status

    @strawberry.field(description="Set where the category, and so the deadline, was changed.")
    async def promise_change(self, info: Info) -> "PromiseChange | None":
        event = self.logged.event
        if event.former is None:
            return None
        categories = await info.context.catalog.categories()
        return PromiseChange(
            from_category=Category.of(categories[event.former.category_id]),
            to_category=Category.of(categories[event.request.category_id]),
            from_due_at=event.former.due_at,
            to_due_at=event.request.due_at,
        )


@strawberry.type(description="A change of category with its deadlines, as they were at that time.")
class PromiseChange:
    from_category: Category
    to_category: Category
    from_due_at: datetime | None
    to_due_at: datetime | None


@strawberry.type(description="A page of a timeline, oldest first.")
class TimelineConnection:
    edges: list[Edge[TimelineEntry]]
    page_info: PageInfo
