"""Small pages without JavaScript, for the links in letters."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.domain.accounts.roles import Locale

_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
_STYLE = """
body { margin: 0; padding: 24px 16px; background: #f6f3ea; color: #14262a; font: 18px/1.5 system-ui, sans-serif;
  overflow-wrap: break-word; }
main { max-width: 480px; margin: 0 auto; padding: 24px; background: #fff; border: 1px solid #d9d3c3;
  border-radius: 12px; }
bdi { overflow-wrap: anywhere; }
h1 { margin: 0 0 16px; font-size: 1.4rem; line-height: 1.25; }
fieldset { margin: 0 0 16px; padding: 0; border: 0; }
legend, .label { display: block; padding: 0; font-weight: 700; }
label { display: inline-flex; align-items: center; gap: 8px; min-height: 44px; margin-right: 16px; }
label.label { display: block; margin: 0; }
input[type="radio"] { width: 22px; height: 22px; }
figure { margin: 0 0 16px; }
img { display: block; width: 100%; border-radius: 8px; }
.error { margin: 0 0 16px; color: #a3261b; font-weight: 700; }
textarea { display: block; box-sizing: border-box; width: 100%; min-height: 88px; margin-bottom: 16px; padding: 8px;
  border: 1px solid #6b7b7e; border-radius: 8px; font: inherit; }
button { width: 100%; min-height: 52px; border: 0; border-radius: 26px; background: #0e5a63; color: #fff; font: inherit;
  font-weight: 700; cursor: pointer; }
a { color: #0e5a63; }
:focus-visible { outline: 3px solid #b3701a; outline-offset: 2px; }
"""


def plain_page_routes() -> list[Route]:
    """Return the route of the style sheet of these pages."""

    async def style(_: Request) -> Response:
        return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "max-age=86400"})

    return [Route("/plain-page.css", style)]


def plain_page(locale: Locale, title: str, body: str, status: int = 200) -> Response:
    """Return the page; ``body`` is HTML, the title is text."""
    return HTMLResponse(
        f'<!doctype html><html lang="{locale.lower()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="/plain-page.css"><title>{escape(title)} · QalaControl</title></head>'
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>",
        status,
        headers=_HEADERS,
    )


def typed(text: str) -> str:
    """Return what a person typed, as HTML: its direction does not reach the text around it."""
    return f"<bdi>{escape(text)}</bdi>"
