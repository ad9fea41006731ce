"""`/basemap/<version>.pmtiles`: the street map, of which a page reads the parts that it shows."""

import re
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.application import Application
from app.data.basemap_file import BasemapFolder
from app.web.files.page import IMMUTABLE

MOST_BYTES = 4 * 1024 * 1024
"""The longest part: a directory of a large file has some hundred kilobytes, a tile fewer."""
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})")


def basemap_routes(get_application: Callable[[], Application]) -> list[Route]:
    """Return the route."""

    async def show(request: Request) -> Response:
        folder = BasemapFolder(get_application().settings.qala_home)
        file = folder.path(request.path_params["version"])
        if file is None:
            return PlainTextResponse("there is no such map", 404, {"Cache-Control": "no-store"})
        wanted = _RANGE.fullmatch(request.headers.get("range", ""))
        if wanted is None or not 0 <= int(wanted[2]) - int(wanted[1]) < MOST_BYTES:
            # The whole file has hundreds of megabytes, which one client could fetch again and again.
            message = f"Range: expected one range of at most {MOST_BYTES} bytes, such as bytes=0-16383"
            return PlainTextResponse(message, 416, {"Accept-Ranges": "bytes", "Cache-Control": "no-store"})
        headers = {"Cache-Control": IMMUTABLE, "ETag": f'"{request.path_params["version"]}"'}
        return _PartResponse(file, headers=headers, media_type="application/vnd.pmtiles")

    return [Route("/basemap/{version}.pmtiles", show, methods=["GET"])]


class _PartResponse(FileResponse):
    """Sends the part of the file that is asked for, whatever ``If-Range`` says."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the part."""
        # A tag that is not ours would ask for the whole file. The address names the content, so no part is outdated.
        headers = [(name, value) for name, value in scope["headers"] if name != b"if-range"]
        await super().__call__({**scope, "headers": headers}, receive, send)


def basemap_url(version: str | None) -> str:
    """Return the address of a version; an empty text without a map."""
    return "" if version is None else f"/basemap/{version}.pmtiles"
