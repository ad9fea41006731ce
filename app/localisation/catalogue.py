"""One language of the catalogues in `locales/`, read and formatted with Fluent."""

import re
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import fluent_number
from fluent.syntax.ast import Junk

FOLDER = Path(__file__).parents[2] / "locales"
FILES = ("common", "export", "letters", "public", "verdict")
"""The page reads `common` and all other files."""
LEAST_GROUPED = 10_000
"""From five digits on a number is read in groups, as on the page."""
_CONTINUATION = re.compile(r"\n +(?![\[*}.\s])")
"""The line break before a line that continues a text; not before a variant, a closing brace or an attribute."""


class UnknownMessage(LookupError):
    """No catalogue has a message of this key."""


class MessageNotFormatted(ValueError):
    """An argument is missing, or the text refers to what does not exist."""


class Catalogue:
    """The texts of one language by key."""

    def __init__(self, language: str, folder: Path = FOLDER) -> None:
        self._bundle = FluentBundle([language], use_isolating=False)
        for name in FILES:
            text = (folder / language / f"{name}.ftl").read_text(encoding="utf-8")
            resource = FluentResource(joined_lines(text))
            if any(isinstance(entry, Junk) for entry in resource.body):
                raise MessageNotFormatted(f"bad syntax in {language}/{name}.ftl")
            self._bundle.add_resource(resource)

    def format(self, key: str, **arguments: str | int) -> str:
        """Return the text of a message.

        Raises:
            UnknownMessage: there is no message of this key.
            MessageNotFormatted: an argument is missing.
        """
        if not self._bundle.has_message(key):
            raise UnknownMessage(key)
        pattern = self._bundle.get_message(key).value
        given = {
            name: fluent_number(value, useGrouping=abs(value) >= LEAST_GROUPED) if isinstance(value, int) else value
            for name, value in arguments.items()
        }
        text, errors = self._bundle.format_pattern(pattern, given) if pattern is not None else ("", ["no text"])
        if errors:
            raise MessageNotFormatted(f"{key}: {errors}")
        return str(text)

    def format_variant(
        self, family: str, variant: str | int, default: str | None = None, **arguments: str | int
    ) -> str:
        """Return the text of the message `family-variant`; `default` when there is none.

        Raises:
            UnknownMessage: there is no such message and no default.
        """
        key = f"{family}-{variant}"
        if default is not None and not self._bundle.has_message(key):
            return default
        return self.format(key, **arguments)


def joined_lines(text: str) -> str:
    """Return a file of messages in which every text is on one line.

    Fluent keeps the line breaks of a text that is continued on the next line; here they only keep lines short.
    """
    return _CONTINUATION.sub(" ", text)
