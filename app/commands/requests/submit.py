"""Submitting: how a service request begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from uuid import UUID

from app.auth.limits import SUBMIT_BY_ACCOUNT
from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.photos.intake import Picture
from app.commands.photos.step_photos import bring
from app.commands.rate_limits import allow_by_account
from app.commands.requests.evidence import PhotoStep, write_photos
from app.commands.requests.step import SELECT, record
from app.data.catalog import SLUG
from app.domain.events import EventKind
from app.domain.geo import Box, tile_of
from app.domain.lifecycle import START
from app.domain.photos import PhotoKind
from app.domain.service_request import FIELDS, ServiceRequest
from app.domain.sla import Promise, promise
from app.domain.texts import clean_text, search_key
from app.errors import Conflict, InvalidInput
from app.models.database import row, transaction
from app.models.identity import new_id
from app.queries.policies import calendar_of_city, policy_in_force

ROW_COLUMNS = (*FIELDS, "next_moment_at", "search_text", "tile_x", "tile_y")
"""The columns of ``row_values``."""
_INSERT = (
    f"INSERT INTO service_request ({', '.join(ROW_COLUMNS)})"  # noqa: S608 - names of columns only
    f" VALUES ({', '.join(f'${n + 1}' for n in range(len(ROW_COLUMNS)))}) ON CONFLICT (id) DO NOTHING RETURNING id"
)


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
    """Accept a problem and promise a deadline; return the request.

    Raises:
        Unauthenticated: nobody is signed in.
        RateLimited: too many from one account.
        InvalidInput: names the field: cityId, categoryId, address, description, location, photos or shots.
        Conflict: the chosen id belongs to somebody else's request.
    """
    viewer = require(viewer, "submitServiceRequest")
    await allow_by_account(context, viewer, SUBMIT_BY_ACCOUNT)
    return await context.run_to_completion(_submit(context, viewer, submission, photos))


async def _submit(
    context: CommandContext, viewer: Viewer, submission: Submission, photos: Sequence[Picture]
) -> ServiceRequest:
    address = clean_text("address", submission.address, limit=300)
    description = clean_text("description", submission.description, limit=4000)
    await _check_place(submission)
    now = context.clock.now()
    promised = await _promise(submission, now)
    if photos and submission.id is not None and await row(SELECT, submission.id) is not None:
        # Whatever comes with it is here already, or is not wanted: it is not even opened.
        return await _already_sent(viewer, submission.id)
    step = PhotoStep(PhotoKind.REPORT, await bring(context, viewer, photos, submission.city_id))
    async with transaction():
        number = await next_number(submission.city_id)
        request = ServiceRequest(
            id=submission.id or new_id(),
            number=number,
            city_id=submission.city_id,
            category_id=submission.category_id,
            address=address,
            description=description,
            latitude=submission.latitude,
            longitude=submission.longitude,
            status=START,
            version=1,
            author_id=viewer.account_id,
            created_at=now,
            updated_at=now,
            promised_at=promised.due_at,
            due_at=promised.due_at,
            policy_id=promised.policy_id,
            policy_version=promised.policy_version,
            at_risk_at=promised.at_risk_at,
            escalate_at=promised.escalate_at,
        )
        if await row(_INSERT, *row_values(request)) is None:
            return await _already_sent(viewer, request.id)
        brought = await write_photos(viewer, step, None, request)
        await record(EventKind.SUBMITTED, viewer, None, request, (), photos=brought)
    await context.signals.wake_sequencer()
    return request


def row_values(request: ServiceRequest) -> list[object]:
    """Return the values of a new row: the fields of the request, then what searching and the map need."""
    values = [getattr(request, name) for name in FIELDS]
    values[FIELDS.index("status")] = request.status.value
    return [
        *values,
        request.next_moment_at,
        search_key(request.number, request.address, request.description),
        *tile_of(request.latitude, request.longitude),
    ]


async def _already_sent(viewer: Viewer, request_id: UUID) -> ServiceRequest:
    found = await row(SELECT, request_id)
    if found is None or found["author_id"] != viewer.account_id:
        raise Conflict("this id is taken by another service request", field="id")
    return ServiceRequest.from_columns(found)


async def next_number(city_id: str) -> str:
    """Return the next number that people read to each other, such as ``ALM-000123``."""
    found = await row("SELECT nextval('service_request_number') AS n")
    return number_of(city_id, found["n"] if found else 0)


def number_of(city_id: str, count: int) -> str:
    """Return the number that people read for the ``count``-th request of the installation."""
    return f"{city_id[:3].upper()}-{count:06d}"


async def _check_place(submission: Submission) -> None:
    city = None
    if SLUG.fullmatch(submission.city_id):
        city = await row("SELECT west, south, east, north FROM city WHERE id = $1", submission.city_id)
    if city is None:
        raise InvalidInput("cityId", f"cityId: there is no city {submission.city_id[:40]!r}")
    latitude, longitude = submission.latitude, submission.longitude
    if not (isfinite(latitude) and isfinite(longitude) and Box(**city).contains(latitude, longitude)):
        raise InvalidInput(
            "location",
            f"location: expected a point in the city ({city['south']}..{city['north']},"
            f" {city['west']}..{city['east']}), got {latitude}, {longitude}",
        )


async def _promise(submission: Submission, now: datetime) -> Promise:
    known = SLUG.fullmatch(submission.category_id)
    if not known or await row("SELECT 1 FROM category WHERE id = $1", submission.category_id) is None:
        raise InvalidInput("categoryId", f"categoryId: there is no category {submission.category_id[:40]!r}")
    policy = await policy_in_force(submission.city_id, submission.category_id, now)
    return promise(policy, await calendar_of_city(submission.city_id), now)
