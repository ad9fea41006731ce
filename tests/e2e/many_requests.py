"""Requests that are there before a page is opened: more than a page of a list, or many at one spot."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from app.commands.requests import work
from app.commands.requests.submission import Submission, submit
from app.commands.staff.accounts import put_account
from app.domain.accounts.roles import Locale, Role
from app.settings import Settings
from tests.conftest import TestServices
from tests.e2e.conftest import PASSWORD, PEOPLE
from tests.pictures import complete, start

EMAIL = "many@example.kz"
"""Their author: an account of the test alone, because the number of requests an hour is limited by account."""
Point = tuple[float, float]


async def submit_at(urls: TestServices, places: Iterable[Point], categories: Sequence[str] = ("pothole",)) -> list[str]:
    """Submit a request at each place, given as latitude and longitude, of each category in turn; return the ids."""
    async with urls.application(Settings(), lead=False) as application:
        author = await put_account(
            application.command_context,
            name="Аружан Серік",
            email=EMAIL,
            password=PASSWORD,
            role=Role.CITIZEN,
            city_id="almaty",
            locale=Locale.RU,
        )
        ids = []
        for number, (latitude, longitude) in enumerate(places):
            given: dict[str, Any] = {"latitude": latitude, "longitude": longitude, "address": f"Абая {number}"}
            category = categories[number % len(categories)]
            submission = Submission(city_id="almaty", category_id=category, description="Яма у подъезда", **given)
            request = await submit(application.command_context, author, submission)
            ids.append(str(request.id))
    return ids


async def repaired(urls: TestServices) -> tuple[str, str]:
    """Submit two requests of the citizen; Қайрат repairs the first and begins the second. Return their ids."""
    async with urls.application(Settings(), lead=False) as application:
        context = application.command_context
        given: dict[str, Any] = {"password": PASSWORD, "city_id": "almaty", "locale": Locale.RU}
        email = PEOPLE[Role.CITIZEN]
        author = await put_account(context, name="Test CITIZEN", email=email, role=Role.CITIZEN, **given)
        kairat = await put_account(context, name="Қайрат", email="kairat@example.kz", role=Role.EXECUTOR, **given)
        ids: list[UUID] = []
        for number in (1, 2):
            at: dict[str, Any] = {"latitude": 43.24 + number / 1000, "longitude": 76.91, "address": f"Абая {number}"}
            told = Submission(city_id="almaty", category_id="pothole", description="Яма у подъезда", **at)
            ids.append((await submit(context, author, told)).id)
            await work.claim(context, kairat, ids[-1])
            await start(context, kairat, ids[-1])
        await complete(context, kairat, ids[0])
    return str(ids[0]), str(ids[1])
