"""The direct WebSocket stream depends on Hypercorn's internals and writes valid frames."""

import asyncio
import inspect
from typing import Any

import hypercorn.protocol.h2
import hypercorn.protocol.h11
import pytest
from hypercorn.asyncio import task_group
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.config import Config
from hypercorn.protocol.events import Data, StreamClosed
from hypercorn.protocol.h11 import H11Protocol, H11WSConnection
from hypercorn.protocol.ws_stream import ASGIWebsocketState, Handshake, WSStream
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Ping, Pong, TextMessage

from app.live.read_turn import READ_TURN
from app.live.websocket_frames import text_frame
from app.server.hypercorn_websocket import DirectWebSocketStream, writer_of
from app.server.receive_queue import ConnectionTasks, ReceiveQueue
from tests.waiting import PATIENCE_SECONDS


class Writer:
    """Stands for the connection."""


def test_writer_of_a_stream_is_that_of_its_connection():
    """stream.send is a method of H11Protocol, whose send is a method of TCPServer, which has the writer."""
    server = TCPServer.__new__(TCPServer)
    server.writer = Writer()
    protocol = H11Protocol.__new__(H11Protocol)
    protocol.send = server.protocol_send
    stream = WSStream.__new__(WSStream)
    stream.send = protocol.stream_send

    assert writer_of(stream) is server.writer


def test_no_direct_writer_for_other_protocols():
    """HTTP/2 streams and foreign servers have no writer of their own."""
    stream = WSStream.__new__(WSStream)
    stream.send = print

    assert writer_of(stream) is None


def test_hypercorn_has_the_names_that_we_rely_on():
    """H11Protocol makes streams by the name WSStream of its module; WSStream accepts in _accept and keeps its scope."""
    assert "WSStream(" in inspect.getsource(H11Protocol)
    assert hasattr(hypercorn.protocol.h11, "WSStream")
    assert hasattr(hypercorn.protocol.h2, "WSStream")
    assert inspect.iscoroutinefunction(WSStream._handle_events)  # rule: QC012 a name of Hypercorn
    assert inspect.iscoroutinefunction(WSStream._accept)  # rule: QC012 a name of Hypercorn
    assert issubclass(DirectWebSocketStream, WSStream)
    assert "self.scope = {" in inspect.getsource(WSStream.handle)


class Open:
    """An open socket without a network: records what the stream, the application and the peer received."""

    def __init__(self) -> None:
        self.config = Config()
        self.config.websocket_max_message_size = 1000
        self.peer = Connection(ConnectionType.CLIENT)
        self.received: list[Any] = []
        self.pongs: list[bytes] = []
        self.taken: list[Any] = []
        self.ended = False
        self.stream = DirectWebSocketStream(None, self.config, None, None, False, None, None, self._send, 1)
        self.stream.state = ASGIWebsocketState.CONNECTED
        self.stream.handshake = Handshake([], "1.1")
        self.stream.handshake.accepted = True
        self.stream.connection = Connection(ConnectionType.SERVER)
        self.stream.app_put = self._take

    async def _send(self, event) -> None:
        if isinstance(event, Data):
            self.peer.receive_data(event.data)
            events = list(self.peer.events())
            self.received.extend(event.code for event in events if isinstance(event, CloseConnection))
            self.pongs.extend(bytes(event.payload) for event in events if isinstance(event, Pong))
        elif isinstance(event, StreamClosed):
            self.ended = True

    async def _take(self, message) -> None:
        self.taken.append(message)

    async def say(self, event) -> None:
        """Let the peer say something."""
        await self.stream.handle(Data(stream_id=1, data=self.peer.send(event)))


async def test_socket_that_is_cut_off_is_closed_with_1012():
    """The drain time is over, or the application has failed: by 1011 a client would give up for good."""
    socket = Open()

    await socket.stream.app_send(None)

    assert socket.received == [1012]
    assert socket.ended


async def test_closed_socket_is_not_closed_again():
    """The application said why; its end adds nothing."""
    socket = Open()

    await socket.stream.app_send({"type": "websocket.close", "code": 4403, "reason": "over"})
    await socket.stream.app_send(None)

    assert socket.received == [4403]


