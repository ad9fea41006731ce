"""Where letters go: an SMTP server, or files in a folder when none is named."""

import asyncio
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from app.clock import Clock
from app.errors import SettingsError
from app.mail.letter import Letter

log = structlog.get_logger()
_TIMEOUT_SECONDS = 15


class Post(Protocol):
    """Takes letters."""

    async def send(self, letter: Letter) -> None:
        """Hand the letter over, or raise the carrier's own error."""
        ...


class FilePost:
    """Letters as ``.eml`` files: for a machine that has no mail server. The first link is also logged."""

    def __init__(self, folder: Path, sender: str, clock: Clock) -> None:
        self._folder = folder
        self._sender = sender
        self._clock = clock

    async def send(self, letter: Letter) -> None:
        """Write the letter to a file of its own."""
        message = _message(letter, self._sender, self._clock)
        name = f"{self._clock.now():%Y%m%dT%H%M%S%f}-{letter.to.replace('/', '_')}.eml"
        await asyncio.to_thread(self._write, name, message.as_bytes())
        link = next((word for word in letter.text.split() if word.startswith(("http://", "https://"))), None)
        log.info("letter written", to=letter.to, subject=letter.subject, link=link, file=str(self._folder / name))

    def _write(self, name: str, body: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_bytes(body)


class SmtpPost:
    """Letters by SMTP: ``smtp://user:password@host:587`` (STARTTLS when offered) or ``smtps://`` (TLS at once)."""

    def __init__(self, url: str, sender: str, clock: Clock) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise SettingsError("SMTP_URL: expected smtp://host:port or smtps://host:port")
        self._parts = parts
        self._sender = sender
        self._clock = clock

    async def send(self, letter: Letter) -> None:
        """Hand the letter to the server."""
        parts = self._parts
        await aiosmtplib.send(
            _message(letter, self._sender, self._clock),
            hostname=parts.hostname,
            port=parts.port or (465 if parts.scheme == "smtps" else 25),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            timeout=_TIMEOUT_SECONDS,
        )


def open_post(smtp_url: str | None, folder: Path, sender: str, clock: Clock) -> Post:
    """Return the carrier that the settings ask for."""
    return SmtpPost(smtp_url, sender, clock) if smtp_url else FilePost(folder, sender, clock)


def _message(letter: Letter, sender: str, clock: Clock) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain="qalacontrol")
    message.set_content(letter.text)
    return message
