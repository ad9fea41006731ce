"""Deadline policies: the one in force, the one of a request, and the working calendar of a city."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from app.data.toml_file import DataFileError
from app.data.work_calendar import work_calendar_of
from app.domain.requests.service_request import ServiceRequest
from app.domain.sla import Counted, SlaPolicy, WorkCalendar, policy_for
from app.models.database import row, rows

# SQL, because steps of requests read policies: a model would add more than 10 % to their CPU.
_SELECT = (
    "SELECT policy, category_id, city_id, version, hours, counted, at_risk_share, escalate_after_share, valid_from"
    " FROM sla_policy WHERE "
)


async def policy_in_force(city_id: str, category_id: str, at: datetime) -> SlaPolicy:
    """Return the policy for this category in this city at this time.

    Raises:
        NoPolicy: there is none.
    """
    found = await rows(
        _SELECT + "category_id = $1 AND (city_id = $2 OR city_id IS NULL) AND valid_from <= $3",
        category_id,
        city_id,
        at,
    )
    return policy_for(map(_policy, found), city_id=city_id, category_id=category_id, at=at)


async def policies_of(city_id: str, at: datetime) -> list[SlaPolicy]:
    """Return the policy in force of every category in a city, by category."""
    found = await rows(
        _SELECT + "(city_id = $1 OR city_id IS NULL) AND valid_from <= $2",
        city_id,
        at,
    )
    known = [_policy(item) for item in found]
    categories = sorted({policy.category_id for policy in known})
    return [policy_for(known, city_id=city_id, category_id=category, at=at) for category in categories]


async def policy_version(policy: str, version: int) -> SlaPolicy | None:
    """Return one version of a policy; None when it does not exist."""
    found = await row(_SELECT + "policy = $1 AND version = $2", policy, version)
    return _policy(found) if found else None


async def policy_of(request: ServiceRequest) -> SlaPolicy | None:
    """Return the policy version that set the deadline; None for an imported request, which came with its deadline."""
    if request.policy_id is None or request.policy_version is None:
        return None
    return await policy_version(request.policy_id, request.policy_version)


async def calendar_of_city(city_id: str) -> WorkCalendar:
    """Return the working calendar of the city; round the clock where no calendar is shipped for its time zone."""
    found = await row("SELECT timezone FROM city WHERE id = $1", city_id)
    return calendar_of_zone(found["timezone"] if found else "UTC")


@lru_cache(maxsize=100)
def calendar_of_zone(timezone: str) -> WorkCalendar:
    """Return the working calendar of this time zone."""
    try:
        return WorkCalendar.of(work_calendar_of(timezone))
    except DataFileError:
        return WorkCalendar.round_the_clock(timezone)


def _policy(found: dict[str, Any]) -> SlaPolicy:
    return SlaPolicy(
        id=found["policy"],
        category_id=found["category_id"],
        city_id=found["city_id"],
        version=found["version"],
        hours=found["hours"],
        counted=Counted(found["counted"]),
        at_risk_share=found["at_risk_share"],
        escalate_after_share=found["escalate_after_share"],
        valid_from=found["valid_from"],
    )
