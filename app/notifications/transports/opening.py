"""Which transport each channel uses, by the settings."""

from email.utils import parseaddr

import httpx2

from app.clock import Clock
from app.domain.notifications.letters import Channel
from app.notifications.links import Links
from app.notifications.transport import Transport
from app.notifications.transports.files import FileTransport
from app.notifications.transports.smtp import SmtpTransport
from app.notifications.transports.web_push import WebPushTransport
from app.settings import Settings


def open_transports(
    settings: Settings, clock: Clock, links: Links, client: httpx2.AsyncClient
) -> dict[Channel, Transport]:
    """Return the transport of each channel. ``IN_APP`` has none: the page reads the list of notifications.

    Raises:
        SettingsError: ``SMTP_URL`` is no address of a mail server.
    """
    return {
        Channel.EMAIL: _mail_transport(settings),
        Channel.PUSH: WebPushTransport(client, links, clock, contact_of(settings, links)),
    }


def contact_of(settings: Settings, links: Links) -> str:
    """Return where push services find who sends (RFC 8292): the mailbox, or the page where no mailbox is set."""
    address = parseaddr(settings.mail_from)[1]
    # Apple's service refuses every notice of a contact at localhost.
    if address.endswith("@localhost") and links.public_url.startswith("https://"):
        return links.public_url
    return f"mailto:{address}"


def _mail_transport(settings: Settings) -> Transport:
    if settings.smtp_url:
        return SmtpTransport(settings.smtp_url, settings.mail_from)
    return FileTransport(settings.qala_home / "mail", settings.mail_from)
