"""Verifying timelines, receipts and the seal of the log. What is proved by what is in ``docs/timeline.md``."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.log.receipt import Receipt
from app.domain.log.seal import LogSeal, sealed
from app.domain.log.timeline_hash import ORIGIN
from app.domain.log.timeline_proof import BreakReason, Chain, TimelineProof
from app.domain.requests.service_request import FIELDS, ServiceRequest
from app.errors import InvalidInput, NotFound
from app.events.log import LINK_COLUMNS, link_of
from app.models import LogState, ServiceRequestRow
from app.models.database import row, rows, steady_read
from app.models.log.whole_log import ALL_EVENTS, events_of

LINKS_AT_ONCE = 500
REQUESTS_AT_ONCE = 200
SEALED_AT_ONCE = 20_000

_ROW = ", ".join(FIELDS)
_SEALED = (
    f"SELECT position, hash FROM {ALL_EVENTS} AS event"  # noqa: S608 - constants
    " WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3"
)
_BATCH = (
    f"SELECT {_ROW} FROM service_request WHERE id > $1 AND ($2::text IS NULL OR city_id = $2)"  # noqa: S608 - columns
    " ORDER BY id LIMIT $3"
)
_LINKS = f"SELECT {', '.join(LINK_COLUMNS)} FROM"
_LINKS_OF = f"{_LINKS} {events_of('= $1')} AS event WHERE version > $2::int ORDER BY version LIMIT $3"
_LINKS_OF_MANY = f"{_LINKS} {events_of('= ANY($1)')} AS event ORDER BY request_id, version"
_FIRST_HASHES = f"""
    SELECT request_id, hash FROM {events_of("= ANY($1)")} AS event WHERE version = 1
