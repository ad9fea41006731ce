"""The real server, which kills itself at a chosen point between the append and the delivery of an event.

The event that kills is the one whose note is ``kill``; until then everything runs as it is.
"""

import os
import signal
from collections.abc import Callable

from app.application import open_application
from app.commands.requests import _append  # rule: QC012 the process must die between two lines of this module
from app.events import stamping
from app.events.redis_stream import RedisEventStream
from app.events.sequencer import Sequencer
from app.events.signals import Signals
from app.live.direct_writer import DirectWriter
from app.live.hub import Hub
from app.live.send_queue import SendQueue
from app.server.serve import listening_socket, serve
from app.settings import Settings

NOTE = "kill"
BATCH = 4
WAITING = f"SELECT count(*) FILTER (WHERE note LIKE '{NOTE}%'), count(*) FROM event WHERE position IS NULL"


def die():
    """Kill this process without any clean-up, as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)


def before_commit():
    """After the event is appended, before its transaction commits."""
    append = _append.append

    async def dying(event, changed):
        await append(event, changed)
        if event.note == NOTE:
            die()

    _append.append = dying


def before_wake_up():
    """The command is committed, no process has been notified."""
    armed = []
    append = _append.append

    async def noted(event, changed):
        await append(event, changed)
        if event.note == NOTE:
            armed.append(event)

    async def dying(_):
        if armed:
            die()

    _append.append = noted
    Signals.wake_sequencer = dying


def before_stamping():
    """After the sequencer is woken, before the event has a position."""
    stamp = Sequencer.stamp

    async def dying(self, connection):
        killing, waiting = await connection.fetchrow(WAITING)
        if killing:
            die()
        return await stamp(self, connection) if waiting else []

    Sequencer.stamp = dying


def inside_stamping():
    """After positions are assigned and projections folded, before the transaction commits."""
    armed = []
    fold, commit = stamping.fold_writes, stamping.run_and_commit

    async def folding(connection, projections, events, current, states):
        armed.extend(logged for logged in events if logged.event.note == NOTE)
        return await fold(connection, projections, events, current, states)

    async def committing(connection, writes):
        if armed:
            await stamping.run_together(connection, writes)
            die()
        await commit(connection, writes)

    stamping.fold_writes, stamping.run_and_commit = folding, committing


def before_publishing():
    """After the event has its position, before it is in the stream."""
    publish = RedisEventStream.publish

    async def dying(self, events):
        if any(logged.event.note == NOTE for logged in events):
            die()
        await publish(self, events)

    RedisEventStream.publish = dying


def amid_publishing():
    """After half of a batch is written to the stream."""
    stamp, publish = Sequencer.stamp, RedisEventStream.publish

    async def waiting_for_a_batch(self, connection):
        killing, waiting = await connection.fetchrow(WAITING)
        return await stamp(self, connection) if waiting and (not killing or waiting >= BATCH) else []

    async def dying(self, events):
        if len(events) >= BATCH:
            await publish(self, events[: len(events) // 2])
            die()
        await publish(self, events)

    Sequencer.stamp, RedisEventStream.publish = waiting_for_a_batch, dying


def before_dispatch():
    """The event is in the stream and read, no subscription has it yet."""
    dispatch = Hub.dispatch

    def dying(self, logged):
        if logged.event.note == NOTE:
            die()
        dispatch(self, logged)

    Hub.dispatch = dying


def before_write():
    """After the event is in the send queue of its subscriber, before anything is sent."""
    deliver = SendQueue.deliver

    async def dying(self, send):
        async def last(frame):
            if f'"note":"{NOTE}"' in frame:
                die()
            await send(frame)

        await deliver(self, last)

    write = DirectWriter.write

    def last_on_the_lane(self, frame):
        if f'"note":"{NOTE}"'.encode() in frame:
            die()
        write(self, frame)

    SendQueue.deliver, DirectWriter.write = dying, last_on_the_lane


POINTS: dict[str, Callable[[], None]] = {
    point.__name__: point
    for point in (
        before_commit,
        before_wake_up,
        before_stamping,
        inside_stamping,
        before_publishing,
        amid_publishing,
        before_dispatch,
        before_write,
    )
}


def run(point: str, port: int, database_url: str, redis_url: str):
    """Serve until killed."""
    POINTS.get(point, lambda: None)()
    serve(
        Settings(),
        lambda: open_application(
            Settings(), database_url=database_url, redis_url=redis_url, public_url="http://qala.test"
        ),
        listening_socket("127.0.0.1", port),
    )
