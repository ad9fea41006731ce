"""Cities and categories are put, and put again."""

from app.commands.staff.catalog import put_categories, put_cities
from app.data.catalog import load_categories, load_cities
from app.models import Category, City


async def test_putting_what_is_there_changes_it(test_app):
    """The same ids are changed, new ones are added, and what is not named stays."""
    cities, categories = load_cities(), load_categories()
    before = await City.all().count()

    await put_cities(
        [cities[0].model_copy(update={"kk": "Жаңа қала"}), cities[0].model_copy(update={"id": "new_city"})]
    )
    await put_categories([categories[1].model_copy(update={"sla_hours": 1})])

    assert await City.all().count() == before + 1
    assert (await City.get(id=cities[0].id)).name["kk"] == "Жаңа қала"
    assert (await Category.get(id=categories[1].id)).sla_hours == 1
    assert await Category.all().count() == len(categories)


async def test_the_catalog_is_fresh_within_half_a_minute(test_app):
    """A changed name is shown after thirty seconds at the latest, and not read again before."""
    city = load_cities()[0]
    assert (await test_app.application.catalog.cities())[city.id].name["kk"] == city.names["kk"]
    await put_cities([city.model_copy(update={"kk": "Жаңа қала"})])

    test_app.pass_time(seconds=29)
    assert (await test_app.application.catalog.cities())[city.id].name["kk"] == city.names["kk"]
    test_app.pass_time(seconds=1)
    assert (await test_app.application.catalog.cities())[city.id].name["kk"] == "Жаңа қала"
