"""`/embed/<city>`: a map of a city's requests for other sites, which the settings name.

It has no session and no forms: all that can be pressed are links, so a site around it cannot make its visitors act.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.application import Application
from app.data.basemap_file import BasemapFolder
from app.domain.accounts.roles import Locale, by_locale
from app.domain.places.colours import on_dark_ground
from app.domain.requests.lifecycle import Status
from app.localisation import messages
from app.models import City
from app.models.database import OUTAGES
from app.web.files.page import BASEMAP_META, TILE_META, with_content
from app.web.http.etag import etag_of, is_current, not_modified
from app.web.http.language import language_of, named_language
from app.web.http.security import frame_policy
from app.web.letters.plain_page import plain_page
from app.web.maps.basemap import basemap_url
from app.web.public.document import SITE, script_json
from app.web.public.request import path_of_city

_CACHED = "public, max-age=300"


def embed_routes(get_application: Callable[[], Application]) -> list[Route]:
    """Return the route of the map."""

    async def show(request: Request) -> Response:
        application = get_application()
        language = language_of(request)
        try:
            city = await application.catalog.city(request.path_params["city"])
            if city is None:
                return plain_page(language, messages(language).public_missing(), "", 404)
            body = (await _page(application, city, request)).encode()
        except OUTAGES:
            return plain_page(language, messages(language).public_away(), "", 503)
        settings = application.settings
        headers = {
            "Content-Security-Policy": frame_policy(settings.tile_url, settings.embed_origins),
            "Cache-Control": _CACHED,
            "ETag": etag_of(body),
            "Vary": "Accept-Language",
            "X-Robots-Tag": "noindex",
        }
        response = Response(body, headers=headers, media_type="text/html")
        return not_modified(response) if is_current(request, headers["ETag"]) else response

    return [Route("/embed/{city}", show, methods=["GET"])]


async def _page(application: Application, city: City, request: Request) -> str:
    language = language_of(request)
    texts, name = messages(language), by_locale(city.name)[language]
    title, settings = texts.public_city_title(city=name), application.settings
    named = named_language(request)
    url = path_of_city(city.id) + ("" if named is None else f"?lang={named.lower()}")
    version = BasemapFolder(settings.qala_home).version()
    return (
        f'<!doctype html><html lang="{language.lower()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{with_content(TILE_META, settings.tile_url)}{with_content(BASEMAP_META, basemap_url(version))}"
        f"<title>{escape(title)} · {SITE}</title>"
        '<link rel="icon" href="/icon.svg" type="image/svg+xml">'
        '<link rel="stylesheet" href="/widget/embed.css"><script type="module" src="/widget/embed.js"></script></head>'
        f'<body><div id="map" role="region" aria-label="{escape(title)}"></div>'
        f'<p><a href="{escape(url)}" target="_blank" rel="noopener">{escape(title)} · {SITE}</a></p>'
        f'<script type="application/json" id="embed">{script_json(await _data(application, city, language))}</script>'
        "</body></html>"
    )


async def _data(application: Application, city: City, language: Locale) -> dict[str, Any]:
    """Return what the script of the map needs beside the tiles; it has no catalogue of its own."""
    texts, categories = messages(language), await application.catalog.categories()
    return {
        "city": city.id,
        "center": [city.latitude, city.longitude],
        "color": city.color,
        "colorOnDark": on_dark_ground(city.color) if city.color else None,
        "language": language.lower(),
        "categories": {
            one.id: {"name": by_locale(one.name)[language], "icon": one.icon} for one in categories.values()
        },
        "statuses": {status.value: texts.status(status) for status in Status},
        "overdue": texts.overdue(),
        "thousand": texts.count_thousand(),
        "zoomIn": texts.public_zoom("IN"),
        "zoomOut": texts.public_zoom("OUT"),
    }
