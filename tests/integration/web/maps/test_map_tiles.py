"""Tiles of the map over HTTP: whole, cacheable, and paid for."""

import re
from contextlib import suppress
from itertools import pairwise
from math import nextafter

import pytest

from app.auth.fair_queue import Payer
from app.auth.limits import POINTS_BY_NETWORK
from app.commands.requests import withdrawal
from app.commands.requests.submission import submit
from app.domain.places.geo import TILE_BITS, tile_box, tile_of
from app.errors import RateLimited
from app.models.database import rows

ABAI = (43.24, 76.91)
OTHERS = [(43.2401, 76.9101), (43.30, 76.95), (43.21, 76.80)]


@pytest.fixture
async def filled(site):
    """Four requests in Almaty, of which the last was withdrawn."""
    citizen = await site.test_app.person()
    requests = [
        await submit(site.test_app.context, citizen, site.test_app.submission(latitude=latitude, longitude=longitude))
        for latitude, longitude in (ABAI, *OTHERS)
    ]
    await withdrawal.withdraw(site.test_app.context, citizen, requests[-1].id)
    await site.test_app.settled()
    return requests


def tile_at(zoom, latitude=ABAI[0], longitude=ABAI[1]):
    x, y = tile_of(latitude, longitude)
    return f"/map/almaty/{zoom}/{x >> (TILE_BITS - zoom)}/{y >> (TILE_BITS - zoom)}.json"


def counted(response):
    assert response.status_code == 200, response.text
    return sum(item["properties"].get("count", 1) for item in response.json()["features"])


@pytest.mark.parametrize("zoom", [5, 8, 12, 13, 16, 17, 18, 19])
async def test_the_tiles_of_a_zoom_have_each_request_once(site, filled, zoom):
    """From squares and, from zoom 18 on, from requests."""
    addresses = {tile_at(zoom, *place) for place in (ABAI, *OTHERS)}

    assert sum([counted(await site.client.get(address)) for address in addresses]) == 4


async def test_a_request_at_the_very_edge_is_in_the_tile_of_its_numbers(site):
    """Also where the edge in degrees is rounded to the other side of it."""
    x, y = (number >> (TILE_BITS - 18) for number in tile_of(*ABAI))
    boxes = [tile_box(18, x + n, y + n) for n in range(50)]
    places = [(one, box.west) for box in boxes for one in (box.north, nextafter(box.north, 90))]
    beyond = [place for place in places if not _has(tile_at(18, *place), place)]
    assert beyond
    citizen = await site.test_app.person()
    latitude, longitude = beyond[0]
    await submit(site.test_app.context, citizen, site.test_app.submission(latitude=latitude, longitude=longitude))
    await site.test_app.settled()

    assert counted(await site.client.get(tile_at(18, latitude, longitude))) == 1


def _has(address, place):
    zoom, x, y = (int(number) for number in re.findall(r"\d+", address))
    return tile_box(zoom, x, y).contains(*place)


async def test_a_tile_has_what_passes_its_filter(site, filled):
    """City, category, status, overdue and period."""
    tile = tile_at(5)

    assert counted(await site.client.get(tile)) == 4
    assert counted(await site.client.get(tile.replace("almaty", "astana"))) == 0
    assert counted(await site.client.get(f"{tile}?status=WITHDRAWN&status=DONE")) == 1
    assert counted(await site.client.get(f"{tile}?period=OPEN")) == 3
    assert counted(await site.client.get(f"{tile}?period=DAYS_30&category=pothole&overdue=false")) == 4
    assert counted(await site.client.get(f"{tile}?category=lighting")) == 0
    assert counted(await site.client.get(f"{tile}?overdue=true")) == 0


