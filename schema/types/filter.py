"""The filter of lists, the map and the live feed."""

from collections.abc import Iterator
from datetime import datetime

import strawberry
from strawberry.utils.str_converters import to_camel_case

from app.auth.filter_rights import check_author_filter, check_follower_filter
from app.auth.viewer import Viewer
from app.domain.figures.period import Period
from app.domain.places.hexagons import hexagon_named
from app.domain.requests.lifecycle import Status
from app.domain.requests.report_source import ReportSource
from app.domain.text.limits import SEARCH
from app.errors import InvalidInput
from app.queries.requests.filter import ONLY_STORED, Filter
from schema.cost import Cost
from schema.ids import optional_uuid
from schema.types.places import BoundingBoxInput


@strawberry.input(
    description="Every field narrows the answer; a list means any of. `text` looks for each of its words, in any order,"
    " in number, address and description, for the Akimat of `cityId` also in the executor's name. Case, signs, the"
    " Russian letters that Kazakh ones resemble, Latin transliteration and endings do not matter. A word of three"
    " letters or more is found anywhere, a shorter one at the beginning of a word, a number as a whole; words for"
    " streets and houses beside others are left out. Signs alone find nothing. Words of fewer than three letters alone,"
    " and texts that very many requests have, are looked for in the newest 20,000 requests of the city or the person,"
    " and a list goes on from there page by page: a page may then be short or empty and have a next one. The number of"
    " a request finds it however old it is. A list, never a feed, answers with similar words (`isSimilar`) where no"
    " request has those of the text."
)
class ServiceRequestFilter:
    city_id: strawberry.ID | None = None
    statuses: list[Status] | None = None
    category_ids: list[strawberry.ID] | None = None
    overdue: bool | None = None
    executor_id: strawberry.ID | None = None
    author_id: strawberry.ID | None = None
    unassigned: bool | None = None
    bbox: BoundingBoxInput | None = None
    text: str | None = strawberry.field(default=None, directives=[Cost(points=1000, live=20)])
    created_from: datetime | None = None
    created_to: datetime | None = None
    at_risk: bool | None = strawberry.field(
        default=None, description="Whether the deadline is near or has passed while work is owed."
    )
    report_sources: list[ReportSource] | None = strawberry.field(
        default=None, description="Only those that an officer typed in, by how they reached the officer."
    )
    district_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only those that lie in one of these districts."
    )
    zone: strawberry.ID | None = strawberry.field(default=None, description="Only those in this `ProblemZone`, by id.")
    period: Period | None = strawberry.field(
        default=None, description="Open ones, and those finished lately: done, rejected, withdrawn or merged."
    )
    done: bool | None = strawberry.field(default=None, description="Whether the work is done, and not disputed since.")
    late: bool | None = strawberry.field(
        default=None,
        description="Whether the work was done after its deadline, or in time; work without a deadline is neither.",
    )
    done_from: datetime | None = strawberry.field(
        default=None, description="Only work that was done then or later; with `executorId` alone."
    )
    done_to: datetime | None = strawberry.field(
        default=None, description="Only work that was done before; with `executorId` alone."
    )
    disputed: bool | None = strawberry.field(
        default=None,
        description="Whether an author has said that it is not fixed; with `executorId`, about work of that executor."
        " Not for feeds.",
    )
    marked: bool | None = strawberry.field(
        default=None,
        description="Whether a photo has an `EvidenceMark`; with `executorId`, a photo of that executor."
        " Not for feeds.",
    )
    follower_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those that this account follows: the viewer's own id. Not for feeds."
    )


def feed_filter_of(given: ServiceRequestFilter | None, viewer: Viewer | None, city_id: str) -> Filter:
    """Return the filter of a live feed of a city; raises what ``filter_of`` does."""
    for name in sorted(ONLY_STORED):
        if given is not None and getattr(given, name) is not None:
            field = f"filter.{to_camel_case(name)}"
            raise InvalidInput(field, f"{field}: expected none; lists have this filter, feeds do not")
    return filter_of(given, viewer, city_id=city_id)


def filter_of(given: ServiceRequestFilter | None, viewer: Viewer | None, *, city_id: str | None = None) -> Filter:
    """Return the filter of ``app.queries``.

    Raises:
        InvalidInput: names the field.
        NotAllowed: all requests of one author are for the author and for staff of the city, and those that a person
            follows for that person.
    """
    given = given or ServiceRequestFilter()
    if city_id is not None and given.city_id not in {None, city_id}:
        raise InvalidInput("filter.cityId", "filter.cityId: expected the city of the feed, or none")
    for name, values in _texts(given):
        if not all(value.isprintable() for value in values):
            raise InvalidInput(f"filter.{name}", f"filter.{name}: expected letters, digits and signs")
    if given.text is not None and len(given.text) > SEARCH:
        raise InvalidInput("filter.text", f"filter.text: expected at most {SEARCH} characters")
    box = given.bbox.to_box() if given.bbox else None
    # Not for numbers that are no numbers either: every comparison with them is false.
    if box is not None and not (box.west <= box.east and box.south <= box.north):
        raise InvalidInput("filter.bbox", "filter.bbox: expected west <= east and south <= north")
    for name, value in (("doneFrom", given.done_from), ("doneTo", given.done_to)):
        if value is not None and given.executor_id is None:
            raise InvalidInput(f"filter.{name}", f"filter.{name}: expected executorId beside it")
    author_id = optional_uuid("filter.authorId", given.author_id)
    narrowed_city = city_id or given.city_id
    if author_id is not None:
        check_author_filter(viewer, author_id, narrowed_city)
    follower_id = optional_uuid("filter.followerId", given.follower_id)
    if follower_id is not None:
        check_follower_filter(viewer, follower_id)
    return Filter(
        city_id=narrowed_city,
        statuses=frozenset(given.statuses) if given.statuses is not None else None,
        category_ids=frozenset(given.category_ids) if given.category_ids is not None else None,
        district_ids=frozenset(given.district_ids) if given.district_ids is not None else None,
        overdue=given.overdue,
        executor_id=optional_uuid("filter.executorId", given.executor_id),
        author_id=author_id,
        follower_id=follower_id,
        unassigned=given.unassigned,
        box=box,
        text=given.text or None,
        created_from=given.created_from,
        created_to=given.created_to,
        at_risk=given.at_risk,
        report_sources=frozenset(given.report_sources) if given.report_sources is not None else None,
        zone=None if given.zone is None else _zone_of(given.zone),
        period=given.period,
        done=given.done,
        late=given.late,
        done_from=given.done_from,
        done_to=given.done_to,
        disputed=given.disputed,
        marked=given.marked,
    )


def _zone_of(name: str) -> int:
    zone = hexagon_named(name)
    if zone is None:
        raise InvalidInput("filter.zone", f"filter.zone: expected the id of a ProblemZone, got {name[:40]!r}")
    return zone


def _texts(given: ServiceRequestFilter) -> Iterator[tuple[str, list[str]]]:
    """Yield the texts that reach the database, which accepts neither NUL nor half of a surrogate pair."""
    yield "cityId", [given.city_id or ""]
    yield "categoryIds", list(given.category_ids or ())
    yield "districtIds", list(given.district_ids or ())
    yield "text", (given.text or "").split()
