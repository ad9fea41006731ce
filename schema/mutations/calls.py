"""Mutations of officers who type in what citizens say: each runs one command and returns the request after it."""

import strawberry

from app.commands.requests import caller_erasure, recorded_verdict, submission
from app.commands.requests.taken_report import CallerData, TakenReport
from app.domain.accounts.roles import Locale
from app.domain.requests.report_source import ReportSource
from schema.context import Info
from schema.ids import optional_uuid, uuid_of
from schema.mutations.service_requests import SubmitServiceRequestInput, submission_of
from schema.mutations.step_arguments import Id, StepId
from schema.types.service_request import ServiceRequest
from schema.uploads import pictures_of


@strawberry.input(
    description="What the citizen left, each part if they wish. A mailbox gets the letters of an author, in `locale`."
)
class CallerInput:
    name: str | None = strawberry.field(default=None, description="Up to 100 characters.")
    phone: str | None = strawberry.field(default=None, description="Such as +7 701 234 56 78 or 8 701 234 56 78.")
    email: str | None = None
    locale: Locale = strawberry.field(default=Locale.KK, description="The language the citizen reads.")

    def to_data(self) -> CallerData:
        """Return the value of the command."""
        return CallerData(name=self.name, phone=self.phone, email=self.email, locale=self.locale)


@strawberry.type
class CallMutation:
    """Mutations of officers who take calls."""

    @strawberry.mutation(
        description="Report a problem for a citizen without an account, or one seen on an own round. The officer is not"
        " its author: only the citizen confirms or disputes the work. `id` as in `submitServiceRequest`. For the Akimat"
        " of the city."
    )
    async def submit_for_citizen(
        self,
        info: Info,
        input: SubmitServiceRequestInput,
        source: ReportSource,
        caller: CallerInput | None = None,
    ) -> ServiceRequest:
        taken = TakenReport(source=source, caller=caller.to_data() if caller else CallerData())
        photos = pictures_of(input.photos, input.shots)
        context, viewer = info.context.command_context, info.context.viewer
        sent = submission_of(input)
        return ServiceRequest.of(await submission.submit_for_citizen(context, viewer, sent, taken, photos))

    @strawberry.mutation(
        description="Write down that the citizen says it is fixed. The timeline names the officer and the `source`;"
        " there is no rating. Only for requests that an officer typed in: by PHONE or COUNTER where a citizen reported,"
        " by ROUND where none did. For the Akimat of the city."
    )
    async def record_confirmation(
        self, info: Info, id: Id, source: ReportSource, note: str | None = None, step_id: StepId = None
    ) -> ServiceRequest:
        context, viewer, own = info.context.command_context, info.context.viewer, optional_uuid("stepId", step_id)
        recorded = await recorded_verdict.record_confirmation(
            context, viewer, uuid_of("id", id), source, note, step_id=own
        )
        return ServiceRequest.of(recorded)

    @strawberry.mutation(
        description="Write down that the citizen says it is not fixed; the work goes on. As `recordConfirmation`."
    )
    async def record_dispute(
        self, info: Info, id: Id, source: ReportSource, reason: str, step_id: StepId = None
    ) -> ServiceRequest:
        context, viewer, own = info.context.command_context, info.context.viewer, optional_uuid("stepId", step_id)
        recorded = await recorded_verdict.record_dispute(
            context, viewer, uuid_of("id", id), source, reason, step_id=own
        )
        return ServiceRequest.of(recorded)

    @strawberry.mutation(
        description="Erase name, telephone and mail of the citizen for whom it was typed in; the request stays. For the"
        " Akimat of the city."
    )
    async def erase_caller(self, info: Info, id: Id) -> ServiceRequest:
        context, viewer = info.context.command_context, info.context.viewer
        return ServiceRequest.of(await caller_erasure.erase_caller(context, viewer, uuid_of("id", id)))
