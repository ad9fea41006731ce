"""Steps of a service request: each mutation runs one command and returns the request after it."""

from datetime import datetime

import strawberry

from app.commands.requests import (
    assignment,
    category_change,
    comments,
    deadline_extension,
    following,
    merging,
    rejection,
    reopening,
    submission,
    verdict,
    withdrawal,
    work,
)
from app.commands.requests.submission import Submission
from app.domain.requests.reasons import HoldReason, RejectReason
from schema.context import Info
from schema.ids import optional_uuid, uuid_of
from schema.mutations.step_arguments import DoneAt, Id, StepId
from schema.types.places import GeoPointInput
from schema.types.service_request import ServiceRequest
from schema.uploads import ShotInput, Upload, pictures_of


@strawberry.input(
    description="A problem to report. Sending the same `id` (a UUID of your own) and contents twice makes one request."
    " Other contents under an `id` of your own are `CONFLICT` with the `id` and `number` of the request that has it."
)
class SubmitServiceRequestInput:
    id: strawberry.ID | None = None
    city_id: strawberry.ID
    category_id: strawberry.ID
    address: str = strawberry.field(description="Up to 300 characters.")
    description: str = strawberry.field(
        description="Up to 4000 characters. May be empty with a photo in a category without `needsDescription`."
    )
    location: GeoPointInput
    photos: list[Upload] | None = strawberry.field(default=None, description="Up to 5 files of up to 15 MB.")
    shots: list[ShotInput] | None = strawberry.field(default=None, description="What is known of each photo, in order.")


def submission_of(given: SubmitServiceRequestInput) -> Submission:
    """Return the value of the command; the photos come beside it."""
    return Submission(
        id=optional_uuid("id", given.id),
        city_id=given.city_id,
        category_id=given.category_id,
        address=given.address,
        description=given.description,
        latitude=given.location.latitude,
        longitude=given.location.longitude,
    )


