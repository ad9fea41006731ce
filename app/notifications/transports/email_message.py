"""From a message to an e-mail: text and HTML, and headers that are the same however often it is sent."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr

from app.notifications.message_content import as_html, as_text
from app.notifications.transport import Message

_LINE_END = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
"""What the library takes for the end of a line when it reads a header."""
_LONGEST_WORD = 73
"""Below the 75 characters that RFC 2047 allows: with a limit of 75 the library writes some encoded words longer."""
_UNFOLDED = compat32.clone(max_line_length=None)
"""Headers stay on one line, which may have 998 characters: a link that begins on the second line gets a space."""


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


def mime_of(letter: Letter, sender: str) -> MIMEMultipart:
    """Return the e-mail as the library sends it.

    It is built by the older of the library's two ways: ``EmailMessage`` encodes a link that is longer than a line
    (RFC 2047), which no mail program decodes in ``List-Unsubscribe``, and takes four times as long.

    Raises:
        ValueError, HeaderParseError: the address is not one address, or the subject has a line end.
    """
    if _LINE_END.search(letter.subject):
        raise ValueError("the subject has a line end")
    mime = MIMEMultipart("alternative", policy=_UNFOLDED)
    name, address = parseaddr(sender)
    mime["From"] = formataddr((name, address)) if name.isascii() else f"{_encoded('From', name)} <{address}>"
    # An address object, because a text with a comma in it would be read as two addresses.
    mime["To"] = str(Address(addr_spec=letter.to))
    mime["Subject"] = letter.subject if letter.subject.isascii() else _encoded("Subject", letter.subject)
    mime["Date"] = format_datetime(letter.written_at)
    domain = address.rpartition("@")[2] or "qalacontrol"
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
    mime.attach(MIMEText(letter.text, "plain", "utf-8"))
    mime.attach(MIMEText(letter.html, "html", "utf-8"))
    return mime


def _encoded(header: str, text: str) -> str:
    """Return the text in encoded words (RFC 2047), a line each."""
    return Header(text, "utf-8", header_name=header).encode(maxlinelen=_LONGEST_WORD)
