"""`/r/<number>` and `/c/<city>`: pages for people without the app, search engines and messengers.

They show every reader what an anonymous reader of the API sees, so any cache may keep them. The tag of a page is a
hash of its content: deadlines pass without an event.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.application import Application
from app.auth.fair_queue import Payer
from app.data.basemap_file import BasemapFolder
from app.domain.accounts.roles import Locale, by_locale
from app.domain.requests.service_request import ServiceRequest
from app.errors import NotAllowed, RateLimited
from app.localisation import messages
from app.models.database import OUTAGES
from app.queries.public.cities import PublicCity, public_city
from app.queries.public.requests import public_request
from app.queries.requests.service_requests import request_of_exact_number
from app.web.files.page import read_index
from app.web.http.compression import compress
from app.web.http.disconnect import while_connected
from app.web.http.etag import etag_of, is_current, not_modified
from app.web.http.language import language_of, named_language
from app.web.http.origin import client_of, is_own_origin
from app.web.letters.plain_page import plain_page
from app.web.maps.basemap import basemap_url
from app.web.public.city import CityPage
from app.web.public.document import Document
from app.web.public.request import Place, RequestPage, path_of_request
from app.web.public.style import style_sheet

REQUEST_POINTS = 100
"""What the page of a request costs its reader; about 3 ms."""
CITY_POINTS = 400
"""What the page of a city costs, which is summed from figures of days."""
CACHED = "public, max-age=30, stale-while-revalidate=60"
"""What the Akimat hides is gone from every cache after a minute and a half."""
_VARY = "Accept-Language, Accept-Encoding"


def public_page_routes(get_application: Callable[[], Application], page: Path) -> list[Route]:
    """Return the routes of the two pages and of their style sheet."""

    async def show_style(request: Request) -> Response:
        city, lasting = None, "max-age=86400"
        try:
            city = await get_application().catalog.city(request.query_params.get("city", ""))
        except OUTAGES:
            # A cache would show the page without the colour of its city for a day.
            lasting = "no-store"
        style = style_sheet(city.color if city is not None else None)
        return Response(style, media_type="text/css", headers={"Cache-Control": lasting})

    async def show_request(request: Request) -> Response:
        return await _guarded(get_application(), request, _request_page(get_application(), request, page))

    async def show_city(request: Request) -> Response:
        return await _guarded(get_application(), request, _city_page(get_application(), request))

    return [
        Route("/public-page.css", show_style),
        Route("/r/{number}", show_request),
        Route("/c/{city}", show_city),
        # A slash at the end, as people and other sites add one, would open the start page of the app.
        Route("/r/{number}/", _without_slash),
        Route("/c/{city}/", _without_slash),
    ]


async def _without_slash(request: Request) -> Response:
    path = "/" + quote(request.scope["path"].strip("/"))
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(path + query, 301, {"Cache-Control": CACHED})


async def _guarded(application: Application, request: Request, answer: Awaitable[Response]) -> Response:
    """Return the answer; a refusal is a page in the language of the reader."""
    texts, language = messages(language_of(request)), language_of(request)
    try:
        return await answer
    except NotAllowed:
        return plain_page(language, texts.public_refused(), "", 403)
    except RateLimited as refused:
        response = plain_page(language, texts.public_too_many(), "", 429)
        response.headers["Retry-After"] = str(refused.data["retryAfterSeconds"])
        return response
    except OUTAGES:
        response = plain_page(language, texts.public_away(), "", 503)
        response.headers["Retry-After"] = "10"
        return response


def _payer(application: Application, request: Request) -> Payer:
    if not is_own_origin(request, application.command_context.public_url):
        # As an image on a foreign page it would spend the points of that page's visitors.
        raise NotAllowed("this page may not read for its visitors")
    payer = Payer.of(client_of(request))
    application.reads.check(payer)
    return payer


async def _request_page(application: Application, request: Request, page: Path) -> Response:
    payer = _payer(application, request)
    number = request.path_params["number"]
    await application.reads.charge(payer, REQUEST_POINTS, REQUEST_POINTS)
    found = await application.reads.run(payer, REQUEST_POINTS, lambda: public_request(number))
    if found is None:
        other = await request_of_exact_number(number.upper())
        if other is not None:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(path_of_request(other.number) + query, 301, {"Cache-Control": CACHED})
        return _missing(request)
    language = language_of(request)
    place = await _place(application, found.request, language)
    public_url = application.command_context.links.public_url
    version = BasemapFolder(application.settings.qala_home).version()
    index = read_index(page, application.settings.tile_url, basemap_url(version))
    written = RequestPage(found, place, language, named_language(request), public_url, application.clock.now())
    return await _answer(request, written.document(), public_url, index)


async def _place(application: Application, state: ServiceRequest, language: Locale) -> Place:
    catalog = application.catalog
    city, category = await catalog.city(state.city_id), await catalog.category(state.category_id)
    if city is None or category is None:
        raise LookupError(f"the tables have no city {state.city_id!r} or no category {state.category_id!r}")
    district = await catalog.district(state.district_id) if state.district_id else None
    return Place(
        city_id=city.id,
        city=by_locale(city.name)[language],
        district=None if district is None else by_locale(district.names)[language],
        category=by_locale(category.name)[language],
        zone=ZoneInfo(city.timezone),
    )


async def _city_page(application: Application, request: Request) -> Response:
    payer = _payer(application, request)
    city_id = request.path_params["city"]
    city = await application.catalog.city(city_id)
    if city is None:
        return _missing(request)
    await application.reads.charge(payer, CITY_POINTS, CITY_POINTS)

    async def read() -> PublicCity:
        return await public_city(city, application.clock.now())

    reading = application.reads.run(payer, CITY_POINTS, read, share=lambda: ("public city", city_id))
    found = await while_connected(request, reading)
    language, catalog = language_of(request), application.catalog
    categories, districts = await catalog.categories(), await catalog.districts_of(city_id)
    public_url = application.command_context.links.public_url
    written = CityPage(
        city=city,
        city_name=by_locale(city.name)[language],
        found=found,
        categories={key: by_locale(one.name)[language] for key, one in categories.items()},
        districts={one.id: by_locale(one.names)[language] for one in districts},
        locale=language,
        named_locale=named_language(request),
        public_url=public_url,
    )
    return await _answer(request, written.document(), public_url, None)


async def _answer(request: Request, document: Document, public_url: str, index: str | None) -> Response:
    body = document.html(public_url, index)
    headers = {"Cache-Control": CACHED, "ETag": etag_of(body), "Vary": _VARY}
    headers["Content-Language"] = document.locale.lower()
    response = Response(body, headers=headers, media_type="text/html")
    if is_current(request, headers["ETag"]):
        return not_modified(response)
    return await compress(request, response)


def _missing(request: Request) -> Response:
    language = language_of(request)
    texts = messages(language)
    response = plain_page(language, texts.public_missing(), f'<p><a href="/">{texts.public_map()}</a></p>', 404)
    response.headers["Vary"] = _VARY
    return response
