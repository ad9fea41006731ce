"""E-mails as ``.eml`` files, for an installation without a mail server."""

import asyncio
from pathlib import Path

import structlog

from app.notifications.transport import Message
from app.notifications.transports.email_message import letter_of, mime_of

log = structlog.get_logger()


class FileTransport:
    """Writes each e-mail to a file; a letter that is sent again overwrites its own file.

    The link of a letter about an account is also logged, so that a developer needs no mail program to use it.
    """

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def deliver(self, message: Message) -> None:
        """Write the e-mail."""
        letter = letter_of(message)
        file = self._folder / f"{letter.written_at:%Y%m%dT%H%M%S}-{letter.id}.eml"
        await asyncio.to_thread(_write, file, mime_of(letter, self._sender).as_bytes())
        if letter.preferences_url:
            log.debug("letter_written", to=letter.to, subject=letter.subject, file=str(file))
            return
        link = next((word for word in letter.text.split() if word.startswith(("http://", "https://"))), None)
        log.info("letter_written", to=letter.to, subject=letter.subject, link=link, file=str(file))


def _write(file: Path, body: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
