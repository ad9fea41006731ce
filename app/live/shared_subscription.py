"""One execution of a subscription for everybody who asked the same."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from app.domain.events import REWRITING, LoggedEvent
from app.live.direct_writer import DirectWriter
from app.live.feed import Feed
from app.live.history import History
from app.live.hub import Hub
from app.live.send_queue import SendQueue
from app.live.single_flight import SingleFlightCache

log = structlog.get_logger()

Render = Callable[[Any], Awaitable[bytes]]
"""Turns a value of the feed into the payload of a ``next`` message, as JSON."""

MOST_BUFFERED = 5_000
MOST_PENDING = 5_000
MOST_JOINED = 32
"""How many events that wait in a run are written to each of its members in one go."""
MOST_PAYLOAD_BYTES = 16 << 20
"""How much rendered text is kept for those who come back and resume."""
RETRY_SECONDS = 0.5
MOST_RETRIES = 20


class Subscriber:
    """One operation of one connection in a run. While it replays what it missed, what is new waits in a buffer."""

    __slots__ = ("_buffer", "_head", "position", "send_queue")

    def __init__(self, send_queue: SendQueue | DirectWriter, head: bytes) -> None:
        self.send_queue = send_queue
        self._head = head
        self._buffer: list[tuple[int, bytes]] | None = []
        self.position = 0

    def deliver(self, batch: Sequence[tuple[int, bytes]]) -> None:
        """Take payloads from the run, with their positions, in order."""
        if self._buffer is None:
            self.send(batch)
        elif len(self._buffer) + len(batch) <= MOST_BUFFERED:
            self._buffer += batch
        else:
            self.send_queue.overflow()

    def send(self, batch: Sequence[tuple[int, bytes]]) -> None:
        """Put payloads into the mailbox, without those whose positions were sent before."""
        if batch[0][0] <= self.position:
            batch = [(position, payload) for position, payload in batch if position > self.position]
        if batch:
            self.position = batch[-1][0]
            self.put(batch)

    def put(self, batch: Sequence[tuple[int, bytes]]) -> None:
        """Put payloads into the mailbox, whatever their positions."""
        if len(batch) == 1:
            self.send_queue.put_message(self._head, batch[0][1])
        else:
            self.send_queue.put_messages(self._head, [payload for _, payload in batch])

    async def go_live(self) -> None:
        """End the replay: send what waited behind it, then whatever comes."""
        while self._buffer:
            buffered, self._buffer = self._buffer, []
            for one in buffered:
                self.send([one])
                await self.send_queue.room()
        self._buffer = None


class SharedSubscription:
    """Executes once and encodes once for each event; the text goes into every member's mailbox."""

    def __init__(
        self, key: str, feed: Feed, render: Render, payloads: "SingleFlightCache[tuple[str, int], bytes]"
    ) -> None:
        self.feed = feed
        self.key = key
        self._render = render
        self._payloads = payloads
        self.members: dict[Subscriber, None] = {}
        self._pending: deque[LoggedEvent] = deque()
        self._woken = asyncio.Event()

    def offer(self, logged: LoggedEvent) -> None:
        """Take an event from the hub."""
        if self.feed.matches(logged):
            if self.feed.latest_only:
                self._pending.clear()
            if len(self._pending) >= MOST_PENDING:
                self._let_go()
            self._pending.append(logged)
            self._woken.set()

    async def work(self) -> None:
        """Render and deliver until cancelled."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._pending:
                batch = await self._rendered()
                if batch:
                    for member in list(self.members):
                        member.deliver(batch)

    async def _rendered(self) -> list[tuple[int, bytes]]:
        """Render what waits, some of it: the first one with patience, more only while all goes well."""
        generation = self._payloads.generation
        logged = self._pending.popleft()
        payload = await self._patient_payload(logged)
        if payload is None:
            self._let_go()
            return []
        batch = [(logged.position, payload)]
        while self._pending and len(batch) < MOST_JOINED:
            logged = self._pending[0]
            try:
                payload = await self.payload(logged)
            except Exception:  # noqa: BLE001 - it stays where it is, and is the first of the next round
                break
            if not self._pending or self._pending[0] is not logged:
                break  # a newer value has taken its place, or the members were let go
            self._pending.popleft()
            batch.append((logged.position, payload))
        for position, payload in batch:
            self._keep(position, payload, generation)
        return batch

    async def _patient_payload(self, logged: LoggedEvent) -> bytes | None:
        for _ in range(MOST_RETRIES):
            try:
                return await self.payload(logged)
            except Exception as error:  # noqa: BLE001 - a read failed; what it reads is still there later
                log.warning("event not rendered yet", position=logged.position, error=repr(error))
                await asyncio.sleep(RETRY_SECONDS)
        return None

    def _keep(self, position: int, payload: bytes, generation: int) -> None:
        if not self.feed.latest_only:
            self._payloads.keep((self.key, position), payload, generation=generation)

    def _let_go(self) -> None:
        """Nothing may be left out, so the members come back with their cursors when the run cannot keep up."""
        self._pending.clear()
        for member in self.members:
            member.send_queue.overflow()

    async def payload(self, logged: LoggedEvent | None) -> bytes:
        """Return the payload for an event; None = the present value of a feed that is only about the latest."""
        return await self._render(await self.feed.value(logged))

    async def shared_payload(self, logged: LoggedEvent) -> bytes:
        """Return the payload for an event of the past, made once for everybody who resumes."""
        return await self._payloads.get((self.key, logged.position), lambda: self.payload(logged))


class SubscriptionRegistry:
    """All runs of this process, by what makes them equal. Owns their tasks."""

    def __init__(self, hub: Hub, history: History) -> None:
        self._hub = hub
        self._history = history
        self._payloads: SingleFlightCache[tuple[str, int], bytes] = SingleFlightCache(
            most_weight=MOST_PAYLOAD_BYTES, weigh=lambda payload: len(payload) + 300
        )
        self._runs: dict[str, SharedSubscription] = {}
        self._tasks: dict[SharedSubscription, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._runs)

    def remember(self, logged: LoggedEvent) -> None:
        """Take the next event of the log, before the hub does: for those who come back."""
        self._history.add(logged)
        if logged.event.kind in REWRITING:
            self.forget()

    def forget(self) -> None:
        """Forget what was rendered: it may name somebody who is to be forgotten."""
        self._payloads.forget()

    def join(self, key: str, feed: Feed, render: Render, member: Subscriber) -> SharedSubscription:
        """Make the member part of the run of this key, which begins now if there is none."""
        run = self._runs.get(key)
        if run is None:
            run = self._runs[key] = SharedSubscription(key, feed, render, self._payloads)
            self._hub.listen(run, feed.topics)
            self._tasks[run] = asyncio.create_task(run.work(), name=f"run {key[:60]}")
        run.members[member] = None
        return run

    def leave(self, key: str, member: Subscriber) -> None:
        """Take the member out; a run ends with its last member."""
        run = self._runs.get(key)
        if run is None:
            return
        run.members.pop(member, None)
        if not run.members:
            del self._runs[key]
            self._hub.leave(run, run.feed.topics)
            self._tasks.pop(run).cancel()

    async def catch_up(self, run: SharedSubscription, feed: Feed, member: Subscriber) -> None:
        """Replay what the member missed since ``feed.after``, then let it go live.

        The member has joined before, so what happens meanwhile waits in its buffer: nothing falls between.

        Raises:
            CursorExpired: the cursor is of another log, or too far behind.
        """
        if feed.latest_only:
            member.put([(0, await run.payload(None))])
        elif feed.after is not None:
            member.position = feed.after.position
            async for logged in self._history.since(feed.topics, feed.after):
                if feed.matches(logged):
                    member.send([(logged.position, await run.shared_payload(logged))])
                    await member.send_queue.room()
        await member.go_live()
