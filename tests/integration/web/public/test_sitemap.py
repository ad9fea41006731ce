"""What search engines are offered."""

import re
from datetime import timedelta

import pytest

from app.commands.requests import rejection, text_moderation, withdrawal
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.requests.reasons import RejectReason
from app.domain.text.hidden_texts import Text, TextPart
from app.models.database import rows
from app.queries.public.requests import public_request
from app.queries.public.sitemap import MONTH_SQL, MONTHS, Month, requests_of_month
from tests.conftest import NOON

pytestmark = pytest.mark.new_database


def addresses(text):
    return re.findall(r"<loc>([^<]*)</loc>", text)


async def reported(site, **changes):
    author = await site.test_app.person()
    return author, await submit(site.test_app.context, author, site.test_app.submission(**changes), [])


async def test_robots_are_led_to_the_sitemap(site):
    """And asked to leave what is data or personal; the photos of the pages are theirs."""
    lines = (await site.client.get("/robots.txt")).text.splitlines()

    assert "Sitemap: http://qala.test/sitemap.xml" in lines
    assert "Disallow: /verdict/" in lines
    assert not [line for line in lines if line in {"Disallow: /", "Disallow: /photos/", "Disallow: /graphql"}]


async def test_a_sitemap_has_the_public_requests_of_a_month(site):
    """Without those that were closed without work, and those with a hidden text: as their own pages say."""
    context, akimat = site.test_app.context, await site.test_app.person(Role.AKIMAT)
    _, shown = await reported(site)
    _, spam = await reported(site)
    author, withdrawn = await reported(site)
    _, hidden = await reported(site)
    _, elsewhere = await reported(site, city_id="astana", latitude=51.13, longitude=71.43)
    await rejection.reject(context, akimat, spam.id, RejectReason.SPAM)
    await withdrawal.withdraw(context, author, withdrawn.id)
    await text_moderation.hide(context, akimat, hidden.id, Text(TextPart.DESCRIPTION), "имя")

    index = await site.client.get("/sitemap.xml")
    month = await site.client.get("/sitemap/almaty/2026-11.xml")

    assert addresses(index.text) == [f"http://qala.test/sitemap/{city}/2026-11.xml" for city in ("almaty", "astana")]
    assert addresses(month.text) == ["http://qala.test/c/almaty", f"http://qala.test/r/{shown.number}"]
    assert month.headers["content-type"] == "application/xml"
    for request in (shown, spam, withdrawn, hidden, elsewhere):
        found = await public_request(request.number)
        assert found.is_indexed is (request in {shown, elsewhere})

    await text_moderation.show(context, akimat, hidden.id, Text(TextPart.DESCRIPTION))

    assert {one.number for one in await requests_of_month("almaty", Month(2026, 11))} == {shown.number, hidden.number}


async def test_every_address_of_a_sitemap_opens(site):
    _, request = await reported(site)

    (month,) = addresses((await site.client.get("/sitemap.xml")).text)
    pages = addresses((await site.client.get(month)).text)

    assert f"http://qala.test/r/{request.number}" in pages
    assert [(await site.client.get(page)).status_code for page in pages] == [200, 200]


async def test_months_are_bounded(site):
    """The last two years, from the first request to the newest."""
    _, request = await reported(site)
    await rows("UPDATE service_request SET created_at = $1 WHERE id = $2", NOON - timedelta(days=4000), request.id)
    assert addresses((await site.client.get("/sitemap.xml")).text) == []

    await reported(site)
    found = addresses((await site.client.get("/sitemap.xml")).text)
    assert len(found) == MONTHS
    assert found[0].endswith("/2026-11.xml")


@pytest.mark.parametrize("path", ["nowhere/2026-11.xml", "almaty/2026-13.xml", "almaty/x.xml", "almaty/1999-01.xml"])
async def test_what_is_no_month_of_a_city_is_404(site, path):
    assert (await site.client.get(f"/sitemap/{path}")).status_code == 404


async def test_a_month_is_read_by_the_index(site):
    """The requests of other months are not read, however many there are."""
    month = Month(2026, 11)
    plan = await rows(f"EXPLAIN {MONTH_SQL}", "almaty", month.begin, month.plus(1).begin)

    steps = [step["QUERY PLAN"] for step in plan]
    assert any("Index Cond" in step and "created_at >=" in step for step in steps), steps
    assert not any("Seq Scan on service_request" in step for step in steps), steps


def test_months_of_a_year_end_at_its_borders():
    assert Month(2026, 12).plus(1) == Month(2027, 1)
    assert Month(2026, 1).plus(-1) == Month(2025, 12)
    assert str(Month(2026, 3)) == "2026-03"
