"""E-mails as ``.eml`` files, for an installation without a mail server."""

from pathlib import Path

import structlog

from app.notifications.transport import Message
from app.notifications.transports.email_message import letter_of, mime_of
from app.private_files import write_private

log = structlog.get_logger()


class FileTransport:
    """Writes each e-mail to a file that others cannot read; a letter that is sent again overwrites its own file.

    The text of a letter about an account also stands in a file beside it, so that a developer needs no mail program to
    use its link. The log names that file and never the link, which opens the account.
    """

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def deliver(self, message: Message) -> None:
        """Write the e-mail."""
        letter = letter_of(message)
        file = self._folder / f"{letter.written_at:%Y%m%dT%H%M%S}-{letter.id}.eml"
        # Not in a thread, which costs several times what the write of a small file does.
        write_private(file, mime_of(letter, self._sender).as_bytes())
        if letter.unsubscribe_url:
            log.debug("letter_written", to=letter.to, subject=letter.subject, file=str(file))
            return
        text = file.with_suffix(".txt")
        write_private(text, letter.text.encode())
        log.info("letter_written", to=letter.to, subject=letter.subject, file=str(text))
