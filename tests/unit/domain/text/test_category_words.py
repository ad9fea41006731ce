"""The words of a text point to categories, in any language, alphabet and case."""

import pytest

from app.data.catalog import load_categories
from app.domain.text.category_words import CategoryWords


@pytest.fixture(scope="module")
def shipped():
    """Return the words that ship with the product."""
    categories = load_categories()
    return CategoryWords(
        {one.id: [word for some in one.words_by_language.values() for word in some] for one in categories}
    )


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("На дороге большая яма", "pothole"),
        ("Жолда үлкен шұңқыр бар", "pothole"),
        ("a deep pothole near the school", "pothole"),
        ("во дворе второй день не горит фонарь", "lighting"),
        ("Көшеде жарық жоқ", "lighting"),
        ("не вывозят мусор, баки полные", "garbage"),
        ("қоқысты шығармайды", "garbage"),
        ("kokys", "garbage"),
        ("прорвало трубу, течёт вода", "water_leak"),
        ("Құбыр жарылып, су ағып жатыр", "water_leak"),
        ("батареи холодные", "heating"),
        ("люк открыт", "sewer"),
        ("гололёд у подъезда, скользко", "snow_ice"),
        ("ветка дерева упала", "tree"),
        ("сломаны качели", "playground"),
        ("Светофор не работает", "traffic_light"),
        ("бағдаршам жанбайды", "traffic_light"),
        ("стёрлась разметка", "road_sign"),
        ("стая бродячих собак", "stray_animals"),
        ("Ит үйірі жүр", "stray_animals"),
        ("лифт не работает", "building"),
        ("разбили остановку", "bus_stop"),
        ("свалка строительного мусора", "illegal_dumping"),
    ],
)
def test_text_suggests_its_category_first(shipped, text, category):
    assert shipped.suggested(text, 3)[:1] == [category]


@pytest.mark.parametrize("text", ["", "...", "здравствуйте", "сәлеметсіз бе", "светлана"])
def test_text_without_a_word_of_the_table_suggests_nothing(shipped, text):
    assert shipped.suggested(text, 3) == []


def test_phrase_needs_all_its_words_and_more_words_win():
    words = CategoryWords({"one": ["hot water"], "two": ["water"], "three": ["hot water", "boiler"]})

    assert words.suggested("the water is gone", 3) == ["two"]
    assert words.suggested("no hot water, the boiler is off", 3) == ["three", "one", "two"]
    assert words.suggested("no hot water, the boiler is off", 2) == ["three", "one"]


def test_every_shipped_category_but_the_last_has_words_in_every_language():
    *named, other = load_categories()

    assert other.id == "other"
    assert {one.id for one in named if not all(one.words_by_language.values())} == set()
