"""A letter as a value: what it says, and what it looks like as text and as HTML."""

from dataclasses import dataclass
from datetime import datetime
from html import escape

from app.domain.roles import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one person, ready to be handed to a carrier."""

    id: str
    """Stable: the same letter sent again has the same id, hence the same Message-ID."""
    to: str
    subject: str
    text: str
    html: str
    written_at: datetime
    preferences_url: str = ""
    """Where one says that one wants no such letters; empty for facts of the account."""


@dataclass(frozen=True, slots=True)
class Button:
    """A link to press."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContent:
    """What a letter says, before it has a form."""

    locale: Locale
    subject: str
    title: str
    paragraphs: tuple[str, ...]
    quote: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    rows_title: str = ""
    rows: tuple[Button, ...] = ()
    """A list of requests, each a link."""
    small_print: str = ""
    preferences: Button | None = None


def as_text(sheet: MessageContent) -> str:
    """Return the letter as plain text; every link is on a line of its own."""
    blocks = [sheet.title, *sheet.paragraphs]
    if sheet.quote:
        blocks.append("\n".join(f"> {line}" for line in sheet.quote.splitlines()))
    if sheet.facts:
        blocks.append("\n".join(f"{label}: {value}" for label, value in sheet.facts))
    blocks += [f"{button.label}:\n{button.url}" for button in sheet.buttons]
    if sheet.rows:
        blocks.append("\n".join([sheet.rows_title, *(f"- {row.label}\n  {row.url}" for row in sheet.rows)]))
    if sheet.small_print:
        blocks.append(sheet.small_print)
    footer = "-- \nQalaControl"
    if sheet.preferences is not None:
        footer += f"\n{sheet.preferences.label}: {sheet.preferences.url}"
    return "\n\n".join([*blocks, footer]) + "\n"


_BODY = "margin:0;padding:24px 12px;background:#f6f3ea;color:#14262a;font:16px/1.5 Arial,Helvetica,sans-serif"
_CARD = "max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #d9d3c3;border-radius:12px"
_FIRST = "background:#0e5a63;color:#ffffff;border:2px solid #0e5a63"
_OTHER = "background:#ffffff;color:#0e5a63;border:2px solid #0e5a63"
_BUTTON = (
    "display:inline-block;margin:0 8px 8px 0;padding:12px 20px;border-radius:24px;font-weight:bold;text-decoration:none"
)


def as_html(sheet: MessageContent) -> str:
    """Return the letter as HTML: one column, nothing from anywhere else, readable aloud in the order it is written."""
    parts = [f'<h1 style="margin:0 0 16px;font-size:22px;line-height:1.25">{escape(sheet.title)}</h1>']
    parts += [f'<p style="margin:0 0 16px">{_lines(paragraph)}</p>' for paragraph in sheet.paragraphs]
    if sheet.quote:
        style = "margin:0 0 16px;padding:8px 16px;border-left:4px solid #e0a03a"
        parts.append(f'<blockquote style="{style}">{_lines(sheet.quote)}</blockquote>')
    if sheet.facts:
        parts.append(_facts(sheet.facts))
    if sheet.buttons:
        parts.append(f'<p style="margin:0 0 8px">{_buttons(sheet.buttons)}</p>')
    if sheet.rows:
        parts.append(_rows(sheet.rows_title, sheet.rows))
    if sheet.small_print:
        parts.append(f'<p style="margin:16px 0 0;font-size:14px;color:#46585c">{_lines(sheet.small_print)}</p>')
    footer = "QalaControl"
    if sheet.preferences is not None:
        footer += f' &middot; <a href="{escape(sheet.preferences.url)}" style="color:#0e5a63">'
        footer += f"{escape(sheet.preferences.label)}</a>"
    language = sheet.locale.lower()
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(sheet.subject)}</title>\n</head>\n"
        f'<body style="{_BODY}">\n<div role="article" aria-label="{escape(sheet.subject)}" lang="{language}">\n'
        f'<div style="{_CARD}">\n' + "\n".join(parts) + "\n</div>\n"
        f'<p style="max-width:560px;margin:16px auto 0;font-size:13px;color:#46585c">{footer}</p>\n'
        "</div>\n</body>\n</html>\n"
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    items = "".join(
        f'<dt style="font-size:14px;color:#46585c">{escape(label)}</dt>'
        f'<dd style="margin:0 0 8px;font-weight:bold">{escape(value)}</dd>'
        for label, value in facts
    )
    return f'<dl style="margin:0 0 16px">{items}</dl>'


def _buttons(buttons: tuple[Button, ...]) -> str:
    return "".join(
        f'<a href="{escape(button.url)}" style="{_BUTTON};{_OTHER if n else _FIRST}">{escape(button.label)}</a>'
        for n, button in enumerate(buttons)
    )


def _rows(title: str, rows: tuple[Button, ...]) -> str:
    items = "".join(
        f'<li style="margin:0 0 8px"><a href="{escape(row.url)}" style="color:#0e5a63">{escape(row.label)}</a></li>'
        for row in rows
    )
    heading = f'<h2 style="margin:16px 0 8px;font-size:18px">{escape(title)}</h2>'
    return f'{heading}<ul style="margin:0;padding:0 0 0 20px">{items}</ul>'
