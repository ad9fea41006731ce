"""Reading promises: which policy is in force, which one a request was promised by, and the calendar they count by."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from app.data.toml_file import DataFileError
from app.data.work_calendar import work_calendar_of
from app.domain.service_request import ServiceRequest
from app.domain.sla import Counted, SlaPolicy, WorkCalendar, policy_for
from app.models.database import row, rows

_COLUMNS = "policy, category_id, city_id, version, hours, counted, at_risk_share, escalate_after_share, valid_from"


async def policy_in_force(city_id: str, category_id: str, at: datetime) -> SlaPolicy:
    """Return what is promised for this category in this city at this moment.

    Raises:
        NoPolicy: nothing is.
    """
    found = await rows(
        f"SELECT {_COLUMNS} FROM sla_policy WHERE category_id = $1 AND (city_id = $2 OR city_id IS NULL)"  # noqa: S608 - columns
        " AND valid_from <= $3",
        category_id,
        city_id,
        at,
    )
    return policy_for(map(_policy, found), city_id=city_id, category_id=category_id, at=at)


async def policies_of(city_id: str, at: datetime) -> list[SlaPolicy]:
    """Return what is promised in a city for every category."""
    found = await rows(
        f"SELECT {_COLUMNS} FROM sla_policy WHERE (city_id = $1 OR city_id IS NULL) AND valid_from <= $2",  # noqa: S608 - columns
        city_id,
        at,
    )
    known = [_policy(item) for item in found]
    categories = sorted({policy.category_id for policy in known})
    return [policy_for(known, city_id=city_id, category_id=category, at=at) for category in categories]


async def policy_version(policy: str, version: int) -> SlaPolicy | None:
    """Return one version of a policy: the one a request was promised by."""
    found = await row(f"SELECT {_COLUMNS} FROM sla_policy WHERE policy = $1 AND version = $2", policy, version)  # noqa: S608 - columns
    return _policy(found) if found else None


async def policy_of(request: ServiceRequest) -> SlaPolicy | None:
    """Return the version of the policy that the request was promised by; None for one that came with its deadline."""
    if request.policy_id is None or request.policy_version is None:
        return None
    return await policy_version(request.policy_id, request.policy_version)


async def calendar_of_city(city_id: str) -> WorkCalendar:
    """Return the calendar that the city works by; one we ship none for works round the clock."""
    found = await row("SELECT timezone FROM city WHERE id = $1", city_id)
    return calendar_of_zone(found["timezone"] if found else "UTC")


@lru_cache(maxsize=100)
def calendar_of_zone(timezone: str) -> WorkCalendar:
    """Return the calendar of the cities that live by this zone."""
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