async def test_message_that_is_too_long_is_not_buffered():
    """Further data of the peer uses no memory; only its answering close frame is read."""
    socket = Open()
    rest = Connection(ConnectionType.CLIENT)
    first = rest.send(TextMessage("a" * 2000, message_finished=False))
    more = rest.send(TextMessage("a" * 100, message_finished=False)) * 50

    await socket.stream.handle(Data(stream_id=1, data=first + more))
    for _ in range(20):
        await socket.stream.handle(Data(stream_id=1, data=more))

    assert socket.received == [1009]
    assert (socket.stream.buffer.length, socket.stream.buffer.value) == (0, None)
    assert not socket.ended
    await socket.stream.handle(Data(stream_id=1, data=rest.send(CloseConnection(1009))))
    assert socket.ended
    assert socket.taken == []


async def test_messages_after_our_close_frame_are_dropped():
    """The close of the peer is waited for, whatever else is still on its way."""
    socket = Open()
    crossing = socket.peer.send(TextMessage("crossing"))

    await socket.stream.app_send({"type": "websocket.close", "code": 1012})
    await socket.stream.handle(Data(stream_id=1, data=crossing))
    assert (socket.taken, socket.ended) == ([], False)
    await socket.say(CloseConnection(1012))

    assert socket.ended


class Turns:
    """Grants the turns of an application one by one."""

    def __init__(self) -> None:
        self.asked = 0
        self._granted = asyncio.Semaphore(0)

    async def turn(self) -> None:
        self.asked += 1
        await self._granted.acquire()

    async def grant(self, count: int) -> None:
        for _ in range(count):
            self._granted.release()
        await settle()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize("frame", [Pong(), TextMessage("", message_finished=False), TextMessage("{}")])
async def test_each_frame_waits_for_its_turn(frame):
    """One piece of data holds ten thousand small frames: parsed at once, they would stop every other client."""
    socket, turns = Open(), Turns()
    socket.stream.extensions[READ_TURN] = turns.turn
    data = b"".join(socket.peer.send(frame) for _ in range(8))

    handling = asyncio.create_task(socket.stream.handle(Data(stream_id=1, data=data)))
    await settle()
    asked = [turns.asked]
    for _ in range(7):
        await turns.grant(1)
        asked.append(turns.asked)
    await turns.grant(1)
    await handling

    assert asked == list(range(1, 9))


async def test_frames_without_an_application_that_gives_turns_let_the_event_loop_turn():
    """Also after our close frame, when nothing of them is wanted any more."""
    socket = Open()
    data = b"".join(socket.peer.send(Pong()) for _ in range(50))
    turned = 0

    await socket.stream.app_send({"type": "websocket.close", "code": 1012})
    handling = asyncio.create_task(socket.stream.handle(Data(stream_id=1, data=data)))
    while not handling.done():
        await asyncio.sleep(0)
        turned += 1

    assert turned >= 50


async def test_last_of_many_pings_is_answered():
    """RFC 6455, section 5.5.3: the answer to the last ping stands for those before it."""
    socket = Open()
    data = b"".join(socket.peer.send(Ping(str(number).encode())) for number in range(100))

    await socket.stream.handle(Data(stream_id=1, data=data + socket.peer.send(TextMessage("after"))))
    await socket.say(Ping(b"again"))

    assert socket.pongs == [b"99", b"again"]
    assert [message["text"] for message in socket.taken] == ["after"]


async def test_ping_of_a_socket_that_closes_meanwhile_is_not_answered():
    socket = Open()

    await socket.stream.handle(
        Data(stream_id=1, data=socket.peer.send(Ping(b"1")) + socket.peer.send(CloseConnection(1000)))
    )

    assert (socket.pongs, socket.received, socket.ended) == ([], [1000], True)


async def test_messages_that_no_one_takes_hold_no_connection():
    """Otherwise a client leaves a task and its buffers here for good, with each connection."""
    inbox = ReceiveQueue()
    for number in range(ReceiveQueue.MAX_WAITING):
        await inbox.put({"type": "websocket.receive", "text": number})
    late = asyncio.create_task(inbox.put({"type": "websocket.receive", "text": "late"}))
    await settle()
    assert not late.done()

    inbox.end()
    await settle()

    assert late.done()
    await inbox.put({"type": "websocket.receive", "text": "later"})


