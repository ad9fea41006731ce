"""E-mails by SMTP."""

import re
from email.errors import MessageError
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from app.errors import SettingsError
from app.notifications.transport import DeliveryFailed, Message
from app.notifications.transports.email_message import letter_of, mime_of

_TIMEOUT_SECONDS = 15


class SmtpTransport:
    """Sends by ``smtp://user:password@host:587`` (STARTTLS when offered) or ``smtps://`` (TLS from the first byte)."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise SettingsError("SMTP_URL: expected smtp://host:port or smtps://host:port")
        self._parts = parts
        self._sender = sender

    async def deliver(self, message: Message) -> None:
        """Send the e-mail on a connection of its own.

        Raises:
            DeliveryFailed: the server refused it or was unreachable, or the address cannot be written.
        """
        parts = self._parts
        try:
            await aiosmtplib.send(
                # As bytes: the library would fold the headers of a message object once more.
                mime_of(letter_of(message), self._sender).as_bytes(),
                sender=parseaddr(self._sender)[1],
                recipients=[message.to],
                hostname=parts.hostname,
                port=parts.port or (465 if parts.scheme == "smtps" else 25),
                username=unquote(parts.username) if parts.username else None,
                password=unquote(parts.password) if parts.password else None,
                use_tls=parts.scheme == "smtps",
                timeout=_TIMEOUT_SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError, MessageError, ValueError) as error:
            raise DeliveryFailed(f"{type(error).__name__}: {error}", is_final=_is_final(error)) from error


def _is_final(error: Exception) -> bool:
    """Whether the server refuses the mailbox or the letter for good, by RFC 5321 and RFC 3463.

    A refused sender or sign-in, and a policy against the sender (X.7), are for the operator to mend: the letter waits.
    """
    refused = error.recipients[0] if isinstance(error, aiosmtplib.SMTPRecipientsRefused) else error
    if not isinstance(refused, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError):
        return False
    return 500 <= refused.code < 600 and re.match(r"5\.7\.", refused.message.strip()) is None
