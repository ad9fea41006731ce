"""`/robots.txt`, `/sitemap.xml` and `/sitemap/<city>/<month>.xml`: which public pages search engines are offered.

A month of a city is a file, read by the index of requests by city and time, so its cost does not grow with the years.
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.application import Application
from app.auth.fair_queue import Payer
from app.errors import NotFound, QalaError, RateLimited
from app.models.database import OUTAGES
from app.queries.public.sitemap import Month, listed_months, requests_of_month
from app.web.graphql.refusals import refusal
from app.web.http.compression import compress
from app.web.http.disconnect import while_connected
from app.web.http.etag import etag_of, is_current, not_modified
from app.web.http.origin import client_of
from app.web.public.request import path_of_city, path_of_request

INDEX_POINTS = 100
MONTH_POINTS = 1_000
"""A month is read among the heavy reads, a few at a time: it may have ten thousand requests."""
CACHED = "public, max-age=3600"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
Read = Callable[[Application, Request], Awaitable[bytes]]
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_CLOSED = ("/map/", "/verdict/", "/unsubscribe/", "/export/", "/embed/", "/health/")
"""What crawlers are asked to leave: it is data, or personal. Not `/graphql`: crawlers that run scripts let the app take
a page over, and would keep its message that it cannot read."""


def sitemap_routes(get_application: Callable[[], Application]) -> list[Route]:
    """Return the routes."""

    async def robots(_: Request) -> Response:
        public_url = get_application().command_context.links.public_url
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), f"Sitemap: {public_url}/sitemap.xml"]
        return PlainTextResponse("\n".join(lines) + "\n", headers={"Cache-Control": CACHED})

    async def index(request: Request) -> Response:
        return await _guarded(get_application(), request, INDEX_POINTS, _index)

    async def month(request: Request) -> Response:
        return await _guarded(get_application(), request, MONTH_POINTS, _month)

    return [
        Route("/robots.txt", robots),
        Route("/sitemap.xml", index),
        Route("/sitemap/{city}/{month}.xml", month),
    ]


async def _guarded(application: Application, request: Request, points: int, read: Read) -> Response:
    payer = Payer.of(client_of(request))
    try:
        application.reads.check(payer)
        await application.reads.charge(payer, points, points)
        reading = application.reads.run(
            payer, points, lambda: read(application, request), share=lambda: ("sitemap", request.url.path)
        )
        return await _answer(request, await while_connected(request, reading))
    except RateLimited as refused:
        headers = {"Retry-After": str(refused.data["retryAfterSeconds"]), "Cache-Control": "no-store"}
        return refusal(429, refused.message, refused.code, headers=headers, **refused.data)
    except QalaError as refused:
        return refusal(404, refused.message, refused.code)
    except OUTAGES:
        return refusal(503, "the database is away; try again later", headers={"Retry-After": "10"})


async def _index(application: Application, _: Request) -> bytes:
    public_url = application.command_context.links.public_url
    months = await listed_months(application.clock.now())
    files = [f"{public_url}/sitemap/{city}/{month}.xml" for city, found in months.items() for month in found]
    return _document("sitemapindex", (f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in files))


async def _month(application: Application, request: Request) -> bytes:
    city = await application.catalog.city(request.path_params["city"])
    named = _MONTH.fullmatch(request.path_params["month"])
    if city is None or named is None:
        raise NotFound("expected /sitemap/<city>/<year>-<month>.xml")
    public_url = application.command_context.links.public_url
    found = await requests_of_month(city.id, Month(int(named[1]), int(named[2])))
    pages = [f"<url><loc>{escape(public_url + path_of_city(city.id))}</loc></url>"]
    pages += [
        f"<url><loc>{escape(public_url + path_of_request(one.number))}</loc>"
        f"<lastmod>{one.updated_at.isoformat(timespec='seconds')}</lastmod></url>"
        for one in found
    ]
    return _document("urlset", pages)


def _document(root: str, items: Iterable[str]) -> bytes:
    body = "\n".join(items)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{body}\n</{root}>\n'.encode()


async def _answer(request: Request, body: bytes) -> Response:
    headers = {"Cache-Control": CACHED, "ETag": etag_of(body), "Vary": "Accept-Encoding"}
    response = Response(body, headers=headers, media_type="application/xml")
    if is_current(request, headers["ETag"]):
        return not_modified(response)
    return await compress(request, response)
