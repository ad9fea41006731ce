"""One operation of one connection in a shared subscription."""

from collections.abc import Sequence

from app.live.message_writer import MessageWriter
from app.live.shares import Holder

MAX_BUFFERED = 5_000
"""Payloads that may wait behind a replay."""
MAX_BUFFERED_BYTES = 2 << 20
"""What they may hold: no other client shares the payloads of a document that one alone sends."""


class Subscriber:
    """Receives payloads with their positions. During a replay of missed events, new payloads wait in a buffer."""

    __slots__ = ("_buffer", "_buffered_bytes", "_head", "holder", "position", "writer")

    def __init__(self, writer: MessageWriter, head: bytes) -> None:
        self.writer = writer
        self._head = head
        self._buffer: list[tuple[int, bytes]] | None = []
        self._buffered_bytes = 0
        self.position = 0
        self.holder: Holder = None
        """The account or network that counts for it."""

    def deliver(self, batch: Sequence[tuple[int, bytes]]) -> None:
        """Take the next payloads of the shared subscription, in order."""
        if self._buffer is None:
            self.send(batch)
            return
        self._buffered_bytes += sum(len(payload) for _, payload in batch)
        if len(self._buffer) + len(batch) <= MAX_BUFFERED and self._buffered_bytes <= MAX_BUFFERED_BYTES:
            self._buffer += batch
        else:
            self.writer.overflow()

    def send(self, batch: Sequence[tuple[int, bytes]]) -> None:
        """Write the payloads whose positions were not sent before."""
        if batch[0][0] <= self.position:
            batch = [(position, payload) for position, payload in batch if position > self.position]
        if batch:
            self.position = batch[-1][0]
            self.put(batch)

    def put(self, batch: Sequence[tuple[int, bytes]]) -> None:
        """Write payloads whatever their positions."""
        if len(batch) == 1:
            self.writer.put_message(self._head, batch[0][1])
        else:
            self.writer.put_messages(self._head, [payload for _, payload in batch])

    async def go_live(self) -> None:
        """End the replay: write the buffered payloads, then each later one as it comes."""
        while self._buffer:
            buffered, self._buffer, self._buffered_bytes = self._buffer, [], 0
            for entry in buffered:
                self.send([entry])
                await self.writer.wait_for_space()
        self._buffer = None
