"""What a message says, and its form as plain text and as HTML."""

from dataclasses import dataclass
from html import escape

from app.domain.accounts.roles import Locale


@dataclass(frozen=True, slots=True)
class Button:
    """A link to press."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContent:
    """What a message says, before it has a form."""

    locale: Locale
    subject: str
    title: str
    notice: str = ""
    """The title of a notice in a browser; the subject where it is empty."""
    paragraphs: tuple[str, ...]
    quote: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    rows_title: str = ""
    rows: tuple[Button, ...] = ()
    """A list of requests, each a link."""
    small_print: str = ""
    preferences: Button | None = None


def as_text(content: MessageContent) -> str:
    """Return the letter as plain text; every link is on a line of its own."""
    blocks = [content.title, *content.paragraphs]
    if content.quote:
        blocks.append("\n".join(f"> {line}" for line in content.quote.splitlines()))
    if content.facts:
        blocks.append("\n".join(f"{label}: {value}" for label, value in content.facts))
    blocks += [f"{button.label}:\n{button.url}" for button in content.buttons]
    if content.rows:
        blocks.append("\n".join([content.rows_title, *(f"- {row.label}\n  {row.url}" for row in content.rows)]))
    if content.small_print:
        blocks.append(content.small_print)
    footer = "-- \nQalaControl"
    if content.preferences is not None:
        footer += f"\n{content.preferences.label}: {content.preferences.url}"
    return "\n\n".join([*blocks, footer]) + "\n"


_BODY = "margin:0;padding:24px 12px;background:#f6f3ea;color:#14262a;font:16px/1.5 Arial,Helvetica,sans-serif"
_CARD = "max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #d9d3c3;border-radius:12px"
_FIRST = "background:#0e5a63;color:#ffffff;border:2px solid #0e5a63"
_OTHER = "background:#ffffff;color:#0e5a63;border:2px solid #0e5a63"
_BUTTON = (
    "display:inline-block;margin:0 8px 8px 0;padding:12px 20px;border-radius:24px;font-weight:bold;text-decoration:none"
)


def as_html(content: MessageContent) -> str:
    """Return the letter as HTML: one column, nothing from anywhere else, readable aloud in the order it is written."""
    parts = [f'<h1 style="margin:0 0 16px;font-size:22px;line-height:1.25">{escape(content.title)}</h1>']
    parts += [f'<p style="margin:0 0 16px">{_lines(paragraph)}</p>' for paragraph in content.paragraphs]
    if content.quote:
        style = "margin:0 0 16px;padding:8px 16px;border-left:4px solid #e0a03a"
        parts.append(f'<blockquote style="{style}">{_lines(content.quote)}</blockquote>')
    if content.facts:
        parts.append(_facts(content.facts))
    if content.buttons:
        parts.append(f'<p style="margin:0 0 8px">{_buttons(content.buttons)}</p>')
    if content.rows:
        parts.append(_rows(content.rows_title, content.rows))
    if content.small_print:
        parts.append(f'<p style="margin:16px 0 0;font-size:14px;color:#46585c">{_lines(content.small_print)}</p>')
    footer = "QalaControl"
    if content.preferences is not None:
        footer += f' &middot; <a href="{escape(content.preferences.url)}" style="color:#0e5a63">'
        footer += f"{escape(content.preferences.label)}</a>"
    language = content.locale.lower()
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(content.subject)}</title>\n</head>\n"
        f'<body style="{_BODY}">\n<div role="article" aria-label="{escape(content.subject)}" lang="{language}">\n'
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
