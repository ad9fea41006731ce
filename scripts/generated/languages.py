"""The front end's list of languages, and the names that it asks for in each, from ``Locale``."""

from app.domain.accounts.roles import DEFAULT_LANGUAGE, LANGUAGES

_NOTE = "Written by `python -m scripts.generated` from `Locale` in app/domain/accounts/roles.py. Do not edit."
_NAMED = ("City", "District", "Category", "PointsLevel")
"""The types of the API that have a name in every language."""


def languages_typescript() -> str:
    """Return ``frontend/src/i18n/languages.ts``."""
    lines = [
        f"// {_NOTE}",
        "",
        "/** The short names as they stand in the address bar and in `locales/`. */",
        f"export const languages = [{', '.join(map(_quoted, LANGUAGES))}] as const;",
        "export type Language = (typeof languages)[number];",
        "",
        "/** The language of a visitor who has not chosen one. */",
        f"export const defaultLanguage: Language = {_quoted(DEFAULT_LANGUAGE)};",
    ]
    return "\n".join(lines) + "\n"


def names_graphql() -> str:
    """Return ``frontend/src/documents/names.graphql``."""
    lines = [f"# {_NOTE}"]
    for named in _NAMED:
        lines += [
            f"fragment {named}Names on {named} {{",
            *(f"  {language}: name(locale: {locale})" for language, locale in LANGUAGES.items()),
            "}",
            "",
        ]
    return "\n".join(lines[:-1]) + "\n"


def _quoted(text: str) -> str:
    return f'"{text}"'
