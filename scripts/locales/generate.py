"""Writes the typed keys of the catalogues.

`frontend/src/i18n/messages.ts` is for the page, `app/localisation/messages.py` for the server.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from textwrap import shorten, wrap

from scripts.locales.catalogues import LONGEST_LINE, REFERENCE, Catalogue, Message

SHARED = frozenset({"common"})
"""Files that both the page and the server read."""
SERVER_ONLY = frozenset({"export", "letters", "public", "verdict"})
"""Files that only the server reads; the page reads all others."""
_VARIANT = re.compile(r"(?P<family>[a-z][a-z0-9-]*)-(?P<variant>[A-Z][A-Z0-9_]*|[0-9]+)")
_PYTHON_TYPES = {"number": "int", "string": "str"}


def is_read_by_page(message: Message) -> bool:
    """Whether the page loads this message."""
    return message.file not in SERVER_ONLY


def is_read_by_server(message: Message) -> bool:
    """Whether the server loads this message."""
    return message.file in SHARED | SERVER_ONLY


def typescript(catalogues: Mapping[str, Catalogue]) -> str:
    """Return the TypeScript module that types the keys of the page and their arguments."""
    messages = [one for one in _reference(catalogues) if is_read_by_page(one)]
    plain = " | ".join(f'"{one.key}"' for one in messages if not one.described)
    arguments = [
        f'  "{one.key}": {{ {"; ".join(f"{name}: {kind}" for name, kind in sorted(one.described.items()))} }};'
        for one in messages
        if one.described
    ]
    lines = wrap(plain, LONGEST_LINE - 2, break_long_words=False, break_on_hyphens=False)
    return "\n".join(
        [
            "// Written by `python -m scripts.locales` from the catalogues in `locales/`; never by hand.",
            "",
            "/** The messages with arguments, and what each needs. */",
            "export interface MessageArguments {",
            *arguments,
            "}",
            "",
            "/** The messages without arguments. */",
            "export type PlainKey =",
            *(f"  {line}" for line in lines[:-1]),
            f"  {lines[-1]};",
            "",
            "/** Every message of the page. */",
            "export type MessageKey = PlainKey | keyof MessageArguments;",
            "",
        ]
    )


def python(catalogues: Mapping[str, Catalogue]) -> str:
    """Return the Python module with a typed method for each message, or family of messages, of the server."""
    methods = python_methods(catalogues)
    body = "\n\n".join(_method(name, messages) for name, messages in sorted(methods.items()))
    return f'''"""The texts of the server. Written by `python -m scripts.locales` from `locales/`; never by hand."""

from app.localisation.catalogue import Catalogue


class Messages:
    """The texts of the server in one language, each with the arguments that it needs."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

{body}
'''


def python_methods(catalogues: Mapping[str, Catalogue]) -> dict[str, list[Message]]:
    """Return the methods of the Python module, each with the messages it stands for.

    Messages that differ in a last part in capitals or digits (`status-DONE`) and take the same arguments are one
    method with the last part as its first argument.
    """
    families: dict[str, list[Message]] = defaultdict(list)
    methods: dict[str, list[Message]] = {}
    for message in (one for one in _reference(catalogues) if is_read_by_server(one)):
        match = _VARIANT.fullmatch(message.key)
        if match:
            families[match["family"]].append(message)
        else:
            methods[_method_name(message.key)] = [message]
    for family, messages in families.items():
        if len({tuple(sorted(one.described.items())) for one in messages}) == 1 and len(messages) > 1:
            methods[_method_name(family)] = messages
        else:
            methods.update({_method_name(one.key): [one] for one in messages})
    return methods


def _reference(catalogues: Mapping[str, Catalogue]) -> Iterable[Message]:
    return (message for _, message in sorted(catalogues[REFERENCE].messages.items()))


def _method_name(key: str) -> str:
    return key.replace("-", "_").lower()


def _method(name: str, messages: list[Message]) -> str:
    first = messages[0]
    arguments = sorted(first.described.items())
    typed = ", ".join(f"{argument}: {_PYTHON_TYPES[kind]}" for argument, kind in arguments)
    given = "".join(f", {argument}={argument}" for argument, _ in arguments)
    if len(messages) == 1:
        signature = f"self, *, {typed}" if typed else "self"
        returned = f'self._catalogue.format("{first.key}"{given})'
    else:
        family = first.key.rpartition("-")[0]
        signature = "self, variant: str | int, default: str | None = None" + (f", *, {typed}" if typed else "")
        returned = f'self._catalogue.format_variant("{family}", variant, default{given})'
    text = shorten(first.text.replace("\\", "/").replace('"', "'"), 90, placeholder=" ...")
    return f'    def {name}({signature}) -> str:\n        """Return: {text}"""\n        return {returned}'
