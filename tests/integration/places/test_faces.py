"""What the command line and the API do with places and with the words of categories."""

from typing import Any

import pytest

from app.clock import FixedClock
from app.commands.staff.places import put_places
from app.models import PlaceRow
from app.settings import Settings
from tests.conftest import NOON, FakeMailer, TestApp
from tests.integration.geocoding.conftest import FakeGeocoder, fake
from tests.integration.web.conftest import Site, open_site, page, site
from tests.places import ABAI_45, ALMATY

__all__ = ["fake", "page", "site"]

PLACES = """
query($text: String!, $first: Int! = 8) {
  places(cityId: "almaty", text: $text, first: $first) { kind at { latitude longitude } address(locale: RU) }
}
"""
NEAR = """
query($at: GeoPointInput!) { placeNear(cityId: "almaty", at: $at) { distanceMetres place { kind address } } }
"""
GEOCODED = """
query($text: String!, $at: GeoPointInput!) {
  geocodedPlaces(cityId: "almaty", text: $text, locale: RU) { kind address(locale: RU) }
  geocodedPlaceAt(cityId: "almaty", at: $at) { address }
}
"""
CITIES = "{ cities { id hasPlaces hasGeocoder } }"
CATEGORIES = "query($text: String!) { suggestedCategories(text: $text) { id } }"
AT = {"latitude": ABAI_45.latitude, "longitude": ABAI_45.longitude}
CSV = "kind,name_kk,name_ru,house_number,latitude,longitude\n"


@pytest.fixture
async def almaty(site: Site) -> Site:
    await put_places("almaty", ALMATY, clock=site.test_app.clock)
    site.test_app.pass_time(seconds=31)
    return site


async def test_places_are_suggested_to_anyone(almaty):
    found = (await almaty.ask(PLACES, {"text": "абая 45"}))["places"]

    assert found[0] == {"kind": "HOUSE", "at": AT, "address": "проспект Абая, 45"}
    assert len((await almaty.ask(PLACES, {"text": "абая 45", "first": 2}))["places"]) == 2
    nearby = (await almaty.ask(NEAR, {"at": AT}))["placeNear"]
    assert nearby == {"distanceMetres": 0, "place": {"kind": "HOUSE", "address": "Абай даңғылы, 45"}}
    assert (await almaty.ask(NEAR, {"at": {"latitude": 43.34, "longitude": 76.99}}))["placeNear"] is None


@pytest.mark.parametrize(
    ("variables", "field"),
    [({"text": "a" * 101}, "text"), ({"text": "абая", "first": 21}, "first"), ({"text": "абая", "first": 0}, "first")],
)
async def test_arguments_out_of_range_are_refused_by_name(almaty, variables, field):
    refusal = await almaty.refusal(PLACES, variables)

    assert (refusal["code"], refusal["field"]) == ("INVALID_INPUT", field)


async def test_city_says_whether_it_has_places(almaty):
    cities = {city["id"]: city for city in (await almaty.ask(CITIES))["cities"]}

    assert cities["almaty"] == {"id": "almaty", "hasPlaces": True, "hasGeocoder": False}
    assert cities["astana"]["hasPlaces"] is False


async def test_without_a_geocoder_nothing_is_geocoded(site):
    empty = {"geocodedPlaces": [], "geocodedPlaceAt": None}

    assert await site.ask(GEOCODED, {"text": "абая 45", "at": AT}) == empty


async def test_geocoder_of_the_settings_is_asked(urls, page, fake: FakeGeocoder, tmp_path):
    found: dict[str, Any] = {"lat": "43.2411", "lon": "76.93", "address": {"road": "Абай", "house_number": "45"}}
    fake.answer("/search", [found])
    fake.answer("/reverse", found)
    settings = Settings(storage_url=f"file://{tmp_path}/photos", geocoder_url=f"{fake.address}/search")
    clock = FixedClock(NOON)
    async with (
        urls.application(settings, clock=clock, run_periodic_jobs=False) as application,
        open_site(TestApp(application, clock, FakeMailer()), page) as site,
    ):
        answer = await site.ask(GEOCODED, {"text": "абая 45", "at": AT})
        cities = (await site.ask(CITIES))["cities"]

    assert answer == {
        "geocodedPlaces": [{"kind": "HOUSE", "address": "Абай, 45"}],
        "geocodedPlaceAt": {"address": "Абай, 45"},
    }
    assert {city["hasGeocoder"] for city in cities} == {True}


async def test_words_of_a_text_suggest_categories(site):
    found = (await site.ask(CATEGORIES, {"text": "Во дворе не горит фонарь"}))["suggestedCategories"]

    assert [category["id"] for category in found] == ["lighting", "building"]
    assert (await site.refusal(CATEGORIES, {"text": "я" * 4001}))["field"] == "text"


async def test_command_replaces_the_places_of_a_city(test_app, qala, tmp_path):
    file = tmp_path / "places.csv"
    file.write_text(f"{CSV}street,Абай даңғылы,проспект Абая,,43.24,76.91\nhouse,Сәтбаев көшесі,,9,43.23,76.92\n")

    put = await qala("places", "put", str(file), "--city", "almaty")
    listed = await qala("places", "list", "--city", "almaty")
    found = await qala("places", "find", "сәтбаева 9", "--city", "almaty")
    removed = await qala("places", "remove", "--city", "almaty")

    assert put == (0, "2 rows read, 3 places stored.", "")
    assert [(row[1], row[3]) for line in listed[1].splitlines() if len(row := line.split()) == 5][1:] == [
        ("street", "2"),
        ("crossing", "0"),
        ("house", "1"),
        ("landmark", "0"),
    ]
    assert "Сәтбаев көшесі, 9" in found[1]
    assert removed[:2] == (0, "3 removed")


async def test_command_refuses_a_wrong_file_whole(test_app, qala, tmp_path):
    await put_places("almaty", ALMATY, clock=test_app.clock)
    file = tmp_path / "places.csv"
    file.write_text(f"{CSV}street,Абай даңғылы,,,43.24,76.91\nstreet,Достық даңғылы,,,76.95,43.24\n")

    code, out, err = await qala("places", "put", str(file), "--city", "almaty")

    assert (code != 0, out) == (True, "")
    assert "places.csv: row 3, latitude ('Достық даңғылы'): latitude and longitude are swapped" in " ".join(err.split())
    assert await PlaceRow.filter(city_id="almaty").count() == len(ALMATY) + 1