async def test_a_tile_is_sent_again_only_when_it_has_changed(site, filled):
    """A step elsewhere in the city leaves its tag as it is."""
    address, elsewhere = tile_at(14), tile_at(14, *OTHERS[1])
    first = await site.client.get(address)
    tag = {"If-None-Match": f'"other", {first.headers["etag"]}'}
    far_tag = {"If-None-Match": (await site.client.get(elsewhere)).headers["etag"]}

    again = await site.client.get(address, headers=tag)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert re.fullmatch(r"public, max-age=\d+, stale-while-revalidate=\d+", again.headers["cache-control"])

    citizen = await site.test_app.person()
    await submit(site.test_app.context, citizen, site.test_app.submission(latitude=ABAI[0], longitude=ABAI[1]))
    await site.test_app.settled()

    changed = await site.client.get(address, headers=tag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
    assert counted(changed) == 3
    assert (await site.client.get(elsewhere, headers=far_tag)).status_code == 304


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("/map/almaty/23/0/0.json", 400, "z"),
        ("/map/almaty/-1/0/0.json", 400, "z"),
        ("/map/almaty/3/1e1/0.json", 400, "x"),
        (f"/map/almaty/3/0/{'9' * 5000}.json", 400, "y"),
        ("/map/almaty/3/8/0.json", 400, "x"),
        ("/map/almaty/3/0/8.json", 400, "y"),
        ("/map/almaty/3/0/0.json?period=DAYS_8", 400, "period"),
        ("/map/almaty/3/0/0.json?status=OPEN", 400, "status"),
        ("/map/almaty/3/0/0.json?overdue=1", 400, "overdue"),
        ("/map/almaty/3/0/0.json?category=%00", 400, "category"),
        ("/map/almaty/3/0/0.json?author=1", 400, "author"),
        ("/map/nowhere/3/0/0.json", 404, None),
        ("/map/%00/3/0/0.json", 404, None),
    ],
)
async def test_what_is_no_tile_is_refused_by_name(site, path, status, field):
    """And such an answer is kept nowhere."""
    refused = await site.client.get(path)

    assert refused.status_code == status
    assert refused.headers["cache-control"] == "no-store"
    assert refused.json()["errors"][0]["extensions"].get("field") == field


async def test_a_foreign_page_cannot_read_tiles_for_its_visitors(site):
    """Each visitor would pay with the points of its own network."""
    refused = await site.client.get(tile_at(5), headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "image"})

    assert refused.status_code == 403


async def test_tiles_are_paid_from_the_budget_of_the_network(site):
    """A session changes nothing: the answer is the public's."""
    guard = site.test_app.application.reads
    before = guard.points["network"]
    assert (await site.client.get(tile_at(12))).status_code == 200
    assert guard.points["network"] - before >= 50

    with suppress(RateLimited):
        while True:
            await guard.charge(Payer("127.0.0.1"), 1000, 4000)

    answer = await site.client.get(tile_at(12))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= POINTS_BY_NETWORK.seconds


async def test_a_map_that_is_being_prepared_says_so(site, filled):
    """After an upgrade: counting all requests for each tile would cost too much."""
    await rows("UPDATE projection SET position = NULL WHERE name = 'map_cells'")

    later = await site.client.get(tile_at(12))

    assert (later.status_code, later.headers["retry-after"]) == (503, "60")
    assert counted(await site.client.get(tile_at(18))) == 2


async def test_tiles_fit_together():
    """Each begins where the one before ends, from pole to pole."""
    for zoom in (0, 1, 5):
        boxes = [tile_box(zoom, 0, y) for y in range(1 << zoom)]
        assert (boxes[0].north, boxes[-1].south) == (90, -90)
        assert all(upper.south == lower.north for upper, lower in pairwise(boxes))
        assert (tile_box(zoom, 0, 0).west, tile_box(zoom, (1 << zoom) - 1, 0).east) == (-180, 180)


async def test_a_public_answer_by_get_is_sent_again_only_when_it_has_changed(site, filled):
    """The map over GraphQL; an answer for a session is stored nowhere."""
    area = "bbox: {west: 76, south: 43, east: 77, north: 44}, zoom: 9"
    query = {"query": f'{{ map({area}) counters(cityId: "almaty") {{ open }} }}'}
    first = await site.client.get("/graphql", params=query)
    tag = {"If-None-Match": first.headers["etag"]}

    assert (await site.client.get("/graphql", params=query, headers=tag)).status_code == 304

    citizen = await site.test_app.person()
    await submit(site.test_app.context, citizen, site.test_app.submission())
    await site.test_app.settled()
    changed = await site.client.get("/graphql", params=query, headers=tag)
    assert (changed.status_code, changed.json()["data"]["counters"]["open"]) == (200, 4)
    own = await site.client.get(
        "/graphql", params=query, headers={**tag, "Authorization": f"Bearer {await site.token(citizen)}"}
    )
    assert (own.status_code, own.headers["cache-control"]) == (200, "no-store")
    assert "etag" not in own.headers
