"""The subscribers of equal operations."""

from app.live.execution import Execution
from app.live.feed import Feed
from app.live.subscriber import Subscriber


class SharedSubscription:
    """Equal operations with one filter. They get the payloads of one execution, which other filters may share."""

    __slots__ = ("creator", "execution", "feed", "key", "level", "subscribers")

    def __init__(self, key: str, feed: Feed, execution: Execution, *, level: int, creator: str | None) -> None:
        self.key = key
        self.feed = feed
        self.execution = execution
        self.level = level
        """When its subscribers get an event: those of level 0 first."""
        self.creator = creator
        """The holder that counts for it; see ``app.live.shares``."""
        self.subscribers: dict[Subscriber, None] = {}
