"""Every link of a letter lands on a page that the router knows."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.clock import FixedClock
from app.domain.accounts.roles import Locale
from app.domain.notifications.letters import LetterKind
from app.domain.notifications.recipient import RecipientRole
from app.notifications.addressee import Addressee, PlaceNames
from app.notifications.compose import MessageComposer
from app.notifications.links import Links
from app.notifications.message_content import MessageContent

ROUTER = Path(__file__).parents[3] / "frontend" / "src" / "routing" / "route.ts"
URL = "https://qala.example.kz"
ID = UUID(int=7)
NAMES = {"almaty": dict.fromkeys(Locale, "Almaty"), "pothole": dict.fromkeys(Locale, "Pothole")}
ABOUT_REQUEST = {
    "request_id": str(ID),
    "number": "ALM-1",
    "city_id": "almaty",
    "category_id": "pothole",
    "address": "Abai 10",
    "due_at": None,
    "reason": None,
    "note": None,
    "done_version": 4,
    "event": "WORK_COMPLETED",
    "reader": RecipientRole.AUTHOR,
}
FIGURES = {**dict.fromkeys(("created", "completed", "confirmed", "disputed", "open", "asked"), 0), "overdue": 1}
LATE = {**ABOUT_REQUEST, "due_at": "2026-11-20T07:00:00+00:00"}
DATA = {
    **ABOUT_REQUEST,
    "day": "2026-11-20",
    "figures": FIGURES,
    "overdue": [LATE],
    "email_token_id": str(ID),
    "hours": 2,
    "email": "new@example.kz",
}
"""Enough for a letter of any kind."""


def known_pages() -> set[str]:
    """Read the pages and the aliases from the router itself."""
    text = ROUTER.read_text()
    pages = re.search(r"export const pages = \[(.*?)\]", text, re.DOTALL)
    aliases = re.search(r"const aliases[^=]*= \{(.*?)\}", text, re.DOTALL)
    assert pages is not None
    assert aliases is not None
    return {*re.findall(r'"([\w-]+)"', pages[1]), *re.findall(r"([\w-]+):", aliases[1])}


def content_of(kind: LetterKind, locale: Locale, data: Mapping[str, Any] = DATA) -> MessageContent:
    links = Links(lambda: b"k" * 32, FixedClock(datetime(2026, 11, 20, 7, tzinfo=UTC)), URL)
    place_names = PlaceNames(cities=NAMES, categories=NAMES, zones={"almaty": ZoneInfo("Asia/Almaty")})
    to = Addressee(account_id=ID, email="a@example.kz", name="Aruzhan", locale=locale)
    return MessageComposer(links, place_names).compose(kind, data, to)


def links_of(content: MessageContent) -> list[str]:
    buttons = [*content.buttons, *content.rows, *([content.preferences] if content.preferences else [])]
    return [button.url for button in buttons]


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("kind", LetterKind)
def test_every_link_of_a_letter_lands_on_a_page(kind: LetterKind, locale: Locale):
    """A page of the front end, its first page, or one of the two verdict pages of the server."""
    links = links_of(content_of(kind, locale))

    assert links
    for link in links:
        path = link.removeprefix(URL)
        if path.startswith("/verdict/"):
            continue
        assert path.startswith("/#/"), link
        page = re.split(r"[/?]", path.removeprefix("/#/"))[0]
        assert page in {*known_pages(), ""}, link


@pytest.mark.parametrize(
    ("locale", "day", "shown"),
    [
        (Locale.RU, "2026-11-20", "20 ноября"),
        (Locale.RU, "2026-12-31", "31 декабря 2026 г."),
        (Locale.KK, "2026-12-31", "2026 жылғы 31 желтоқсан"),
        (Locale.EN, "2026-12-31", "31 December 2026"),
    ],
)
def test_the_digest_of_the_first_day_names_the_year_before(locale: Locale, day: str, shown: str):
    """The letter of 1 January is about another year than its own."""
    content = content_of(LetterKind.DIGEST, locale, {**DATA, "day": day})

    assert content.subject.endswith(shown)
    assert shown in content.paragraphs[0]


def test_the_router_is_read_rightly():
    """The test above would pass on nothing if the router were written otherwise."""
    assert {"map", "request", "reset", "change-email", "login"} <= known_pages()
    assert "nonsense" not in known_pages()
