"""The HTML of public pages: readable without script, described for search engines and messengers.

A page that the app takes over is the built page with the content inside its element: its script then replaces the
content and opens ``app_route`` in the same document. Other pages load no script.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

import orjson

from app.domain.accounts.roles import Locale
from app.localisation import messages

SITE = "QalaControl"
PICTURE = "/icon-512.png"
"""The picture of a page without a photo; messengers show no SVG."""
_PICTURE_SIDE = 512
_TERRITORY_LOCALES = {Locale.KK: "kk_KZ", Locale.RU: "ru_RU", Locale.EN: "en_US"}
"""Open Graph names a language together with a territory; others are not understood."""
LONGEST_DESCRIPTION = 200
_HEAD_END = "</head>"
_ELEMENT = '<div id="app"></div>'
_LANGUAGE = re.compile(r'<html lang="[a-z-]*"')
_OWN_TAGS = re.compile(r'\s*<title>[^<]*</title>|\s*<meta name="description"[^>]*>')
_SKELETON = f"""<!doctype html>
<html lang="kk">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
</head>
<body>{_ELEMENT}</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture that messengers show; its size, in pixels, lets them show it before they have loaded it."""

    path: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A public page in one language."""

    locale: Locale
    named_locale: Locale | None
    """The language that the address names; None where the browser's was taken."""
    path: str
    city_id: str
    """The city whose colour the page has."""
    title: str
    description: str
    body: str
    """HTML."""
    linked_data: Mapping[str, Any]
    """JSON-LD; addresses in it are whole."""
    photo: Picture | None = None
    """None for the sign of the site."""
    is_indexed: bool = True
    app_route: str | None = None
    """The fragment that the app opens in place of the page; None for a page that stays as it is."""

    def html(self, public_url: str, index: str | None) -> bytes:
        """Return the page; ``index`` is the built page, None where it is not built."""
        outline = _SKELETON
        if index is not None and self.app_route is not None and _ELEMENT in index and _HEAD_END in index:
            outline = index
        language = self.locale.lower()
        outline = _LANGUAGE.sub(f'<html lang="{language}"', _OWN_TAGS.sub("", outline), count=1)
        head, rest = outline.split(_HEAD_END, 1)
        before, after = rest.split(_ELEMENT, 1)
        content = f'<div id="app"><div class="public">{self._header()}<main>{self.body}</main></div></div>'
        return f"{head}{self._head(public_url)}{_HEAD_END}{before}{content}{after}".encode()

    def _head(self, public_url: str) -> str:
        address = public_url + self.path
        own = address if self.named_locale is None else f"{address}?lang={self.named_locale.lower()}"
        title, description = f"{self.title} · {SITE}", shortened(self.description)
        picture = self.photo or Picture(PICTURE, _PICTURE_SIDE, _PICTURE_SIDE)
        facts = {
            "og:site_name": SITE,
            "og:type": "website",
            "og:title": self.title,
            "og:description": description,
            "og:url": own,
            "og:image": public_url + picture.path,
            "og:image:width": str(picture.width),
            "og:image:height": str(picture.height),
            "og:locale": _TERRITORY_LOCALES[self.locale],
        }
        names = {"description": description, "twitter:card": "summary_large_image" if self.photo else "summary"}
        if not self.is_indexed:
            names["robots"] = "noindex"
        if self.app_route is not None:
            names["qala-route"] = self.app_route
        return "\n".join(
            (
                f"<title>{escape(title)}</title>",
                f'<link rel="canonical" href="{escape(own)}">',
                *(
                    f'<link rel="alternate" hreflang="{locale.lower()}" href="{escape(address)}?lang={locale.lower()}">'
                    for locale in Locale
                ),
                f'<link rel="alternate" hreflang="x-default" href="{escape(address)}">',
                *(f'<meta name="{name}" content="{escape(value)}">' for name, value in names.items()),
                *(f'<meta property="{name}" content="{escape(value)}">' for name, value in facts.items()),
                f'<link rel="stylesheet" href="/public-page.css?city={quote(self.city_id)}">',
                f'<script type="application/ld+json">{script_json(self.linked_data)}</script>',
            )
        )

    def _header(self) -> str:
        texts = messages(self.locale)
        links = "".join(self._language_link(locale) for locale in Locale)
        return (
            f'<header><a class="home" href="/">{SITE}</a>'
            f'<nav aria-label="{escape(texts.public_languages())}">{links}</nav></header>'
        )

    def _language_link(self, locale: Locale) -> str:
        """Return the link to the page in a language, by its own name: who reads only that language looks for it."""
        code, name = locale.lower(), escape(messages(locale).public_language(locale))
        current = " aria-current=true" if locale is self.locale else ""
        return f'<a href="{escape(self.path)}?lang={code}" hreflang="{code}" lang="{code}"{current}>{name}</a>'


def script_json(value: Mapping[str, Any]) -> str:
    """Return JSON for a script element: no text in it can end the element or begin a comment."""
    text = orjson.dumps(value).decode()
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def shortened(text: str) -> str:
    """Return the text on one line, cut between words where it is long."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_DESCRIPTION:
        return line
    return line[:LONGEST_DESCRIPTION].rsplit(" ", 1)[0] + "…"
