"""The style sheet of the public pages; everything in it is below ``.public``, because the app stays beside it."""

from app.domain.places.colours import on_dark_ground
from app.domain.requests.lifecycle import TRAITS

_LIGHT = """
.public { --ink: #14262a; --soft: #4b5d60; --paper: #f6f1e7; --surface: #fffdf8; --line: #dfd6c4; --accent: #0a5c63;
  --filled: #0e3f45; --on-filled: #f6efdf; --bad: #b3261e;
  box-sizing: border-box; min-height: 100vh; padding: 0 16px 40px; background: var(--paper); color: var(--ink);
  font: 17px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
body:has(.public) { margin: 0; }
"""
_DARK = """
.public { --ink: #eef0ea; --soft: #aebbba; --paper: #10191b; --surface: #182427; --line: #33474a; --accent: #7fcfd3;
  --filled: #7fcfd3; --on-filled: #0b2124; --bad: #ff9d90; color-scheme: dark; }
"""
_REST = """
.public > header, .public > main { max-width: 760px; margin: 0 auto; }
.public > header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 16px; padding: 12px 0; }
.public nav { display: flex; flex-wrap: wrap; gap: 0 14px; }
.public a { color: var(--accent); }
.public header a { display: inline-flex; align-items: center; min-height: 44px; }
.public .home { font-weight: 700; text-decoration: none; }
.public nav [aria-current] { color: inherit; font-weight: 700; text-decoration: none; }
.public main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; }
.public h1, .public h2, .public p, .public dl, .public dd, .public figure, .public ol, .public ul { margin: 0; }
.public h1 { font-size: 1.6rem; line-height: 1.2; }
.public h2 { margin-top: 8px; font-size: 1.15rem; }
.public .soft, .public dt, .public time { color: var(--soft); }
.public .status { font-size: 1.7rem; font-weight: 800; line-height: 1.2; }
.public .late { color: var(--bad); }
.public .words { white-space: pre-line; }
.public .links { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; }
.public .button { display: inline-flex; align-items: center; min-height: 48px; padding: 6px 20px;
  box-sizing: border-box; border: 1px solid var(--accent); border-radius: 999px; font-weight: 600; line-height: 1.2;
  text-decoration: none; }
.public .button.main { background: var(--filled); color: var(--on-filled); }
.public .photos { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr)); }
.public img { display: block; width: 100%; height: auto; max-height: 420px; object-fit: cover; border-radius: 10px; }
.public .card { padding: 14px 16px; background: var(--surface); border: 1px solid var(--line); border-radius: 14px; }
.public .facts { display: grid; gap: 12px 20px; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); }
.public dd, .public dd time { color: inherit; font-weight: 600; }
.public .figures dd { font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.public ol, .public ul { padding: 0; list-style: none; }
.public li { padding: 9px 0; border-top: 1px solid var(--line); }
.public li > a { display: inline-flex; align-items: center; min-height: 44px; margin: -9px 0; }
.public li:first-child { border-top: 0; }
.public li time, .public li .soft { display: block; font-size: 0.9rem; }
.public .table { overflow-x: auto; }
.public table { width: 100%; border-collapse: collapse; }
.public th, .public td { padding: 7px 0 7px 10px; text-align: right; border-top: 1px solid var(--line);
  white-space: nowrap; font-variant-numeric: tabular-nums; }
.public thead > tr > * { border-top: 0; color: var(--soft); font-weight: 400; font-size: 0.9rem; }
.public tbody th { padding-left: 0; text-align: left; white-space: normal; font-weight: 400; line-height: 1.3;
  overflow-wrap: break-word; hyphens: auto; }
@media (max-width: 420px) {
  .public th, .public td { padding-left: 6px; font-size: 0.9rem; }
  .public thead th { white-space: normal; font-size: 0.76rem; line-height: 1.2; vertical-align: bottom; }
}
.public :focus-visible { outline: 3px solid #d98a1f; outline-offset: 2px; }
"""


def style_sheet(colour: str | None = None) -> str:
    """Return the style sheet, with the colours of the statuses and of the city."""
    light = "".join(f".public .s-{status} {{ color: {traits.light_colour}; }}\n" for status, traits in TRAITS.items())
    dark = "".join(f".public .s-{status} {{ color: {traits.dark_colour}; }}\n" for status, traits in TRAITS.items())
    if colour is not None:
        light += f".public {{ --accent: {colour}; --filled: {colour}; }}\n"
        dark += f".public {{ --accent: {on_dark_ground(colour)}; --filled: {on_dark_ground(colour)}; }}\n"
    return f"{_LIGHT}{light}{_REST}@media (prefers-color-scheme: dark) {{{_DARK}{dark}}}\n"
