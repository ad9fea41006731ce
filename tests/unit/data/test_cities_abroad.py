"""Cities abroad are whole, and none of them is a city of ours."""

from zoneinfo import available_timezones

from app.data.catalog import CITIES_ABROAD, load_cities


def test_boston_is_there_with_room_for_its_table():
    """Its box holds the corners of its cases, and the point that stands for a place unknown."""
    boston = next(city for city in load_cities(CITIES_ABROAD) if city.id == "boston")

    for latitude, longitude in ((42.2304, -71.1857), (42.3952, -70.9943), (42.3594, -71.0587)):
        assert boston.bbox.contains(latitude, longitude)
    assert boston.timezone == "America/New_York"
    assert boston.timezone in available_timezones()


def test_no_city_abroad_is_in_the_first_catalogue():
    """A name means one place, wherever it is looked up."""
    assert {city.id for city in load_cities(CITIES_ABROAD)}.isdisjoint(city.id for city in load_cities())
