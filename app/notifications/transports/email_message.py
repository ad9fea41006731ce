"""From a message to an e-mail: text and HTML, and headers that are the same however often it is sent."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from app.notifications.message_content import as_html, as_text
from app.notifications.transport import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One e-mail to one mailbox."""

    id: str
    """Part of the Message-ID: a letter that is sent again has the same one."""
    to: str
    subject: str
    text: str
    html: str
    written_at: datetime
    request_id: str = ""
    """The request that the letter is about: mail programs show its letters as one thread."""
    unsubscribe_url: str = ""
    """Switches such letters off without signing in; empty for letters about the account."""


def letter_of(message: Message) -> Letter:
    """Return the message as an e-mail."""
    content = message.content
    return Letter(
        id=message.id,
        to=message.to,
        subject=content.subject,
        text=as_text(content),
        html=as_html(content),
        written_at=message.written_at,
        request_id=message.request_id,
        unsubscribe_url=message.unsubscribe_url,
    )


def mime_of(letter: Letter, sender: str) -> EmailMessage:
    """Return the e-mail as the library sends it.

    Raises:
        ValueError, HeaderParseError: the address is not one address, or the subject has a line end.
    """
    mime = EmailMessage()
    mime["From"] = sender
    # An address object, because a text with a comma in it would be read as two addresses.
    mime["To"] = Address(addr_spec=letter.to)
    mime["Subject"] = letter.subject
    mime["Date"] = format_datetime(letter.written_at)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "qalacontrol"
    mime["Message-ID"] = f"<{letter.id}@{domain}>"
    if letter.request_id:
        # No letter has this id: it stands for the request, so the order in which letters arrive does not matter.
        mime["In-Reply-To"] = mime["References"] = f"<request-{letter.request_id}@{domain}>"
    # Tells automatic responders not to answer (RFC 3834).
    mime["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe_url:
        mime["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        # The mail program may do it with one POST of its own (RFC 8058).
        mime["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mime.set_content(letter.text)
    mime.add_alternative(letter.html, subtype="html")
    return mime
