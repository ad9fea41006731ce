"""The lane knows this Hypercorn's inside; these names must stay, and frames must be what a client reads."""

import inspect

import hypercorn.protocol.h11
import pytest
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.protocol.ws_stream import WSStream
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from app.lane import LaneStream, writer_of
from app.live.framing import text_frame


class Writer:
    """Stands for the connection."""


def test_the_way_from_a_stream_to_its_connection():
    """stream.send is a method of H11Protocol, whose send is a method of TCPServer, which has the writer."""
    server = TCPServer.__new__(TCPServer)
    server.writer = Writer()
    protocol = H11Protocol.__new__(H11Protocol)
    protocol.send = server.protocol_send
    stream = WSStream.__new__(WSStream)
    stream.send = protocol.stream_send

    assert writer_of(stream) is server.writer


def test_no_lane_where_the_way_is_another():
    """HTTP/2 streams and foreign servers have no writer of their own."""
    stream = WSStream.__new__(WSStream)
    stream.send = print

    assert writer_of(stream) is None


def test_the_names_we_rely_on_are_there():
    """H11Protocol makes streams by the name WSStream of its module; WSStream accepts in _accept and keeps its scope."""
    assert "WSStream(" in inspect.getsource(H11Protocol)
    assert hasattr(hypercorn.protocol.h11, "WSStream")
    assert inspect.iscoroutinefunction(WSStream._accept)
    assert issubclass(LaneStream, WSStream)
    assert "self.scope = {" in inspect.getsource(WSStream.handle)


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
