"""Results of verifying timelines and receipts."""

from datetime import datetime

import strawberry

from app.domain.log import timeline_proof as domain
from app.domain.log.events import EventKind
from app.domain.log.timeline_proof import BreakReason
from app.queries.log import verification as read
from schema.types.service_request import ServiceRequest

strawberry.enum(BreakReason, description="What is wrong with a step of a timeline.")


@strawberry.type(description="The first broken step of a timeline.")
class TimelineBreak:
    version: int = strawberry.field(description="The number of the step inside its request.")
    kind: EventKind | None = strawberry.field(description="Null where there is no such step, or of no known kind.")
    at: datetime | None
    why: BreakReason

    @staticmethod
    def of(broken: domain.TimelineBreak) -> "TimelineBreak":
        """Return the broken step of the domain's value."""
        kind = EventKind(broken.kind) if broken.kind in set(EventKind) else None
        return TimelineBreak(version=broken.version, kind=kind, at=broken.at, why=broken.why)


@strawberry.type(description="The result of verifying a timeline step by step.")
class TimelineProof:
    intact: bool = strawberry.field(description="Whether no step has changed since it was written.")
    links: int = strawberry.field(description="How many steps there are.")
    head: str | None = strawberry.field(
        description="The hash of the last step, in hexadecimal. It stands for all of them."
    )
    first_broken: TimelineBreak | None
    redacted: int = strawberry.field(
        description="The number of steps from which personal data was removed, on the record."
    )

    @staticmethod
    def of(proof: domain.TimelineProof) -> "TimelineProof":
        """Return the proof of the domain's value."""
        return TimelineProof(
            intact=proof.intact,
            links=proof.links,
            head=proof.head.hex() if proof.head is not None else None,
            first_broken=TimelineBreak.of(proof.first_broken) if proof.first_broken else None,
            redacted=proof.redacted,
        )


@strawberry.type(description="The result of checking a receipt.")
class ReceiptCheck:
    valid: bool = strawberry.field(
        description="Whether the log still holds, unchanged, the submission that the receipt was given for."
    )
    number: str
    submitted_at: datetime | None
    service_request: ServiceRequest | None = strawberry.field(description="Null when no request has this number.")
    proof: TimelineProof | None = strawberry.field(description="The timeline of the request, verified.")

    @staticmethod
    def of(check: read.ReceiptCheck) -> "ReceiptCheck":
        """Return the result of checking a receipt."""
        return ReceiptCheck(
            valid=check.valid,
            number=check.number,
            submitted_at=check.submitted_at,
            service_request=ServiceRequest.of(check.request) if check.request else None,
            proof=TimelineProof.of(check.proof) if check.proof else None,
        )