"""  # noqa: S608 - constants


async def verify_timeline(request_id: UUID) -> TimelineProof:
    """Prove the whole timeline of one request, or name its first broken link.

    Raises:
        NotFound: there is no such request.
    """
    async with steady_read():
        found = await row(f"SELECT {_ROW} FROM service_request WHERE id = $1", request_id)  # noqa: S608 - columns only
        if found is None:
            raise NotFound("there is no such service request", id=str(request_id))
        chain, last = Chain(request_id), -(2**31)
        # A long timeline is read and hashed in batches, so that other tasks run in between.
        while links := await rows(
            _LINKS_OF,
            request_id,
            last,
            LINKS_AT_ONCE,
        ):
            for link in links:
                chain.add(link_of(link))
            last = links[-1]["version"]
        chain.compare_row(ServiceRequest.from_columns(found))
        chain.compare_photos((await _photos([request_id])).get(request_id, {}))
        return chain.proof()


@dataclass(frozen=True, slots=True)
class VerifiedTimeline:
    """One request of many."""

    number: str
    proof: TimelineProof


async def count_timelines(city_id: str | None = None) -> int:
    """Return how many requests there are to verify."""
    requests = ServiceRequestRow.all() if city_id is None else ServiceRequestRow.filter(city_id=city_id)
    return await requests.count()


async def verify_timelines(city_id: str | None = None) -> AsyncIterator[Sequence[VerifiedTimeline]]:
    """Verify all requests, or those of one city, batch by batch."""
    last = UUID(int=0)
    while True:
        async with steady_read():
            found = await rows(
                _BATCH,
                last,
                city_id,
                REQUESTS_AT_ONCE,
            )
            if not found:
                return
            links = await rows(_LINKS_OF_MANY, [item["id"] for item in found])
            kept = await _photos([item["id"] for item in found])
        yield _verified(found, links, kept)
        last = found[-1]["id"]


async def _photos(request_ids: Sequence[UUID]) -> dict[UUID, dict[int, list[bytes]]]:
    """Return the digests of the photos that are kept, by request and version."""
    kept: dict[UUID, dict[int, list[bytes]]] = {}
    for found in await rows("SELECT request_id, version, digest FROM photo WHERE request_id = ANY($1)", request_ids):
        kept.setdefault(found["request_id"], {}).setdefault(found["version"], []).append(found["digest"])
    return kept


def _verified(
    found: Sequence[dict[str, Any]], links: Sequence[dict[str, Any]], kept: dict[UUID, dict[int, list[bytes]]]
) -> list[VerifiedTimeline]:
    chains = {item["id"]: Chain(item["id"]) for item in found}
    for link in links:
        chains[link["request_id"]].add(link_of(link))
    for item in found:
        chains[item["id"]].compare_row(ServiceRequest.from_columns(item))
        chains[item["id"]].compare_photos(kept.get(item["id"], {}))
    return [VerifiedTimeline(item["number"], chains[item["id"]].proof()) for item in found]


async def request_ids(numbers: Sequence[str]) -> list[UUID]:
    """Return the ids of the requests with these numbers, in their order.

    Raises:
        NotFound: names the first number that nothing has.
    """
    found = await ServiceRequestRow.filter(number__in=list(numbers)).values_list("number", "id")
    known: dict[str, UUID] = dict(found)
    for number in numbers:
        if number not in known:
            raise NotFound(f"there is no service request {number[:40]!r}", number=number[:40])
    return [known[number] for number in numbers]


async def receipts(found: Sequence[tuple[UUID, str]]) -> dict[UUID, Receipt]:
    """Return the receipts of these requests, given as ids with their numbers."""
    hashes = await rows(_FIRST_HASHES, [key for key, _ in found])
    numbers = dict(found)
    return {item["request_id"]: Receipt.of(numbers[item["request_id"]], item["hash"]) for item in hashes}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptCheck:
    """What a receipt is worth."""

    valid: bool
    """Whether the log still holds the very submission that the receipt was given for."""
    number: str
    submitted_at: datetime | None
    request: ServiceRequest | None
    """None when there is no request of that number."""
    proof: TimelineProof | None


async def check_receipt(text: str) -> ReceiptCheck:
    """Hold a receipt against the log.

    Raises:
        InvalidInput: it is no receipt.
    """
    try:
        receipt = Receipt.parse(text)
    except ValueError as error:
        raise InvalidInput("receipt", "receipt: expected a number and 16 letters and digits after it") from error
    found = await row(
        f"SELECT {', '.join(f's.{name}' for name in FIELDS)}, e.hash AS first_hash"  # noqa: S608 - columns only
        f" FROM service_request s LEFT JOIN LATERAL {events_of('= s.id')} AS e ON e.version = 1 WHERE s.number = $1",
        receipt.number,
    )
    if found is None:
        return ReceiptCheck(valid=False, number=receipt.number, submitted_at=None, request=None, proof=None)
    request = ServiceRequest.from_columns(found)
    proof = await verify_timeline(request.id)
    is_same = found["first_hash"] is not None and Receipt.of(request.number, found["first_hash"]) == receipt
    return ReceiptCheck(
        valid=is_same and _holds_first(proof),
        number=request.number,
        submitted_at=request.created_at,
        request=request,
        proof=proof,
    )


def _holds_first(proof: TimelineProof) -> bool:
    # What was done to later steps, or to the present state, is no fault of the submission.
    broken = proof.first_broken
    return broken is None or broken.version > 1 or broken.why is BreakReason.ROW_DIFFERS


async def log_seal() -> LogSeal:
    """Return the seal of the log as it stands now."""
    state = await LogState.get_or_none(id=1)
    if state is None:
        raise RuntimeError("log_state has no row: run `qala migrate`")
    return LogSeal(state.epoch, state.head, bytes(state.seal))


@dataclass(frozen=True, slots=True, kw_only=True)
class SealCheck:
    """What the log hashes to now."""

    position: int
    """How far the log has been read."""
    seal: bytes
    hole_at: int | None = None
    """The first position that no event has, where there is one."""


async def seal_again(up_to: int) -> AsyncIterator[SealCheck]:
    """Hash the log anew up to a position, and tell after each piece how far it is; ends early at a hole."""
    position, seal = 0, ORIGIN
    while position < up_to:
        found = await rows(
            _SEALED,
            position,
            up_to,
            SEALED_AT_ONCE,
        )
        dense = [item["hash"] for n, item in enumerate(found, position + 1) if item["position"] == n]
        seal = sealed(seal, dense)
        position += len(dense)
        hole = position + 1 if len(dense) < len(found) or not found else None
        yield SealCheck(position=position, seal=seal, hole_at=hole)
        if hole is not None:
            return
