"""The list of languages, and what stands in for a name that was stored before a language was added."""

from app.domain.accounts.roles import DEFAULT_LANGUAGE, LANGUAGES, Locale, by_locale
from app.localisation.catalogue import FOLDER


def test_every_folder_of_texts_is_a_language():
    assert {path.name for path in FOLDER.iterdir()} == set(LANGUAGES)


def test_a_name_that_was_never_stored_is_the_kazakh_one():
    names = by_locale({"kk": "Шымкент", "ru": "г. Шымкент"})

    assert names == {**dict.fromkeys(Locale, "Шымкент"), Locale.RU: "г. Шымкент"}
    assert DEFAULT_LANGUAGE == "kk"
