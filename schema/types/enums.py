"""Enumerations of the API: the domain's own, under their public names."""

import strawberry

from app.domain import events, evidence, lifecycle, photos, reasons, roles
from app.queries import service_requests

Role = strawberry.enum(roles.Role, description="What an account is.")
Locale = strawberry.enum(roles.Locale, description="A language of screens and letters.")
ServiceRequestStatus = strawberry.enum(
    lifecycle.Status, name="ServiceRequestStatus", description="Where a service request stands."
)
Action = strawberry.enum(lifecycle.Action, description="What somebody may do to a service request.")
EventKind = strawberry.enum(events.EventKind, description="What happened.")
PhotoKind = strawberry.enum(
    photos.PhotoKind, description="What a photo shows: the problem, or the place before or after the work."
)
PhotoSize = strawberry.enum(
    photos.PhotoSize, description="The longest side: 320, 960 or 2048 pixels, never more than the photo has."
)
EvidenceMark = strawberry.enum(
    evidence.EvidenceMark,
    description="What people should look at in a photo of work: taken far from the place, or before the work began;"
    " without place or time; much like a photo of other work. A mark is no verdict.",
)
HoldReason = strawberry.enum(reasons.HoldReason, description="Why work rests.")
RejectReason = strawberry.enum(reasons.RejectReason, description="Why a request will not be worked on.")
ServiceRequestOrder = strawberry.enum(
    service_requests.Order, name="ServiceRequestOrder", description="In which order a list is read."
)
