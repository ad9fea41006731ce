"""Submitting a service request."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import UUID

import structlog

from app.auth.limits import CALLER_BY_MAILBOX, REPORT_FOR_CITIZEN_BY_ACCOUNT, SUBMIT_BY_ACCOUNT
from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.photos.intake import Picture, digests_of, upload_photos
from app.commands.rate_limits import allow_by_account
from app.commands.requests._append import append_step
from app.commands.requests._evidence import StepPhotos, write_photos
from app.commands.requests._rule_assignment import assign_by_rule
from app.commands.requests.taken_report import TakenReport, add_author, data_of_author, remove_author
from app.commands.rights import keep_rights
from app.domain.log.events import EventKind
from app.domain.photos.photo import PhotoKind
from app.domain.places.geo import Box
from app.domain.requests.lifecycle import START
from app.domain.requests.service_request import ServiceRequest
from app.domain.sla import Promise, promise
from app.domain.text.limits import ADDRESS, DESCRIPTION
from app.domain.text.texts import clean_line, clean_text
from app.errors import Conflict, InvalidInput, NotFound
from app.models.cities.city import City
from app.models.database import transaction
from app.models.identity import new_id
from app.models.log.event import event_row
from app.models.requests.service_request_rows import insert_request, next_number
from app.queries.cities.policies import calendar_of_zone, policy_in_force
from app.queries.requests.service_requests import service_request

log = structlog.get_logger()
CONTENTS = ("city_id", "category_id", "address", "description", "latitude", "longitude")
"""The fields of a submission that, with its photos, make two submissions of one id the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a citizen sends. ``id`` may be chosen by the sender: sending twice then makes one request."""

    id: UUID | None = None
    city_id: str
    category_id: str
    address: str
    description: str
    latitude: float
    longitude: float


async def submit(
    context: CommandContext, viewer: Viewer | None, submission: Submission, photos: Sequence[Picture] = ()
) -> ServiceRequest:
    """Create the request with its promised deadline and return it.

    Raises:
        Unauthenticated: the viewer is not signed in.
        NotAllowed: the Akimat has blocked the account in this city.
        RateLimited: too many from one account.
        InvalidInput: names the field: cityId, categoryId, address, description, location, photos or shots.
        Conflict: the chosen id belongs to another author's request, or to one of the viewer's own with other contents;
            that one is named by ``id`` and ``number``.
    """
    viewer = require(viewer, "submitServiceRequest")
    viewer.check_may_act_in(submission.city_id)
    await allow_by_account(context, viewer, SUBMIT_BY_ACCOUNT)
    return await context.run_to_completion(_submit(context, viewer, submission, photos))


async def submit_for_citizen(
    context: CommandContext,
    viewer: Viewer | None,
    submission: Submission,
    taken: TakenReport,
    photos: Sequence[Picture] = (),
) -> ServiceRequest:
    """Create the request of a citizen without an account, as an officer of the city types it in, and return it.

    Its author is an account without a sign-in, so the officer has no verdict and earns nothing. What the citizen
    left is for the staff of the city alone; a mailbox gets the letters of an author with their links.

    Raises:
        NotAllowed: the viewer is no officer of this city.
        RateLimited: too many from one officer, or for one mailbox.
        InvalidInput: also names caller, caller.name, caller.phone or caller.email.
        Unauthenticated, Conflict: as in ``submit``.
    """
    viewer = require(viewer, "submitForCitizen", city_id=submission.city_id)
    cleaned = taken.cleaned()
    if viewer.session_id is not None:
        mailbox = cleaned.caller.email
        await context.limiter.take((REPORT_FOR_CITIZEN_BY_ACCOUNT, viewer.account_id), (CALLER_BY_MAILBOX, mailbox))
    request = await context.run_to_completion(_submit(context, viewer, submission, photos, cleaned))
    log.info(
        "report_taken",
        number=request.number,
        officer=str(viewer.account_id),
        source=cleaned.source,
        mailbox=cleaned.caller.email is not None,
    )
    return request


async def _submit(
    context: CommandContext,
    viewer: Viewer,
    submission: Submission,
    photos: Sequence[Picture],
    taken: TakenReport | None = None,
) -> ServiceRequest:
    address = clean_line("address", submission.address, limit=ADDRESS)
    description = await _description(context, submission, photos)
    city = await _city(context, submission)
    now = context.clock.now()
    promised = await _promise(context, submission, city, now)
    if photos and submission.id is not None and await service_request(submission.id) is not None:
        # The photos were stored with the first submission, or the id is taken: no file is decoded.
        cleaned = replace(submission, address=address, description=description)
        return await _already_sent(viewer, cleaned, photos, taken)
    district_id = await context.catalog.district_at(city.id, submission.latitude, submission.longitude)
    step = StepPhotos(PhotoKind.REPORT, await upload_photos(context, viewer, photos, submission.city_id))
    source = taken.source if taken else None
    async with transaction():
        await keep_rights(viewer, city.id)
        author_id = viewer.account_id
        if taken is not None:
            author_id = await add_author(taken, submission.city_id, viewer.account_id, now)
        request = ServiceRequest(
            id=submission.id or new_id(),
            number=await next_number(submission.city_id),
            city_id=submission.city_id,
            category_id=submission.category_id,
            address=address,
            description=description,
            latitude=submission.latitude,
            longitude=submission.longitude,
            status=START,
            version=1,
            author_id=author_id,
            created_at=now,
            updated_at=now,
            promised_at=promised.due_at,
            due_at=promised.due_at,
            policy_id=promised.policy_id,
            policy_version=promised.policy_version,
            at_risk_at=promised.at_risk_at,
            escalate_at=promised.escalate_at,
            report_source=source,
            district_id=district_id,
        )
        if not await insert_request(request):
            if taken is not None:
                await remove_author(author_id)
            cleaned = replace(submission, id=request.id, address=address, description=description)
            return await _already_sent(viewer, cleaned, photos, taken)
        written = await write_photos(viewer, step, None, request)
        await append_step(EventKind.SUBMITTED, viewer, None, request, (), photos=written, report_source=source)
        request = await assign_by_rule(request)
    await context.signals.wake_sequencer()
    return request


async def _already_sent(
    viewer: Viewer, submission: Submission, photos: Sequence[Picture], taken: TakenReport | None
) -> ServiceRequest:
    """Return the request that has the id of the submission if it was submitted with the same contents."""
    request = submission.id and await service_request(submission.id)
    if not request or not await _is_own(viewer, request, taken):
        raise Conflict("this id is taken by another service request", field="id")
    is_same = await _contents_at_first(request.id) == await _contents(submission, photos)
    if taken is not None and request.author_id is not None:
        left = await data_of_author(request.author_id)
        is_same = is_same and (request.report_source, left) == (taken.source, taken.caller)
    if not is_same:
        raise Conflict(
            f"{request.number} was submitted with this id and other contents; send these under an id of their own",
            field="id",
            id=str(request.id),
            number=request.number,
        )
    return request


async def _is_own(viewer: Viewer, request: ServiceRequest, taken: TakenReport | None) -> bool:
    """Whether the viewer sent the request, as its author or for a citizen."""
    if taken is None:
        return request.author_id == viewer.account_id
    if request.report_source is None:
        return False
    first = await event_row(request.id, 1)
    return first is not None and first.actor_id == viewer.account_id


async def _contents(submission: Submission, photos: Sequence[Picture]) -> dict[str, Any]:
    values = {name: getattr(submission, name) for name in CONTENTS}
    for picture in photos:
        await picture.file.seek(0)
    return values | {"photos": sorted(await digests_of(photos))}


async def _contents_at_first(request_id: UUID) -> dict[str, Any]:
    # Category, texts and photos of the row may have changed since; the first event keeps what was submitted.
    first = await event_row(request_id, 1)
    if first is None:
        raise NotFound("this request has no first event", id=str(request_id))
    return {name: first.snapshot[name] for name in CONTENTS} | {"photos": sorted(map(bytes, first.photo_digests))}


async def _description(context: CommandContext, submission: Submission, photos: Sequence[Picture]) -> str:
    """Return the cleaned text; it may be empty where the report has a photo and its category needs no more."""
    category = await context.catalog.category(submission.category_id)
    is_optional = bool(photos) and category is not None and not category.needs_description
    return clean_text("description", submission.description, limit=DESCRIPTION, least=0 if is_optional else 1)


async def _city(context: CommandContext, submission: Submission) -> City:
    city = await context.catalog.city(submission.city_id)
    if city is None:
        raise InvalidInput("cityId", f"cityId: there is no city {submission.city_id[:40]!r}")
    latitude, longitude = submission.latitude, submission.longitude
    box = Box(west=city.west, south=city.south, east=city.east, north=city.north)
    if not (isfinite(latitude) and isfinite(longitude) and box.contains(latitude, longitude)):
        raise InvalidInput(
            "location",
            f"location: expected a point in the city ({city.south}..{city.north},"
            f" {city.west}..{city.east}), got {latitude}, {longitude}",
        )
    return city


async def _promise(context: CommandContext, submission: Submission, city: City, now: datetime) -> Promise:
    if await context.catalog.category(submission.category_id) is None:
        raise InvalidInput("categoryId", f"categoryId: there is no category {submission.category_id[:40]!r}")
    policy = await policy_in_force(city.id, submission.category_id, now)
    return promise(policy, calendar_of_zone(city.timezone), now)
