"""The geocoder of others is asked by the server, seldom, briefly and without following it anywhere."""

import asyncio

import pytest
from structlog.testing import capture_logs

from app.auth.limits import GEOCODER_BY_NETWORK
from app.domain.places.geo import Box
from app.domain.places.place import PlaceKind
from app.errors import SettingsError
from app.geocoding.geocoder import KEPT_FOR, MOST_AT_ONCE, MOST_BYTES, PAUSE
from app.geocoding.service import Service

CITY = Box(west=76.7, south=43.0, east=77.2, north=43.5)
HOUSE = {
    "lat": "43.2411",
    "lon": "76.93",
    "name": "",
    "category": "building",
    "address": {"road": "проспект Абая", "house_number": "45"},
}
STREET = {"lat": "43.24", "lon": "76.9", "name": "улица Сатпаева", "category": "highway", "address": {}}
PARK = {"lat": "43.25", "lon": "76.95", "name": "Парк 28 панфиловцев", "category": "leisure"}
ELSEWHERE = {**STREET, "lat": "51.1"}
FEATURE = {
    "geometry": {"coordinates": [76.93, 43.2411]},
    "properties": {"street": "Абай даңғылы", "housenumber": "45", "osm_key": "place"},
}


def shown(places):
    return [(place.kind, next(iter(place.names.items())), place.house_number) for place in places]


async def test_nominatim_is_asked_within_the_city_and_in_the_language(fake, open_geocoder):
    fake.answer("/search", [HOUSE, STREET, PARK, ELSEWHERE])

    found = await open_geocoder().find("  абая   45 ", CITY, "ru", None)

    assert shown(found) == [
        (PlaceKind.HOUSE, ("ru", "проспект Абая"), "45"),
        (PlaceKind.STREET, ("ru", "улица Сатпаева"), None),
        (PlaceKind.LANDMARK, ("ru", "Парк 28 панфиловцев"), None),
    ]
    ((path, parameters, headers),) = fake.asked
    assert path == "/search"
    assert parameters == {
        "q": "абая 45",
        "format": "jsonv2",
        "addressdetails": "1",
        "limit": "5",
        "viewbox": "76.7,43.5,77.2,43.0",
        "bounded": "1",
        "accept-language": "ru",
    }
    assert headers["user-agent"] == "qalacontrol (test)"


async def test_photon_is_asked_in_its_own_form(fake, open_geocoder):
    fake.answer("/api/", {"type": "FeatureCollection", "features": [FEATURE]})
    fake.answer("/reverse", {"type": "FeatureCollection", "features": [FEATURE]})
    geocoder = open_geocoder("/api")

    found = await geocoder.find("абая 45", CITY, "kk", None)
    at = await geocoder.at(43.2411, 76.93, CITY, "kk", None)

    assert shown(found) == [(PlaceKind.HOUSE, ("kk", "Абай даңғылы"), "45")]
    assert [at] == list(found)
    assert [(path, parameters) for path, parameters, _ in fake.asked] == [
        ("/api/", {"q": "абая 45", "limit": "5", "bbox": "76.7,43.0,77.2,43.5"}),
        ("/reverse", {"lat": "43.241100", "lon": "76.930000", "limit": "1"}),
    ]


async def test_nominatim_says_what_is_at_a_point(fake, open_geocoder):
    fake.answer("/nominatim/reverse", HOUSE)

    at = await open_geocoder("/nominatim/search").at(43.2411, 76.93, CITY, "kk", None)

    assert at is not None
    assert at.address("kk") == "проспект Абая, 45"


