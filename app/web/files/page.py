"""Serves the built front end."""

import gzip
import os
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from html import escape
from mimetypes import guess_type
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.staticfiles import NotModifiedResponse, PathLike, StaticFiles
from starlette.types import Scope

from app.web.http.encoding import choose_encoding

TILE_META = '<meta name="qala-tile-url" content="" />'
BASEMAP_META = '<meta name="qala-basemap" content="" />'
VARIANTS = {"br": ".br", "gzip": ".gz"}
"""The endings of the compressed variants that the build writes beside a file, by content coding, smallest first."""
IMMUTABLE = "public, max-age=31536000, immutable"
ONE_DAY = "public, max-age=86400"
REVALIDATE = "no-cache"
_MEDIA_TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript"}
_SERVICES = frozenset(
    {".well-known", "api", "assets", "basemap", "export", "graphql", "health", "map", "metrics", "photos", "sitemap"}
)
"""The first segments of paths that clients ask for and people do not."""
_IMAGES = (".svg", ".png", ".ico")


class Page(StaticFiles):
    """Static files, compressed as the client accepts.

    The page is at ``/`` alone, because it routes by the hash. A browser that follows a broken link gets the page too,
    with the status 404; other clients get the status.
    """

    def __init__(self, folder: Path, tile_url: str, get_basemap_url: Callable[[], str] = str) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._index = folder / "index.html"
        self._tile_url = tile_url
        self._get_basemap_url = get_basemap_url

    async def check_config(self) -> None:
        """Accept a missing folder: ``_page`` then says how to build it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, or the page."""
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        if path in {".", "index.html"} or not self._index.exists():
            return self._page(scope)
        if path.endswith(tuple(VARIANTS.values())):
            # A variant has the address of its file.
            raise HTTPException(404)
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or not _is_broken_link(path, scope):
                raise
            return self._page(scope, status=404)
        response.headers["Cache-Control"] = _lasting(path)
        return response

    def file_response(
        self, full_path: PathLike, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return the file or the smallest variant that the client accepts, each with an ETag of its own."""
        path = os.fspath(full_path)
        found = {coding: entry for coding, ending in VARIANTS.items() if (entry := _stat(path + ending)) is not None}
        request = Headers(scope=scope)
        coding = choose_encoding(request.get("accept-encoding", ""), tuple(found))
        served, entry = (path, stat_result) if coding is None else (path + VARIANTS[coding], found[coding])
        # By content and not by time, so that all machines that serve this build agree.
        headers = {"ETag": _etag(served, entry.st_mtime_ns)}
        if found:
            headers["Vary"] = "Accept-Encoding"
        if coding is not None:
            headers["Content-Encoding"] = coding
        media_type = _MEDIA_TYPES.get(os.path.splitext(path)[1]) or guess_type(path)[0]
        response = FileResponse(served, status_code, headers, media_type=media_type, stat_result=entry)
        return NotModifiedResponse(response.headers) if self.is_not_modified(response.headers, request) else response

    def _page(self, scope: Scope, *, status: int = 200) -> Response:
        entry = _stat(str(self._index))
        if entry is None:
            return PlainTextResponse("The page is not built yet: run `make setup`.", 503)
        html = _index(str(self._index), entry.st_mtime_ns, self._tile_url, self._get_basemap_url())
        request = Headers(scope=scope)
        coding = choose_encoding(request.get("accept-encoding", ""), ("gzip",))
        body = html if coding is None else _compressed(html)
        headers = {"Cache-Control": REVALIDATE, "Vary": "Accept-Encoding"}
        if coding is not None:
            headers["Content-Encoding"] = coding
        if status != 200:
            return HTMLResponse(body, status, headers | {"Vary": "Accept, Accept-Encoding"})
        response = HTMLResponse(body, headers=headers | {"ETag": _etag_of(body)})
        known = request.get("if-none-match") is not None and self.is_not_modified(response.headers, request)
        return NotModifiedResponse(response.headers) if known else response


def well_known_routes() -> list[Route]:
    """Return the route by which password managers find the page that changes a password.

    It is that of https://w3c.github.io/webappsec-change-password-url/.
    """

    async def change_password(_: Request) -> Response:
        return RedirectResponse("/#/account", 302)

    return [Route("/.well-known/change-password", change_password)]


def read_index(folder: Path, tile_url: str, basemap_url: str) -> str | None:
    """Return the HTML of the built page; None where it is not built."""
    index = folder / "index.html"
    entry = _stat(str(index))
    return None if entry is None else _index(str(index), entry.st_mtime_ns, tile_url, basemap_url).decode()


def _is_broken_link(path: str, scope: Scope) -> bool:
    """Whether a person asks for a page: not a script for a file, or a client for a service."""
    segments = path.split("/")
    is_file_or_service = "." in segments[-1] or segments[0] in _SERVICES
    return not is_file_or_service and "text/html" in Headers(scope=scope).get("accept", "")


def _lasting(path: str) -> str:
    """Return for how long a file may be kept: Vite puts a hash of the content into the names below ``assets``."""
    if path.startswith("assets/"):
        return IMMUTABLE
    return ONE_DAY if path.endswith(_IMAGES) else REVALIDATE


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=1024)
def _etag(path: str, _changed_ns: int) -> str:
    return _etag_of(Path(path).read_bytes())


def _etag_of(body: bytes) -> str:
    return f'"{sha256(body).hexdigest()[:32]}"'


@lru_cache(maxsize=4)
def _index(path: str, _changed_ns: int, tile_url: str, basemap_url: str) -> bytes:
    html = Path(path).read_text(encoding="utf-8")
    for meta, value in ((TILE_META, tile_url), (BASEMAP_META, basemap_url)):
        html = html.replace(meta, with_content(meta, value))
    return html.encode()


def with_content(meta: str, value: str) -> str:
    """Return a meta element with this content in place of its empty one."""
    return meta.replace('content=""', f'content="{escape(value, quote=True)}"')


@lru_cache(maxsize=4)
def _compressed(html: bytes) -> bytes:
    # Without the time in the header, so that all processes give the same bytes and the same ETag.
    return gzip.compress(html, compresslevel=9, mtime=0)
