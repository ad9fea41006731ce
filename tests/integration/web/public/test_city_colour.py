"""The colour that a city has chosen reaches each of its pages, and no other city's."""

from app.commands.requests.submission import submit
from app.commands.staff.catalog import put_cities
from app.data.catalog import load_cities
from app.domain.places.colours import on_dark_ground

COLOUR = "#7a1f3d"
CITIES = "{ cities { id color colorOnDark } }"


async def coloured(site):
    """Give Almaty a colour, as `qala city put` does."""
    almaty = next(city for city in load_cities() if city.id == "almaty")
    await put_cities([almaty.model_copy(update={"color": COLOUR})])
    site.test_app.pass_time(seconds=30)


async def test_api_tells_both_shades(site):
    await coloured(site)
    found = {city.pop("id"): city for city in (await site.ask(CITIES))["cities"]}

    assert found["almaty"] == {"color": COLOUR, "colorOnDark": on_dark_ground(COLOUR)}
    assert found["astana"] == {"color": None, "colorOnDark": None}


async def test_public_pages_have_the_style_of_their_city(site):
    await coloured(site)
    request = await submit(site.test_app.context, await site.test_app.person(), site.test_app.submission())
    links = {
        (await site.client.get(path)).text.partition("/public-page.css?city=")[2][:6]
        for path in ("/c/almaty", f"/r/{request.number}")
    }
    styles = {city: (await site.client.get(f"/public-page.css?city={city}")).text for city in ("almaty", "astana", "x")}

    assert links == {"almaty"}
    assert f"--accent: {COLOUR};" in styles["almaty"]
    assert f"--accent: {on_dark_ground(COLOUR)};" in styles["almaty"]
    assert COLOUR not in styles["astana"]
    assert styles["x"] == styles["astana"]


async def test_map_for_other_sites_has_it(site):
    plain = (await site.client.get("/embed/almaty")).text
    await coloured(site)
    shown = (await site.client.get("/embed/almaty")).text

    assert '"color":null' in plain
    assert f'"color":"{COLOUR}"' in shown


async def test_style_without_a_database_is_kept_by_no_cache(site, monkeypatch):
    """Otherwise the pages of the city would have the product's colour for a day."""
    await coloured(site)
    lasting = (await site.client.get("/public-page.css?city=almaty")).headers["Cache-Control"]

    async def away(*_):
        raise ConnectionError("the database is away")

    monkeypatch.setattr(type(site.test_app.application.catalog), "city", away)
    answer = await site.client.get("/public-page.css?city=almaty")

    assert (answer.status_code, answer.headers["Cache-Control"], lasting) == (200, "no-store", "max-age=86400")
