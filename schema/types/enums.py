"""Enumerations of the domain under their names in the API."""

import strawberry

from app.domain.accounts import roles
from app.domain.figures import period, zones
from app.domain.log import events
from app.domain.photos import evidence, photo
from app.domain.requests import closed_by, lifecycle, reasons, report_source
from app.queries.requests import order

Role = strawberry.enum(roles.Role, description="What an account is.")
Locale = strawberry.enum(roles.Locale, description="A language of screens and letters.")
ServiceRequestStatus = strawberry.enum(
    lifecycle.Status, name="ServiceRequestStatus", description="The status of a service request."
)
ClosedBy = strawberry.enum(closed_by.ClosedBy, description="Whose word, or whose silence, has closed a request.")
Action = strawberry.enum(lifecycle.Action, description="What an account may do to a service request.")
EventKind = strawberry.enum(events.EventKind, description="What happened.")
PhotoKind = strawberry.enum(
    photo.PhotoKind, description="What a photo shows: the problem, or the place before or after the work."
)
PhotoSize = strawberry.enum(
    photo.PhotoSize, description="The longest side: 320, 960 or 2048 pixels, never more than the photo has."
)
EvidenceMark = strawberry.enum(
    evidence.EvidenceMark,
    description="What to check in a photo of work: taken far from the place, or before the work began; without place"
    " or time; similar to a photo of other work. A mark is a hint and decides nothing.",
)
HoldReason = strawberry.enum(reasons.HoldReason, description="Why work is paused.")
RejectReason = strawberry.enum(reasons.RejectReason, description="Why a request is rejected.")
ReportSource = strawberry.enum(
    report_source.ReportSource,
    description="How a report or an answer reached the officer who typed it in: a call, a person at the counter, or the"
    " officer's own round.",
)
ZonePeriod = strawberry.enum(zones.ZonePeriod, description="The last weeks, the current one included.")
ZoneOrder = strawberry.enum(zones.ZoneOrder, description="By what zones are ranked, and what they are compared with.")
Period = strawberry.enum(period.Period, description="Open requests, and those finished within so many days.")
ServiceRequestOrder = strawberry.enum(order.Order, name="ServiceRequestOrder", description="The order of a list.")
