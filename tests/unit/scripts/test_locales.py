"""The check of the catalogues fails on each fault that it is there for."""

from pathlib import Path

import pytest

from scripts.locales.__main__ import main
from scripts.locales.catalogues import LANGUAGES, faults_of, read_catalogues
from scripts.locales.copies import FEWEST_TEXTS, copied_catalogues
from scripts.locales.hard_coded import hard_coded_texts
from scripts.locales.usage import unused_messages

PAGE = """<script lang="ts">
  const text = t("map-cluster", { count: 1 }) + t(`status-${status}`);
</script>
<p>{t("map-empty")} {t(`language-${one}`)} {t(`language-short-${one}`)}</p>
"""
NAMES = "".join(f"language-{one} = {one}\nlanguage-short-{one} = {one}\n" for one in LANGUAGES)


@pytest.fixture
def tree(tmp_path):
    """A small product: two files of messages in three languages, one page, one module."""
    for language in LANGUAGES:
        folder = tmp_path / "locales" / language
        folder.mkdir(parents=True)
        (folder / "common.ftl").write_text("status-DONE = Done\n")
        comment = "# $count (number): how many requests\n" if language == "en" else ""
        (folder / "map.ftl").write_text(comment + "map-cluster = { $count } x\nmap-empty = Empty\n")
        (folder / "navigation.ftl").write_text(NAMES)
    for folder in ("frontend/src/i18n", "app/localisation", "schema"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "frontend/src/Map.svelte").write_text(PAGE)
    assert main([], tmp_path) == 0
    return tmp_path


def change(tree: Path, language: str, name: str, old: str, new: str) -> None:
    path = tree / "locales" / language / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def faults(tree: Path) -> list[str]:
    catalogues = read_catalogues(tree / "locales")
    return faults_of(catalogues) + unused_messages(tree, catalogues) + hard_coded_texts(tree)


def test_a_whole_tree_has_no_faults(tree):
    assert faults(tree) == []
    assert main(["--check"], tree) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_that_one_language_lacks_is_named(tree, language):
    change(tree, language, "map.ftl", "map-empty = Empty\n", "")

    assert faults(tree) == [f"map-empty: missing in {language}"]
    assert main(["--check"], tree) == 1


def test_a_key_that_no_code_uses_is_named(tree):
    (tree / "frontend/src/Map.svelte").write_text(PAGE.replace('{t("map-empty")}', ""))

    assert faults(tree) == ["map-empty: no code uses it (locales/*/map.ftl)"]
    assert main(["--check"], tree) == 1


def test_a_family_is_used_by_a_template_and_by_the_server(tree):
    (tree / "frontend/src/Map.svelte").write_text(PAGE.replace(" + t(`status-${status}`)", ""))
    assert faults(tree) == ["status-DONE: no code uses it (locales/*/common.ftl)"]

    (tree / "app/letters.py").write_text("title = messages(locale).status_done()\n")
    assert faults(tree) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_argument_that_one_language_lacks_is_named(tree, language):
    change(tree, language, "map.ftl", "{ $count } x", "many")

    assert faults(tree) == [f"map-cluster: {language} does not use $count"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_argument_that_no_one_described_is_named(tree, language):
    change(tree, language, "map.ftl", "{ $count } x", "{ $count } { $name }")

    assert faults(tree) == [f"map-cluster: {language} uses $name, which the comment in en does not describe"]


def test_arguments_of_a_message_that_is_referred_to_count(tree):
    for language in LANGUAGES:
        change(tree, language, "map.ftl", "map-empty = Empty", "map-empty = { map-cluster }")

    assert [fault for fault in faults(tree) if "map-empty" in fault] == [
        f"map-empty: {language} uses $count, which the comment in en does not describe" for language in LANGUAGES
    ]


def test_a_reference_to_nothing_is_named(tree):
    change(tree, "ru", "map.ftl", "map-empty = Empty", "map-empty = { map-full }")

    assert faults(tree) == ["map-empty: ru refers to map-full, which does not exist"]


def test_bad_syntax_is_named_with_its_line(tree):
    change(tree, "ru", "map.ftl", "map-empty = Empty", "map-empty = { $ }")

    found = faults(tree)
    assert found[0].startswith("locales/ru/map.ftl:2: bad syntax: ")
    assert "map-empty: missing in ru" in found
    assert main(["--check"], tree) == 1


def test_a_plural_category_that_the_language_lacks_is_named(tree):
    plural = "map-cluster = { $count ->\n    [few] { $count } x\n   *[other] { $count } x\n  }"
    change(tree, "en", "map.ftl", "map-cluster = { $count } x", plural)
    change(tree, "ru", "map.ftl", "map-cluster = { $count } x", plural)

    assert faults(tree) == ["map-cluster: en has no plural category [few]"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("map-empty = Empty", "map-empty = Empty\nmap-empty = Nothing", "stands twice"),
        ("map-empty = Empty", "map-empty =\n    .title = Empty", "a message has a text and no attributes"),
        ("map-empty = Empty", "map-empty = Empty\n-brand = Qala", "terms are not used here"),
        ("map-empty = Empty", f"map-empty = {'x' * 120}", "longer than 120 characters"),
        ("map-empty = Empty", "map-empty = Пусто", "Cyrillic letters in the English catalogue"),
    ],
)
def test_other_faults_of_a_file_are_named(tree, old, new, fault):
    change(tree, "en", "map.ftl", old, new)

    assert any(fault in found for found in faults(tree))


