"""Serves the built front end."""

from html import escape
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

TILE_META = '<meta name="qala-tile-url" content="" />'


class Page(StaticFiles):
    """Static files; every other path returns the page, which routes by the hash of the URL."""

    def __init__(self, folder: Path, tile_url: str) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._index = folder / "index.html"
        self._tile_url = tile_url

    async def check_config(self) -> None:
        """Accept a missing folder: ``_page`` then says how to build it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, or the page."""
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405)
        if path in {".", "index.html"} or not self._index.exists():
            return self._page()
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or "." in path.rsplit("/", 1)[-1]:
                raise
            return self._page()
        if path.startswith("assets/"):
            # Vite puts a hash of the content into these names.
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    def _page(self) -> Response:
        if not self._index.exists():
            return PlainTextResponse("The page is not built yet: run `make setup`.", 503)
        meta = TILE_META.replace('content=""', f'content="{escape(self._tile_url, quote=True)}"')
        html = self._index.read_text().replace(TILE_META, meta)
        return HTMLResponse(html, headers={"Cache-Control": "no-cache"})
