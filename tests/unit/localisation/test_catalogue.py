"""The server formats messages as the page does, and refuses what it cannot format."""

import json
import subprocess
from itertools import product
from pathlib import Path

import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import fluent_number

from app.domain.accounts.roles import Locale
from app.localisation import messages
from app.localisation.catalogue import (
    FILES,
    FOLDER,
    Catalogue,
    MessageNotFormatted,
    UnknownMessage,
    joined_lines,
)
from scripts.locales.catalogues import LANGUAGES, read_catalogue

ROOT = Path(__file__).parents[3]
FLUENT = ROOT / "frontend" / "node_modules" / "@fluent" / "bundle" / "esm" / "index.js"
NUMBERS = (0, 1, 2, 5, 11, 12, 21, 22, 1234)


def calls(language: str) -> list[tuple[str, dict[str, int | str]]]:
    """Every message of a language, with each number where it takes one."""
    found: list[tuple[str, dict[str, int | str]]] = []
    described = {key: one.described for key, one in read_catalogue(FOLDER, "en").messages.items()}
    for key in read_catalogue(FOLDER, language).messages:
        names = sorted(described[key])
        values: list[tuple[int | str, ...]] = [
            NUMBERS if described[key][name] == "number" else (f"<{name}>",) for name in names
        ]
        found += [(key, dict(zip(names, chosen, strict=True))) for chosen in product(*values)]
    return found


def source(language: str) -> str:
    return "\n".join(joined_lines(path.read_text()) for path in sorted((FOLDER / language).glob("*.ftl")))


@pytest.mark.node
def test_the_page_and_the_server_format_alike():
    """Every message, in every language, with numbers of every plural category."""
    asked = {language: {"source": source(language), "calls": calls(language)} for language in LANGUAGES}

    program = Path(__file__).with_name("format.mjs")
    ended = subprocess.run(
        [ROOT / "scripts" / "node", "node", program, FLUENT],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    answers = json.loads(ended.stdout)
    for language in LANGUAGES:
        bundle = FluentBundle([language], use_isolating=False)
        bundle.add_resource(FluentResource(source(language)))
        for (key, given), answer in zip(asked[language]["calls"], answers[language], strict=True):
            numbers = {
                name: fluent_number(value, useGrouping=False) if isinstance(value, int) else value
                for name, value in given.items()
            }
            pattern = bundle.get_message(key).value
            assert pattern is not None
            assert bundle.format_pattern(pattern, numbers) == (answer, []), (language, key, given)


def test_numbers_take_the_plural_of_the_language_and_are_grouped_from_five_digits_on():
    assert [messages(Locale.RU).letter_verdict_small_print(days=days).split(", ")[0] for days in (1, 3, 14, 21)] == [
        "Кнопки действуют 1 день",
        "Кнопки действуют 3 дня",
        "Кнопки действуют 14 дней",
        "Кнопки действуют 21 день",
    ]
    assert messages(Locale.EN).digest_overdue(count=1234, shown=20).endswith("(20 of 1234)")
    assert messages(Locale.EN).digest_overdue(count=12_345, shown=20).endswith("(20 of 12,345)")
    for locale in (Locale.KK, Locale.RU):
        assert "12\N{NO-BREAK SPACE}345" in messages(locale).digest_overdue(count=12_345, shown=20)


def test_a_variant_that_does_not_exist_has_the_default():
    texts = messages(Locale.EN)

    assert texts.reason("WEATHER", default="x") == "Weather"
    assert texts.reason("The gate was locked", default="The gate was locked") == "The gate was locked"
    with pytest.raises(UnknownMessage):
        texts.reason("The gate was locked")


@pytest.fixture
def folder(tmp_path):
    """A catalogue of one message."""
    (tmp_path / "en").mkdir()
    for name in FILES:
        (tmp_path / "en" / f"{name}.ftl").write_text("")
    (tmp_path / "en" / "common.ftl").write_text("greeting =\n    Hello { $name },\n    welcome.\n")
    return tmp_path


def test_a_text_on_several_lines_is_one_line(folder):
    assert Catalogue("en", folder).format("greeting", name="Anna") == "Hello Anna, welcome."


def test_an_argument_that_is_missing_is_refused(folder):
    with pytest.raises(MessageNotFormatted, match="greeting"):
        Catalogue("en", folder).format("greeting")


def test_bad_syntax_is_refused(folder):
    (folder / "en" / "letters.ftl").write_text("broken = { $ }\n")

    with pytest.raises(MessageNotFormatted, match=r"en/letters\.ftl"):
        Catalogue("en", folder)
