"""One execution of a subscription for everybody who asked the same."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from app.domain.events import LoggedEvent
from app.errors import CursorExpired
from app.events.log import log_head, read_topics
from app.live.feed import Feed
from app.live.hub import Hub
from app.live.lane import Lane
from app.live.mailbox import Mailbox

log = structlog.get_logger()

Render = Callable[[Any], Awaitable[bytes]]
"""Turns a value of the feed into the payload of a ``next`` message, as JSON."""

MOST_BUFFERED = 5_000
MOST_PENDING = 5_000
REPLAY_BATCH = 200
RETRY_SECONDS = 0.5
MOST_RETRIES = 20


class Member:
    """One operation of one socket in a run. While it replays what it missed, what is new waits in a buffer."""

    def __init__(self, mailbox: Mailbox | Lane, head: bytes) -> None:
        self.mailbox = mailbox
        self._head = head
        self._buffer: list[tuple[int, bytes]] | None = []
        self.position = 0

    def deliver(self, position: int, payload: bytes) -> None:
        """Take a payload from the run."""
        if self._buffer is None:
            self.send(position, payload)
        elif len(self._buffer) < MOST_BUFFERED:
            self._buffer.append((position, payload))
        else:
            self.mailbox.overflow()

    def send(self, position: int, payload: bytes) -> None:
        """Put a payload into the mailbox, unless this position was sent before."""
        if position > self.position:
            self.position = position
            self.send_now(payload)

    def send_now(self, payload: bytes) -> None:
        """Put a payload that belongs to no position into the mailbox."""
        self.mailbox.put_message(self._head, payload)

    async def go_live(self, position: int) -> None:
        """End the replay, which reached ``position``: send what waited behind it, then whatever comes."""
        self.position = max(self.position, position)
        while self._buffer:
            buffered, self._buffer = self._buffer, []
            for at, payload in buffered:
                self.send(at, payload)
                await self.mailbox.room()
        self._buffer = None


class Run:
    """Executes once and encodes once for each event; the text goes into every member's mailbox."""

    def __init__(self, feed: Feed, render: Render) -> None:
        self.feed = feed
        self._render = render
        self.members: dict[Member, None] = {}
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
                logged = self._pending.popleft()
                payload = await self._patient_payload(logged)
                if payload is None:
                    self._let_go()
                    continue
                for member in list(self.members):
                    member.deliver(logged.position, payload)

    async def _patient_payload(self, logged: LoggedEvent) -> bytes | None:
        for _ in range(MOST_RETRIES):
            try:
                return await self.payload(logged)
            except Exception as error:  # noqa: BLE001 - a read failed; what it reads is still there later
                log.warning("event not rendered yet", position=logged.position, error=repr(error))
                await asyncio.sleep(RETRY_SECONDS)
        return None

    def _let_go(self) -> None:
        """Nothing may be left out, so the members come back with their cursors when the run cannot keep up."""
        self._pending.clear()
        for member in self.members:
            member.mailbox.overflow()

    async def payload(self, logged: LoggedEvent | None) -> bytes:
        """Return the payload for an event; None = the present value of a feed that is only about the latest."""
        return await self._render(await self.feed.value(logged))


class Runs:
    """All runs of this process, by what makes them equal. Owns their tasks."""

    def __init__(self, hub: Hub, *, replay_limit: int) -> None:
        self._hub = hub
        self._replay_limit = replay_limit
        self._runs: dict[str, Run] = {}
        self._tasks: dict[Run, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._runs)

    def join(self, key: str, feed: Feed, render: Render, member: Member) -> Run:
        """Make the member part of the run of this key, which begins now if there is none."""
        run = self._runs.get(key)
        if run is None:
            run = self._runs[key] = Run(feed, render)
            self._hub.listen(run, feed.topics)
            self._tasks[run] = asyncio.create_task(run.work(), name=f"run {key[:60]}")
        run.members[member] = None
        return run

    def leave(self, key: str, member: Member) -> None:
        """Take the member out; a run ends with its last member."""
        run = self._runs.get(key)
        if run is None:
            return
        run.members.pop(member, None)
        if not run.members:
            del self._runs[key]
            self._hub.leave(run, run.feed.topics)
            self._tasks.pop(run).cancel()

    async def catch_up(self, run: Run, feed: Feed, member: Member) -> None:
        """Replay what the member missed since ``feed.after``, then let it go live.

        The member has joined before, so what happens meanwhile waits in its buffer: nothing falls between.

        Raises:
            CursorExpired: the cursor is of another log, or too far behind.
        """
        if feed.latest_only:
            member.send_now(await run.payload(None))
            await member.go_live(0)
            return
        if feed.after is None:
            await member.go_live(0)
            return
        epoch, head = await log_head()
        position = feed.after.position
        self._check(feed, epoch, head)
        while position < head:
            events = await read_topics(feed.topics, position, head, REPLAY_BATCH)
            for logged in events:
                if feed.matches(logged):
                    member.send(logged.position, await run.payload(logged))
                    await member.mailbox.room()
            position = events[-1].position if len(events) == REPLAY_BATCH else head
        await member.go_live(head)

    def _check(self, feed: Feed, epoch: str, head: int) -> None:
        after = feed.after
        if after is None or after.epoch != epoch or after.position > head:
            raise CursorExpired("this cursor is of another log; read the state again, then subscribe without a cursor")
        # One request's own events are few, however long ago: only wide topics have a limit.
        if not feed.topics[0].startswith("request:") and head - after.position > self._replay_limit:
            raise CursorExpired
