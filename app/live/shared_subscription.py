"""The subscribers of equal operations."""

from app.live.engine import Source
from app.live.execution import Execution
from app.live.feed import Feed
from app.live.subscriber import Subscriber


class SharedSubscription:
    """Equal operations with one filter. They get the payloads of one execution, which other filters may share."""

    __slots__ = ("creator", "execution", "feed", "level", "source", "subscribers")

    def __init__(self, source: Source, execution: Execution, *, level: int, creator: str | None) -> None:
        self.source = source
        """Of its first subscriber. While it is kept, the engine may hand it to others that ask for the same."""
        self.feed: Feed = source.feed
        self.execution = execution
        self.level = level
        """When its subscribers get an event: those of level 0 first."""
        self.creator = creator
        """The holder that counts for it; see ``app.live.shares``."""
        self.subscribers: dict[Subscriber, None] = {}

    @property
    def key(self) -> str:
        """The key that its operations have in common."""
        return self.source.key
