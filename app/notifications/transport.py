"""What every transport takes and may answer, whatever its channel."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from app.notifications.message_content import MessageContent


class DeliveryFailed(Exception):
    """The message was refused or the other side was unreachable; says why. The message is tried again."""

    def __init__(self, reason: str, *, is_final: bool = False, retry_after: timedelta = timedelta()) -> None:
        super().__init__(reason)
        self.is_final = is_final
        """Whether the other side will refuse this message to this address whenever it is tried."""
        self.retry_after = retry_after
        """How long the other side asks to wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one address, in the language of its recipient."""

    id: str
    """The same when the message is sent again, so that a transport can say that it is the same one."""
    to: str
    """What the channel calls an address: of a mailbox, or the id of a push subscription."""
    content: MessageContent
    url: str
    """The page that the message is about; empty for messages about the account itself."""
    written_at: datetime
    account_id: UUID | None = None
    """The account that the message is for; None only where the address cannot pass to another account."""
    request_id: str = ""
    """The request that the message is about; messages about one request belong together."""
    notification_id: str = ""
    """The id of the notification in the recipient's list, so that opening the message marks it as read."""
    unsubscribe_url: str = ""
    """Switches messages of this kind off without signing in; empty for messages about the account itself."""


class Transport(Protocol):
    """Delivers the messages of one channel."""

    async def deliver(self, message: Message) -> None:
        """Deliver one message.

        Raises:
            DeliveryFailed: it is to be tried again.
        """
        ...
