"""Divides the work for subscribers into short slices, so that the event loop serves everything else in between."""

import asyncio
import time
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

SLICE_SECONDS = (0.002, 0.001, 0.001, 0.0005, 0.0005)
"""How long one turn of the event loop may work for subscribers, by level: level 0 is the most urgent."""
WATCHED_BY_MANY, WATCHED_BY_ONE, STARTS = 0, 1, 2
"""Events of what several holders watch come first; then those of what one alone watches, so that a hundred clients with
documents of their own do not delay the city; then operations that start, replays, and what holders of many have."""
OTHERS_EVERY_SECONDS = 0.008
"""While urgent work is under way, the other levels have one turn of the event loop in so much time. Most events are
delivered before it comes; without it a city with ever new events would never start another operation. By turns it would
come while an event waits for the database: turns in which nothing may work take microseconds."""
_MOST_RELEASED = 32
_LEAST_RELEASED = 2
CallLater = Callable[[float, Callable[[], None]], object]
_Waiting = tuple[int, int, "asyncio.Future[None]"]
"""A task by its level and its number."""


class TimeSlices:
    """One slice for each turn of the event loop, shared by all tasks that deliver events or start operations.

    A task that finds the slice used up waits. In the next turn the most urgent waiting tasks continue, the oldest
    first. Between two turns the event loop reads its sockets, so nothing else waits longer than one slice.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter, call_later: CallLater | None = None) -> None:
        """``call_later`` is that of the event loop, unless a test keeps the time."""
        self._clock = clock
        self._call_later = call_later
        self._is_timed = False
        """Whether a timer looks at the other levels once it is their turn."""
        self._began = 0.0
        self._is_open = False
        """Whether a slice began in this turn of the event loop."""
        self._waiting: tuple[list[_Waiting], list[_Waiting]] = ([], [])
        """Heaps: the tasks of level 0, and those of the other levels."""
        self._numbers = count()
        self._is_scheduled = False
        self._urgent: set[object] = set()
        """Who has urgent work under way: it also waits for reads, while the other levels would take every turn."""
        self._others_from = 0.0
        """When the other levels have their turn, while urgent work is under way."""
        self._have_others_worked = False
        """Whether they had it in this turn of the event loop."""
        self._resuming = 0
        """Tasks that were released and have not run yet."""
        self._passed = 0
        """How many asked during this slice and were let on: about twice as many are released for the next one."""

    def begin_urgent(self, worker: object) -> None:
        """Keep most of the time free for level 0 until ``end_urgent``: the worker has begun to deliver an event."""
        if not self._urgent:
            self._others_from, self._have_others_worked = self._clock() + OTHERS_EVERY_SECONDS, False
        self._urgent.add(worker)

    def end_urgent(self, worker: object) -> None:
        """Let the other levels have every turn again, unless other workers are busy."""
        self._urgent.discard(worker)
        if not self._urgent and self._waiting[1]:
            self._schedule_end()

    @property
    def has_urgent_work(self) -> bool:
        """Whether urgent work has begun and not ended."""
        return bool(self._urgent)

    def is_over(self, level: int) -> bool:
        """Whether work of this level has used up the present slice, or none has begun."""
        return not self._is_open or self._clock() - self._began >= SLICE_SECONDS[level] or not self._is_turn_of(level)

    async def turn(self, level: int, *, in_line: bool = False) -> None:
        """Return while the slice lasts; otherwise wait for a slice.

        ``in_line``: wait also behind those of this level, or of a more urgent one, that wait already.
        """
        if not (in_line and self._is_after_others(level)) and self._may_go_on(level):
            return
        number = next(self._numbers)
        while True:
            released = asyncio.get_running_loop().create_future()
            heappush(self._waiting[level > 0], (level, number, released))
            # While urgent work waits for a read no slice is open, and without its end nothing releases this task.
            self._schedule_end()
            try:
                await released
            finally:
                self._resuming -= released.done() and not released.cancelled()
            if self._may_go_on(level):
                return

    async def start(self) -> None:
        """Return when work for an operation that starts may go on, behind what waits for that already."""
        await self.turn(STARTS, in_line=True)

    def _is_after_others(self, level: int) -> bool:
        waiting = self._waiting[level > 0]
        return self._resuming > 0 or (bool(waiting) and waiting[0][0] <= level)

    def _is_turn_of(self, level: int) -> bool:
        return not level or not self._urgent or self._have_others_worked or self._clock() >= self._others_from

    def _may_go_on(self, level: int) -> bool:
        if not self._is_turn_of(level):
            return False
        if self._is_open:
            if self._clock() - self._began >= SLICE_SECONDS[level]:
                return False
            self._passed += 1
        else:
            self._is_open, self._began, self._passed = True, self._clock(), 1
            self._schedule_end()
        self._have_others_worked = self._have_others_worked or level > 0
        return True

    def _schedule_end(self) -> None:
        if not self._is_scheduled:
            self._is_scheduled = True
            asyncio.get_running_loop().call_soon(self._end)

    def _end(self) -> None:
        """End the slice; runs once in each turn of the event loop, after the tasks that were released before it."""
        self._is_open = self._is_scheduled = False
        if self._have_others_worked:
            self._have_others_worked = False
            self._others_from = self._clock() + OTHERS_EVERY_SECONDS
        # A task that is released in vain has to wait anew, which costs as much as a small delivery.
        most, released = min(_MOST_RELEASED, max(_LEAST_RELEASED, 2 * self._passed)), 0
        urgent, others = self._waiting
        # In their turn the other levels come first, also where level 0 has more to do than there is time.
        for waiting in (others, urgent) if self._urgent and self._is_turn_of(1) else (urgent, others):
            while waiting and released < most and self._is_turn_of(waiting[0][0]):
                released += self._release(heappop(waiting)[2])
                self._have_others_worked = self._have_others_worked or waiting is others
        if released or urgent or (others and self._is_turn_of(1)):
            # A released task may be cancelled before it runs, so the next turn is scheduled here in any case.
            self._schedule_end()
        elif others:
            # Urgent work waits for a read: turn after turn would take the processor from the database.
            self._look_later()

    def _look_later(self) -> None:
        if not self._is_timed:
            self._is_timed = True
            call_later = self._call_later or asyncio.get_running_loop().call_later
            call_later(max(0.0, self._others_from - self._clock()), self._look)

    def _look(self) -> None:
        self._is_timed = False
        self._schedule_end()

    def _release(self, waiting: "asyncio.Future[None]") -> bool:
        """Let a task go on; return whether it was not cancelled meanwhile."""
        if waiting.done():
            return False
        waiting.set_result(None)
        self._resuming += 1
        return True
