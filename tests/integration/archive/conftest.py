"""A log with old months, and all that is read from it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.commands.jobs.city_accounts import note_all_accounts
from app.commands.jobs.log_archive import archive_months
from app.commands.requests import comments
from app.commands.requests.submission import submit
from app.domain.log.archive_months import months_after
from app.domain.log.events import EventKind
from app.domain.requests.service_request import ServiceRequest
from app.events.log import log_head, read_between, read_topics
from app.models.database import row, rows
from app.models.log.event import event_row, has_acted
from app.models.privacy.personal_data import PERSONAL_TABLES, NotExported
from app.queries.figures.executor_checks import counted_disputes
from app.queries.figures.executors import counted_scores
from app.queries.figures.points import balance_of
from app.queries.figures.statistics import counted_statistics, statistics
from app.queries.log.projections import verify_projections
from app.queries.log.timeline import events_of_kinds, latest_events_of_kinds, timeline
from app.queries.log.verification import log_seal, receipts, seal_again, verify_timeline, verify_timelines
from app.queries.notifications.account_notifications import notifications
from app.queries.photos.request_photos import steps_with_photos
from app.queries.requests.coauthors import coauthors_of
from app.queries.requests.filter import Filter
from app.queries.requests.lists import service_requests
from app.queries.requests.order import Order
from tests.waiting import until

ALMATY = ZoneInfo("Asia/Almaty")
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
END = datetime(2040, 1, 1, tzinfo=UTC)
_READ = "SELECT min(position) AS position FROM consumer_position WHERE name <> 'notifications_deleted'"


async def all_have_read(test_app) -> None:
    """Wait until every reader of the log has read it to its head."""
    head = await test_app.published()
    await note_all_accounts()

    async def has_read() -> bool:
        found = await row(_READ)
        return found is not None and found["position"] >= head

    await until(has_read, "every consumer has read the log")


async def archived(test_app, limit: date, **given: Any) -> int:
    """Archive the months before this one; return how many events were moved."""
    await all_have_read(test_app)
    return await archive_months(limit, **given)


async def months() -> list[date]:
    """Return the months that the live table has events of, the oldest first."""
    found = await rows(
        "SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date AS month FROM event ORDER BY 1"
    )
    return [item["month"] for item in found]


async def after_all(test_app) -> date:
    """Let the time pass until every month that has events may be archived; return the month after them."""
    last = max(await months())
    test_app.clock.at = max(test_app.clock.at, datetime(last.year, last.month, 28, tzinfo=UTC) + timedelta(days=40))
    return months_after(last, 1)


async def counts() -> tuple[int, int]:
    """Return how many events the live table and the archive have."""
    (found,) = await rows("SELECT (SELECT count(*) FROM event) AS live, (SELECT count(*) FROM event_archive) AS old")
    return found["live"], found["old"]


async def _pages(request_id: UUID) -> list[Any]:
    """Return the timeline, read two events at a time."""
    found, after = [], None
    while True:
        page = await timeline(request_id, first=2, after=after)
        found += [(logged.position, logged.event) for _, logged in page.items]
        if not page.has_next:
            return found
        after = page.end_cursor


async def _of_request(request_id: UUID, people: list[UUID]) -> dict[str, Any]:
    kinds = list(EventKind)
    proof = await verify_timeline(request_id)
    assert proof.intact, proof.first_broken
    rows_of = [await event_row(request_id, version) for version in range(1, 5)]
    return {
        "pages": await _pages(request_id),
        "kinds": await events_of_kinds(request_id, kinds),
        "latest": await latest_events_of_kinds(request_id, kinds, 3),
        "proof": proof,
        "receipt": await receipts([(request_id, "ALM-1")]),
        "coauthors": await coauthors_of([request_id]),
        "photos": [await steps_with_photos(request_id, EventKind.WORK_COMPLETED, person) for person in people],
        "rows": [
            found and (found.id, found.kind, found.actor_id, found.snapshot, bytes(found.hash)) for found in rows_of
        ],
    }


async def _of_person(account_id: UUID) -> dict[str, Any]:
    exported: dict[str, Any] = {}
    for table in PERSONAL_TABLES:
        if not isinstance(table.exported, NotExported):
            exported |= {name: await rows(sql, account_id) for name, sql in table.exported.items()}
    return {
        "exported": {name: exported[name] for name in ("comments", "steps", "notifications", "verdicts", "points")},
        "notifications": [item.logged for _, item in (await notifications(account_id, first=50)).items],
        "balance": await balance_of(account_id),
        "has acted": await has_acted(account_id),
    }


async def _of_log() -> dict[str, Any]:
    _, head = await log_head()
    seal = await log_seal()
    sealed = [check async for check in seal_again(head)]
    assert sealed == [] or sealed[-1].seal == seal.seal
    batches: list[Any] = []
    while found := await read_between(batches[-1].position if batches else 0, head, 3):
        batches += found
    assert [logged.position for logged in batches] == list(range(1, head + 1))
    return {
        "log": batches,
        "city": await read_topics(["city:almaty"], 0, head),
        "topics": await read_topics(["city:almaty", "city:astana"], 2, head),
        "verified": [item async for batch in verify_timelines() for item in batch],
    }


async def _figures(now: datetime) -> dict[str, Any]:
    spans = [(BEGIN, END), (now - timedelta(days=150), now - timedelta(days=10, hours=5))]
    return {
        "statistics": [await statistics("almaty", since, until_, ALMATY, now) for since, until_ in spans],
        "counted": [await counted_statistics("almaty", since, until_) for since, until_ in spans],
        "scores": await counted_scores("almaty"),
        "disputes": await counted_disputes("almaty"),
        "disputed": [
            [item.id for _, item in (await service_requests(Filter(disputed=value), Order.NEWEST, now)).items]
            for value in (True, False)
        ],
    }


async def all_read(test_app, request_ids: list[UUID], people: list[UUID]) -> dict[str, Any]:
    """Return what every reader of old events reads: it must not depend on what is archived."""
    return {
        "requests": {request_id: await _of_request(request_id, people) for request_id in request_ids},
        "people": {account_id: await _of_person(account_id) for account_id in people},
        **await _of_log(),
        **await _figures(test_app.clock.now()),
    }


async def differences(test_app) -> list[str]:
    """Return how the projections differ from what the tables give."""
    found: list[str] = []
    async for proof in verify_projections((), test_app.clock):
        assert proof.differences is not None, proof.name
        found += proof.differences
    return found


async def year(test_app, requests: int = 2) -> list[ServiceRequest]:
    """Return requests with a comment in each of four months, the last one commented on in two."""
    author = await test_app.person()
    found = [await submit(test_app.context, author, test_app.submission()) for _ in range(requests)]
    for month in range(3):
        test_app.pass_time(days=31)
        for request in found if month != 1 else found[-1:]:
            await comments.comment(test_app.context, author, request.id, f"month {month}")
    return found


async def is_prefix() -> bool:
    """Whether all that is archived comes before all that is not, and each month has what the books say."""
    (found,) = await rows(
        "SELECT (SELECT coalesce(max(position), 0) FROM event_archive) AS last,"
        " (SELECT min(position) FROM event) AS first, (SELECT max(moved_to) FROM archived_month) AS moved_to"
    )
    return found["last"] == found["moved_to"] and (found["first"] is None or found["last"] == found["first"] - 1)