async def test_answer_is_kept_for_a_day(test_app, fake, open_geocoder):
    """Also an empty one; texts that fold alike share it, and another language does not."""
    fake.answer("/search", [])
    geocoder = open_geocoder()
    for text in ("абая 45", "АБАЯ, 45", "abaya 45"):
        assert await geocoder.find(text, CITY, "ru", None) == ()
    await geocoder.find("абая 45", CITY, "kk", None)

    assert len(fake.asked) == 2
    test_app.clock.at += KEPT_FOR
    fake.answer("/search", [HOUSE])
    assert len(await geocoder.find("абая 45", CITY, "ru", None)) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"[]"),
        (200, b"<html>"),
        (200, b"[" + b" " * MOST_BYTES + b"]"),
        (429, b"[]"),
    ],
)
async def test_geocoder_that_fails_is_left_alone_for_a_while(test_app, fake, open_geocoder, status, body):
    fake.answer("/search", body, status)
    geocoder = open_geocoder()

    with capture_logs() as logs:
        assert await geocoder.find("абая 45", CITY, "ru", None) == ()
    assert await geocoder.find("сатпаева", CITY, "ru", None) == ()

    assert len(fake.asked) == 1
    assert "geocoder_failed" in {entry["event"] for entry in logs}
    assert "абая" not in str(logs)
    assert fake.address not in str(logs)
    test_app.clock.at += PAUSE
    fake.answer("/search", [HOUSE])
    assert len(await geocoder.find("сатпаева", CITY, "ru", None)) == 1


async def test_redirect_is_not_followed(fake, open_geocoder):
    """It could lead to an address inside the network of the installation."""
    fake.answer("/search", b"", 302)
    fake.answer("/secret", [HOUSE])
    fake.location = f"{fake.address}/secret"

    assert await open_geocoder().find("абая 45", CITY, "ru", None) == ()

    assert [path for path, _, _ in fake.asked] == ["/search"]


async def test_silent_geocoder_is_given_up(fake, open_geocoder):
    fake.released.clear()
    fake.answer("/search", [HOUSE])

    assert await open_geocoder(timeout_seconds=0.05).find("абая 45", CITY, "ru", None) == ()
    assert len(fake.asked) == 1


async def test_unreachable_geocoder_finds_nothing(fake, open_geocoder):
    fake.address = "http://127.0.0.1:1"

    assert await open_geocoder().find("абая 45", CITY, "ru", None) == ()


async def test_questions_beyond_a_few_at_once_are_not_asked(fake, open_geocoder):
    """They would wait, and the person who types would have typed on."""
    fake.released.clear()
    fake.answer("/search", [HOUSE])
    geocoder = open_geocoder()
    asking = [asyncio.create_task(geocoder.find(f"улица {n}", CITY, "ru", None)) for n in range(MOST_AT_ONCE)]
    await fake.has_been_asked(MOST_AT_ONCE)

    assert await geocoder.find("абая 45", CITY, "ru", None) == ()
    fake.released.set()

    assert [len(found) for found in await asyncio.gather(*asking)] == [1] * MOST_AT_ONCE
    assert len(fake.asked) == MOST_AT_ONCE


async def test_network_that_asks_too_often_gets_nothing_and_is_not_refused(test_app, fake, open_geocoder):
    fake.answer("/search", [HOUSE])
    geocoder = open_geocoder()
    for _ in range(GEOCODER_BY_NETWORK.most):
        await test_app.context.limiter.take((GEOCODER_BY_NETWORK, "192.0.2.1"))

    assert await geocoder.find("абая 45", CITY, "ru", "192.0.2.1") == ()
    assert len(await geocoder.find("абая 45", CITY, "ru", "192.0.2.2")) == 1


@pytest.mark.parametrize(
    "item",
    [
        {},
        None,
        [],
        "text",
        {"lat": "north", "lon": "76.9"},
        {"lat": "nan", "lon": "76.9", "name": "x"},
        {"lat": "43.2", "lon": "76.9"},
        {"lat": "43.2", "lon": "76.9", "name": "я" * 200},
        {"lat": "43.2", "lon": "76.9", "name": 7, "address": ["x"]},
    ],
)
async def test_strange_entry_is_left_out(fake, open_geocoder, item):
    fake.answer("/search", [item, HOUSE])

    assert len(await open_geocoder().find("абая 45", CITY, "ru", None)) == 1


@pytest.mark.parametrize("text", ["", "ab", "…"])
async def test_short_text_is_not_asked(fake, open_geocoder, text):
    assert await open_geocoder().find(text, CITY, "ru", None) == ()
    assert fake.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "photon.example/api",
        "https://photon.example/",
        "https://photon.example/geocode",
        "ftp://photon.example/api",
        "https:///search",
        "https://nominatim.example/search?key=1",
    ],
)
def test_address_that_is_no_geocoder_is_refused_by_its_setting(url):
    with pytest.raises(SettingsError, match="GEOCODER_URL: expected"):
        Service.of(url)