def test_a_message_stands_in_the_same_file_in_every_language(tree):
    change(tree, "kk", "map.ftl", "map-empty = Empty\n", "")
    change(tree, "kk", "common.ftl", "status-DONE", "map-empty = Empty\nstatus-DONE")

    assert faults(tree) == ["map-empty: stands in different files: common, map"]


def test_generated_files_are_compared_with_the_catalogues(tree, capsys):
    for language in LANGUAGES:
        change(tree, language, "map.ftl", "map-empty", "map-blank")
    (tree / "frontend/src/Map.svelte").write_text(PAGE.replace("map-empty", "map-blank"))

    assert main(["--check"], tree) == 1
    assert capsys.readouterr().err == "frontend/src/i18n/messages.ts is stale: run `python -m scripts.locales`\n"
    assert main([], tree) == 0
    assert main(["--check"], tree) == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("frontend/src/a.ts", 'export const title = "Дайын";\n'),
        ("frontend/src/a.svelte", '<p>{done ? "Готово" : ""}</p>\n'),
        ("frontend/src/a.svelte", "<p>Done</p>\n"),
        ("frontend/src/a.svelte", '<input placeholder="Name" />\n'),
        ("frontend/src/a.svelte", '<Field label="Name" bind:value={name} />\n'),
        ("frontend/src/a.svelte", '<img src="/a.png" alt="A photo" />\n'),
        ("frontend/src/a.svelte", '<button\n  title="Close"\n  aria-label={t("map-empty")}></button>\n'),
    ],
)
def test_a_text_in_the_code_is_found(tree, name, text):
    (tree / name).write_text(text)

    assert [found.partition(":")[0] for found in faults(tree)] == [name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("frontend/src/a.ts", "// Қазақша\n/** Русский. */\nexport const a = 1;\n"),
        (
            "frontend/src/a.svelte",
            '<!-- Қазақша, words -->\n<style>p { color: red; }</style>\n<p>{t("map-empty")} · 5 %</p>\n',
        ),
        (
            "frontend/src/a.svelte",
            '<b>Qala<i>Control</i></b>\n<button title={t("map-empty")} class="label">&nbsp;</button>\n',
        ),
        ("frontend/src/a.svelte", "<p>{#if a > b}{name}{:else}{other}{/if}</p>\n"),
    ],
)
def test_comments_code_and_the_name_of_the_product_are_no_texts(tree, name, text):
    (tree / name).write_text(text)

    assert faults(tree) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", ["language", "language-short"])
def test_every_catalogue_names_every_language(tree, language, family):
    for of in LANGUAGES:
        change(tree, of, "navigation.ftl", f"{family}-{language} = {language}\n", "")

    assert faults(tree) == [f"{family}-{language}: missing in {', '.join(LANGUAGES)}"]


def test_a_folder_that_is_no_language_and_a_language_without_a_folder_are_named(tree):
    (tree / "locales" / "ru").rename(tree / "locales" / "qq")

    assert {"locales/ru: the folder of this language is missing", "locales/qq: add QQ to Locale"} <= {
        fault.removesuffix(" in app/domain/accounts/roles.py") for fault in faults(tree)
    }
    assert main([], tree) == 1


@pytest.mark.parametrize(("equal", "refused"), [(2, False), (3, True), (20, True)])
def test_a_catalogue_that_is_a_copy_is_refused(equal, refused):
    """At most one text in ten may be that of another language."""
    texts = {
        "kk": {f"key-{number}": f"text {number}" for number in range(FEWEST_TEXTS)},
        "uz": {f"key-{number}": f"text {number}" for number in range(equal)}
        | {f"key-{number}": f"matn {number}" for number in range(equal, FEWEST_TEXTS)},
    }

    expected = [f"uz: {equal} of 20 texts are those of kk: translate them (at most 10% may be equal)"]
    assert list(copied_catalogues(texts)) == (expected if refused else [])


def test_texts_without_words_are_no_copies():
    """Numbers, signs and arguments are equal in every language."""
    texts = {language: {f"key-{number}": f"{{ $count }}: {number} %" for number in range(50)} for language in LANGUAGES}

    assert list(copied_catalogues(texts)) == []


def test_the_check_refuses_a_pure_copy_of_a_language(tree):
    """As a folder copied and not translated would be."""
    equal = 202 + NAMES.count("\n")
    for language in LANGUAGES:
        prefix = "same" if language in {"kk", "ru"} else language
        texts = "".join(f"copied-{number} = {prefix} {number}\n" for number in range(200))
        (tree / "locales" / language / "copied.ftl").write_text(texts)

    assert faults_of(read_catalogues(tree / "locales")) == [
        f"ru: {equal} of {equal} texts are those of kk: translate them (at most 10% may be equal)"
    ]
