"""Reads the catalogues in `locales/` and says what is wrong with them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale as BabelLocale
from fluent.syntax import FluentParser, ast, visitor

from app.domain.accounts.roles import LANGUAGES
from scripts.locales.copies import copied_catalogues

__all__ = ["LANGUAGES", "REFERENCE", "Catalogue", "Message", "faults_of", "read_catalogue", "read_catalogues"]
REFERENCE = "en"
"""The catalogue whose comments say what the arguments are."""
LONGEST_LINE = 120
_ARGUMENT = re.compile(r"\$(?P<name>\w+) \((?P<type>number|string)\): \S")
_CYRILLIC = re.compile(r"[\u0400-\u04FF]")
_OWN_NAMES = ("language-",)
"""Messages that write a language's name in that language, in every catalogue."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of one language."""

    key: str
    file: str
    line: int
    text: str
    """The pattern as it stands in the file, on one line."""
    arguments: frozenset[str]
    references: frozenset[str]
    described: Mapping[str, str]
    """From each argument that the comment describes to its type, `number` or `string`."""
    categories: frozenset[str]
    """The names of variants: plural categories."""


@dataclass(slots=True)
class Catalogue:
    """One language: its messages by key, and the faults found while reading."""

    language: str
    messages: dict[str, Message] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read_catalogue(folder: Path, language: str) -> Catalogue:
    """Return the catalogue of a language from the files of `folder/language`."""
    catalogue = Catalogue(language)
    if not (folder / language).is_dir():
        catalogue.faults.append(f"{folder.name}/{language}: the folder of this language is missing")
    for path in sorted((folder / language).glob("*.ftl")):
        _read_file(path, f"{folder.name}/{language}/{path.name}", catalogue)
    return catalogue


def read_catalogues(folder: Path) -> dict[str, Catalogue]:
    """Return the catalogues of all languages; one whose folder is missing has that fault."""
    catalogues = {language: read_catalogue(folder, language) for language in LANGUAGES}
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in catalogues:
            first = next(iter(catalogues.values()))
            first.faults.append(
                f"{folder.name}/{path.name}: add {path.name.upper()} to Locale in app/domain/accounts/roles.py"
            )
    return catalogues


def faults_of(catalogues: Mapping[str, Catalogue]) -> list[str]:
    """Return what is wrong within the catalogues: one line a fault, empty when all is well."""
    faults = [fault for catalogue in catalogues.values() for fault in catalogue.faults]
    faults += copied_catalogues(
        {language: {key: one.text for key, one in of.messages.items()} for language, of in catalogues.items()}
    )
    keys = sorted(_names_of_languages(catalogues).union(*(of.messages for of in catalogues.values())))
    for key in keys:
        present = {name: one.messages[key] for name, one in catalogues.items() if key in one.messages}
        missing = [name for name, of in catalogues.items() if key not in of.messages]
        if missing:
            faults.append(f"{key}: missing in {', '.join(missing)}")
        faults += _faults_of_message(key, present, catalogues)
    return faults


def _names_of_languages(catalogues: Mapping[str, Catalogue]) -> set[str]:
    """Return the keys that every catalogue needs for the switch of languages."""
    return {f"{family}{language}" for language in catalogues for family in ("language-", "language-short-")}


@dataclass(frozen=True, slots=True)
class _Source:
    """One file of messages."""

    name: str
    """As faults name it, such as `locales/ru/map.ftl`."""
    text: str

    @property
    def stem(self) -> str:
        return Path(self.name).stem

    def line_of(self, node: ast.SyntaxNode) -> int:
        """Return the line on which a node begins, from 1."""
        return self.text.count("\n", 0, node.span.start if node.span else 0) + 1


def _read_file(path: Path, name: str, catalogue: Catalogue) -> None:
    source = _Source(name, path.read_text(encoding="utf-8"))
    for number, line in enumerate(source.text.splitlines(), 1):
        if len(line) > LONGEST_LINE:
            catalogue.faults.append(f"{name}:{number}: longer than {LONGEST_LINE} characters")
    for entry in FluentParser().parse(source.text).body:
        where = f"{name}:{source.line_of(entry)}"
        if isinstance(entry, ast.Junk):
            why = entry.annotations[0].message if entry.annotations else "no message"
            catalogue.faults.append(f"{where}: bad syntax: {why}")
        elif isinstance(entry, ast.Term):
            catalogue.faults.append(f"{where}: -{entry.id.name}: terms are not used here; refer to a message")
        elif isinstance(entry, ast.Message):
            _add_message(entry, source, catalogue)


def _add_message(entry: ast.Message, source: _Source, catalogue: Catalogue) -> None:
    key, line = entry.id.name, source.line_of(entry.id)
    where = f"{source.name}:{line}: {key}"
    if entry.value is None or entry.value.span is None or entry.attributes:
        catalogue.faults.append(f"{where}: a message has a text and no attributes")
        return
    if key in catalogue.messages:
        catalogue.faults.append(f"{where}: stands twice")
    found = _Found()
    found.visit(entry.value)
    comment = entry.comment.content if entry.comment and entry.comment.content else ""
    catalogue.messages[key] = Message(
        key=key,
        file=source.stem,
        line=line,
        text=" ".join(source.text[entry.value.span.start : entry.value.span.end].split()),
        arguments=frozenset(found.arguments),
        references=frozenset(found.references),
        described={match["name"]: match["type"] for match in _ARGUMENT.finditer(comment)},
        categories=frozenset(found.categories),
    )


def _faults_of_message(key: str, present: Mapping[str, Message], catalogues: Mapping[str, Catalogue]) -> Iterator[str]:
    files = {message.file for message in present.values()}
    if len(files) > 1:
        yield f"{key}: stands in different files: {', '.join(sorted(files))}"
    reference = present.get(REFERENCE)
    for language, message in present.items():
        arguments = arguments_of(message, catalogues[language].messages)
        if reference is not None:
            described = set(reference.described)
            for name in sorted(arguments - described):
                yield f"{key}: {language} uses ${name}, which the comment in {REFERENCE} does not describe"
            for name in sorted(described - arguments):
                yield f"{key}: {language} does not use ${name}"
        for name in sorted(message.references - set(catalogues[language].messages)):
            yield f"{key}: {language} refers to {name}, which does not exist"
        for name in sorted(message.categories - _plural_categories(language)):
            yield f"{key}: {language} has no plural category [{name}]"
    english = present.get("en")
    if english is not None and _CYRILLIC.search(english.text) and not key.startswith(_OWN_NAMES):
        yield f"{key}: Cyrillic letters in the English catalogue"


def arguments_of(message: Message, messages: Mapping[str, Message]) -> frozenset[str]:
    """Return the arguments of a message, with those of the messages it refers to."""
    referred = (messages[name] for name in message.references if name in messages and name != message.key)
    return message.arguments.union(*(arguments_of(one, messages) for one in referred))


def _plural_categories(language: str) -> set[str]:
    return set(BabelLocale.parse(language).plural_form.tags) | {"other"}


class _Found(visitor.Visitor):
    """What a pattern names."""

    def __init__(self) -> None:
        self.arguments: set[str] = set()
        self.references: set[str] = set()
        self.categories: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - looked up by name
        self.arguments.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 - looked up by name
        self.references.add(node.id.name)

    def visit_Variant(self, node: ast.Variant) -> None:  # noqa: N802 - looked up by name
        if isinstance(node.key, ast.Identifier):
            self.categories.add(node.key.name)
        self.generic_visit(node)
