"""Requests that are there before a page is opened: more than a page of a list, or many at one spot."""

from collections.abc import Iterable
from typing import Any

from app.commands.requests.submission import Submission, submit
from app.commands.staff.accounts import put_account
from app.domain.accounts.roles import Locale, Role
from app.settings import Settings
from tests.conftest import TestServices
from tests.e2e.conftest import PASSWORD

EMAIL = "many@example.kz"
"""Their author: an account of the test alone, because the number of requests an hour is limited by account."""
Point = tuple[float, float]


async def submit_at(urls: TestServices, places: Iterable[Point]) -> list[str]:
    """Submit a pothole at each place, given as latitude and longitude; return the ids."""
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
            submission = Submission(city_id="almaty", category_id="pothole", description="Яма у подъезда", **given)
            request = await submit(application.command_context, author, submission)
            ids.append(str(request.id))
    return ids
