"""Districts of Almaty for tests: two squares with a street between them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from app.commands.jobs.district_survey import survey_districts
from app.commands.staff.districts import put_districts
from app.data.district_file import DistrictData
from app.domain.accounts.roles import LANGUAGES
from tests.conftest import TestApp

BORDER = 76.92
IN_RIVER = {"latitude": 43.24, "longitude": 76.91}
IN_HILL = {"latitude": 43.24, "longitude": 76.93}
NOWHERE = {"latitude": 43.34, "longitude": 76.93}


def district(name: str, west: float, east: float) -> DistrictData:
    """Return a district between these longitudes."""
    ring = [[west, 43.2], [east, 43.2], [east, 43.3], [west, 43.3], [west, 43.2]]
    names = {language: f"{name} {language}" for language in LANGUAGES}
    return DistrictData(id=f"almaty_{name.lower()}", names=names, outline={"type": "Polygon", "coordinates": [ring]})


RIVER, HILL = district("River", 76.9, BORDER), district("Hill", BORDER, 76.95)
Put = Callable[..., Awaitable[None]]


@pytest.fixture
def put(test_app: TestApp) -> Put:
    """Put districts of Almaty, and let the time pass until every process knows them."""

    async def put(*districts: DistrictData) -> None:
        await put_districts("almaty", districts, clock=test_app.clock)
        test_app.pass_time(seconds=61)

    return put


@pytest.fixture
def survey(test_app: TestApp) -> Callable[[], Awaitable[int]]:
    """Run the job to its end; return how many requests have another district."""

    async def survey() -> int:
        return await survey_districts(test_app.context, begin_after=timedelta(seconds=60))

    return survey