@strawberry.type
class ServiceRequestMutation:
    """Mutations of service requests."""

    @strawberry.mutation(description="Report a problem.")
    async def submit_service_request(self, info: Info, input: SubmitServiceRequestInput) -> ServiceRequest:
        sent = submission_of(input)
        photos = pictures_of(input.photos, input.shots)
        return ServiceRequest.of(
            await submission.submit(info.context.command_context, info.context.viewer, sent, photos)
        )

    @strawberry.mutation(description="Assign it to an executor of the city. For its Akimat.")
    async def assign_service_request(
        self, info: Info, id: Id, executor_id: Id, note: str | None = None, step_id: StepId = None
    ) -> ServiceRequest:
        executor, own = uuid_of("executorId", executor_id), optional_uuid("stepId", step_id)
        assigned = await assignment.assign(
            info.context.command_context, info.context.viewer, uuid_of("id", id), executor, note, step_id=own
        )
        return ServiceRequest.of(assigned)

    @strawberry.mutation(description="Claim an unassigned request. For executors of the city.")
    async def claim_service_request(self, info: Info, id: Id, step_id: StepId = None) -> ServiceRequest:
        own = optional_uuid("stepId", step_id)
        claimed = await work.claim(info.context.command_context, info.context.viewer, uuid_of("id", id), step_id=own)
        return ServiceRequest.of(claimed)

    @strawberry.mutation(description="Release it, so that another executor can claim it. For the assigned executor.")
    async def release_service_request(self, info: Info, id: Id, reason: str, step_id: StepId = None) -> ServiceRequest:
        own = optional_uuid("stepId", step_id)
        released = await work.release(
            info.context.command_context, info.context.viewer, uuid_of("id", id), reason, step_id=own
        )
        return ServiceRequest.of(released)

    @strawberry.mutation(
        description="Begin the work. For the assigned executor. Needs a photo of the place where the citizen sent none."
    )
    async def start_work(
        self,
        info: Info,
        id: Id,
        photos: list[Upload] | None = None,
        shots: list[ShotInput] | None = None,
        step_id: StepId = None,
    ) -> ServiceRequest:
        pictures, own = pictures_of(photos, shots), optional_uuid("stepId", step_id)
        started = await work.start(
            info.context.command_context, info.context.viewer, uuid_of("id", id), photos=pictures, step_id=own
        )
        return ServiceRequest.of(started)

    @strawberry.mutation(description="Pause the work and the deadline. For the assigned executor and the Akimat.")
    async def hold_work(
        self,
        info: Info,
        id: Id,
        reason: HoldReason,
        note: str | None = None,
        step_id: StepId = None,
    ) -> ServiceRequest:
        own = optional_uuid("stepId", step_id)
        held = await work.hold(
            info.context.command_context, info.context.viewer, uuid_of("id", id), reason, note, step_id=own
        )
        return ServiceRequest.of(held)

    @strawberry.mutation(description="Resume the work and the deadline. For the assigned executor and the Akimat.")
    async def resume_work(self, info: Info, id: Id, step_id: StepId = None) -> ServiceRequest:
        own = optional_uuid("stepId", step_id)
        return ServiceRequest.of(
            await work.resume(info.context.command_context, info.context.viewer, uuid_of("id", id), step_id=own)
        )

    @strawberry.mutation(
        description="Complete the work. For the assigned executor. Needs a photo of the finished work that was never"
        " used before."
    )
    async def complete_work(
        self,
        info: Info,
        id: Id,
        photos: list[Upload] | None = None,
        shots: list[ShotInput] | None = None,
        note: str | None = None,
        *,
        step_id: StepId = None,
    ) -> ServiceRequest:
        pictures, own = pictures_of(photos, shots), optional_uuid("stepId", step_id)
        completed = await work.complete(
            info.context.command_context, info.context.viewer, uuid_of("id", id), note, photos=pictures, step_id=own
        )
        return ServiceRequest.of(completed)

    @strawberry.mutation(
        description="Confirm that it is fixed, rating 1 to 5. The author's confirmation closes the request; those of"
        " authors of merged requests are kept, and close it where the author can no longer answer."
    )
    async def confirm_work(
        self,
        info: Info,
        id: Id,
        rating: int,
        note: str | None = None,
        *,
        step_id: StepId = None,
        done_at: DoneAt = None,
    ) -> ServiceRequest:
        context, own = info.context.command_context, optional_uuid("stepId", step_id)
        confirmed = await verdict.confirm(
            context, info.context.viewer, uuid_of("id", id), rating, note, done_at=done_at, step_id=own
        )
        return ServiceRequest.of(confirmed)

    @strawberry.mutation(
        description="Dispute the work: it is not fixed. Photos are optional. For the author, and for authors of"
        " requests that were merged into it."
    )
    async def dispute_work(
        self,
        info: Info,
        id: Id,
        reason: str,
        photos: list[Upload] | None = None,
        shots: list[ShotInput] | None = None,
        *,
        step_id: StepId = None,
        done_at: DoneAt = None,
    ) -> ServiceRequest:
        context, own = info.context.command_context, optional_uuid("stepId", step_id)
        pictures = pictures_of(photos, shots)
        disputed = await verdict.dispute(
            context, info.context.viewer, uuid_of("id", id), reason, done_at=done_at, photos=pictures, step_id=own
        )
        return ServiceRequest.of(disputed)

    @strawberry.mutation(description="Reject it. For the Akimat of the city.")
    async def reject_service_request(
        self,
        info: Info,
        id: Id,
        reason: RejectReason,
        note: str | None = None,
        step_id: StepId = None,
    ) -> ServiceRequest:
        own = optional_uuid("stepId", step_id)
        rejected = await rejection.reject(
            info.context.command_context, info.context.viewer, uuid_of("id", id), reason, note, step_id=own
        )
        return ServiceRequest.of(rejected)

    @strawberry.mutation(description="Withdraw it before work on it begins. For the author.")
    async def withdraw_service_request(self, info: Info, id: Id, step_id: StepId = None) -> ServiceRequest:
        own = optional_uuid("stepId", step_id)
        withdrawn = await withdrawal.withdraw(
            info.context.command_context, info.context.viewer, uuid_of("id", id), step_id=own
        )
        return ServiceRequest.of(withdrawn)

    @strawberry.mutation(
        description="Merge it into the request that it repeats; its author then follows that one. For the Akimat."
        " Another category, more metres than the radius of the category, or finished work is `CONFLICT` with `doubts`,"
        " unless `anyway` says that it was checked."
    )
    async def merge_service_request(
        self,
        info: Info,
        id: Id,
        into_id: Id,
        *,
        anyway: bool = False,
        note: str | None = None,
        step_id: StepId = None,
    ) -> ServiceRequest:
        into, own = uuid_of("intoId", into_id), optional_uuid("stepId", step_id)
        merged = await merging.merge(
            info.context.command_context,
            info.context.viewer,
            uuid_of("id", id),
            into,
            note,
            anyway=anyway,
            step_id=own,
        )
        return ServiceRequest.of(merged)

    @strawberry.mutation(
        description="Open a rejected or merged request again, within 30 days and on the deadline that it had. For the"
        " Akimat of the city."
    )
    async def reopen_service_request(self, info: Info, id: Id, reason: str, step_id: StepId = None) -> ServiceRequest:
        context, own = info.context.command_context, optional_uuid("stepId", step_id)
        reopened = await reopening.reopen(context, info.context.viewer, uuid_of("id", id), reason, step_id=own)
        return ServiceRequest.of(reopened)

    @strawberry.mutation(
        description="Move the deadline to a later time, with a public reason. For the Akimat of the city."
    )
    async def extend_deadline(
        self, info: Info, id: Id, due_at: datetime, reason: str, step_id: StepId = None
    ) -> ServiceRequest:
        context, own = info.context.command_context, optional_uuid("stepId", step_id)
        extended = await deadline_extension.extend(
            context, info.context.viewer, uuid_of("id", id), due_at, reason, step_id=own
        )
        return ServiceRequest.of(extended)

    @strawberry.mutation(
        description="Change the category. The deadline of the new category replaces the old one, counted from the same"
        " start. For the Akimat of the city."
    )
    async def change_category(
        self, info: Info, id: Id, category_id: Id, reason: str, step_id: StepId = None
    ) -> ServiceRequest:
        context, own = info.context.command_context, optional_uuid("stepId", step_id)
        changed = await category_change.change_category(
            context, info.context.viewer, uuid_of("id", id), category_id, reason, step_id=own
        )
        return ServiceRequest.of(changed)

    @strawberry.mutation(description="Write a public comment. For any signed-in account.")
    async def add_comment(self, info: Info, id: Id, text: str, step_id: StepId = None) -> ServiceRequest:
        own = optional_uuid("stepId", step_id)
        return ServiceRequest.of(
            await comments.comment(
                info.context.command_context, info.context.viewer, uuid_of("id", id), text, step_id=own
            )
        )

    @strawberry.mutation(description="Get a notification of every step. For any signed-in account.")
    async def follow(self, info: Info, id: Id) -> ServiceRequest:
        return ServiceRequest.of(
            await following.follow(info.context.command_context, info.context.viewer, uuid_of("id", id))
        )

    @strawberry.mutation(description="Get no more notifications of its steps.")
    async def unfollow(self, info: Info, id: Id) -> ServiceRequest:
        return ServiceRequest.of(await following.unfollow(info.context.viewer, uuid_of("id", id)))
