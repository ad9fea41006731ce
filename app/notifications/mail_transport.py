"""Where letters go: an SMTP server, or files in a folder when none is named."""

import asyncio
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog

from app.errors import SettingsError
from app.notifications.message_content import Letter

log = structlog.get_logger()
_TIMEOUT_SECONDS = 15


class DeliveryFailed(Exception):
    """The carrier was not there, or refused the letter; says why."""


class MailTransport(Protocol):
    """Takes letters."""

    async def send(self, letter: Letter) -> None:
        """Hand the letter over.

        Raises:
            NotTaken: it is to be tried again.
        """
        ...


class FileMailTransport:
    """Letters as ``.eml`` files: for a machine that has no mail server.

    The same letter makes the same file, however often it is sent. The link of an account's letter is also logged.
    """

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def send(self, letter: Letter) -> None:
        """Write the letter to a file of its own."""
        message = message_of(letter, self._sender)
        file = self._folder / f"{letter.written_at:%Y%m%dT%H%M%S}-{letter.id}.eml"
        await asyncio.to_thread(_write, file, message.as_bytes())
        if letter.preferences_url:
            log.debug("letter written", to=letter.to, subject=letter.subject, file=str(file))
            return
        link = next((word for word in letter.text.split() if word.startswith(("http://", "https://"))), None)
        log.info("letter written", to=letter.to, subject=letter.subject, link=link, file=str(file))


class SmtpTransport:
    """Letters by SMTP: ``smtp://user:password@host:587`` (STARTTLS when offered) or ``smtps://`` (TLS at once)."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise SettingsError("SMTP_URL: expected smtp://host:port or smtps://host:port")
        self._parts = parts
        self._sender = sender

    async def send(self, letter: Letter) -> None:
        """Hand the letter to the server."""
        parts = self._parts
        try:
            await aiosmtplib.send(
                message_of(letter, self._sender),
                sender=parseaddr(self._sender)[1],
                recipients=[letter.to],
                hostname=parts.hostname,
                port=parts.port or (465 if parts.scheme == "smtps" else 25),
                username=unquote(parts.username) if parts.username else None,
                password=unquote(parts.password) if parts.password else None,
                use_tls=parts.scheme == "smtps",
                timeout=_TIMEOUT_SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError, MessageError, ValueError) as error:
            raise DeliveryFailed(f"{type(error).__name__}: {error}") from error


def open_mail_transport(smtp_url: str | None, folder: Path, sender: str) -> MailTransport:
    """Return the carrier that the settings ask for."""
    return SmtpTransport(smtp_url, sender) if smtp_url else FileMailTransport(folder, sender)


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """Return the letter as it travels: text and HTML, and headers that are the same however often it is sent."""
    message = EmailMessage()
    message["From"] = sender
    # An address object, because a text with a comma in it would be read as two addresses.
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter.id}@{parseaddr(sender)[1].rpartition('@')[2] or 'qalacontrol'}>"
    # Holiday answers and other machines shall not reply.
    message["Auto-Submitted"] = "auto-generated"
    if letter.preferences_url:
        message["List-Unsubscribe"] = f"<{letter.preferences_url}>"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _write(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