async def test_end_of_the_application_ends_its_queue():
    socket = Open()
    for number in range(ReceiveQueue.MAX_WAITING):
        await socket.stream.received.put({"type": "websocket.receive", "text": number})
    late = asyncio.create_task(socket.stream.received.put({"type": "websocket.receive", "text": "late"}))

    await socket.stream.app_send(None)
    await settle()

    assert late.done()


def test_open_socket_works_without_what_it_dropped():
    """After the handshake: can_read is only ever set, the HTTP parser only sends the answer, the headers are read."""
    # rule: QC012 names of Hypercorn
    closing = inspect.getsource(H11Protocol._maybe_recycle) + inspect.getsource(H11Protocol._close_stream)
    uses = inspect.getsource(H11Protocol).count("can_read")
    assert closing.count("self.can_read.set()") == 2
    assert uses == 2 + inspect.getsource(H11Protocol.__init__).count("can_read") + 2  # and clear, wait after h11.PAUSED
    assert "PAUSED" not in inspect.getsource(H11WSConnection)
    assert inspect.getsource(H11WSConnection).count("self.h11_connection") == 2  # kept; used to send the answer
    after = [inspect.getsource(WSStream.handle), inspect.getsource(WSStream.app_send)]
    assert sum(text.count("self.handshake.") for text in after) == 3  # subprotocols and is_valid before, accepted after
    assert "self.handshake.accepted" in after[0]


def test_connection_tasks_have_the_methods_that_hypercorn_calls():
    """spawn_app and spawn, with its own parameters; _handle runs an application."""
    theirs, ours = task_group.TaskGroup, ConnectionTasks
    for name in ("spawn_app", "spawn"):
        expected = inspect.signature(getattr(theirs, name)).parameters
        assert len(inspect.signature(getattr(ours, name)).parameters) == len(expected)
    parameters = list(inspect.signature(task_group._handle).parameters)  # rule: QC012 a name of Hypercorn
    assert parameters == ["app", "config", "scope", "receive", "send", "sync_spawn", "call_soon"]


async def test_receive_queue_keeps_order_and_waits_on_both_sides():
    """``get`` waits for a message; ``put`` waits while too many are queued."""
    inbox = ReceiveQueue()
    taken = []

    async def take(count):
        taken.extend([(await inbox.get())["text"] for _ in range(count)])

    taking = asyncio.create_task(take(1))
    await asyncio.sleep(0)
    for n in range(ReceiveQueue.MAX_WAITING):
        await inbox.put({"type": "websocket.receive", "text": n})
    await taking
    await inbox.put({"type": "websocket.receive", "text": 10})
    too_many = asyncio.create_task(inbox.put({"type": "websocket.receive", "text": 11}))
    for _ in range(3):
        await asyncio.sleep(0)
    assert taken == [0]
    assert not too_many.done()

    await take(11)

    assert too_many.done()
    assert taken == list(range(12))


async def test_receive_queue_takes_a_disconnect_at_once():
    """The application itself may be who finds out, in the middle of a send: waiting for it would be waiting forever."""
    inbox = ReceiveQueue()
    for n in range(ReceiveQueue.MAX_WAITING):
        await inbox.put({"type": "websocket.receive", "text": n})

    async with asyncio.timeout(PATIENCE_SECONDS):
        await inbox.put({"type": "websocket.disconnect"})

    assert [(await inbox.get())["type"] for _ in range(11)][-1] == "websocket.disconnect"


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_frame_reads_back_with_an_independent_parser(length):
    """Every length form of RFC 6455."""
    text = ("қ" * length).encode()[:length]
    head, payload, tail = text[: length // 3], text[length // 3 : length - 1], text[length - 1 :]
    reader = StreamReader()
    reader.feed_data(text_frame(head, payload, tail) if length else text_frame(b"", b"", b""))
    reader.feed_eof()
    parsing = Frame.parse(reader.read_exact, mask=False)
    frame = None
    try:
        next(parsing)
    except StopIteration as finished:
        frame = finished.value

    assert frame is not None
    assert (frame.opcode, frame.fin, frame.data) == (Opcode.TEXT, True, text)
