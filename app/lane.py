"""The frame lane: a short way from a run to the network, past the server's own queue, task and lock for each message.

With ``app.careful``, the only file that knows Hypercorn's inside. A WebSocket over HTTP/1.1 ends in an asyncio
transport; our stream class puts it into the ASGI scope when the handshake is accepted. Whoever finds it there may
write whole frames straight to it. What goes the ASGI way (only the close) ends in a write of the same transport, so
frames never interleave. Everywhere else (HTTP/2, other servers) the scope holds no lane, and messages go the ASGI
way.
"""

from asyncio import StreamWriter
from typing import Any

import hypercorn.protocol.h11
import hypercorn.protocol.ws_stream
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.protocol.ws_stream import WSStream

from app.live.lane import LANE


class LaneStream(WSStream):
    """Hypercorn's WebSocket stream, which shows the application its transport."""

    async def _accept(self, message: Any) -> None:
        await super()._accept(message)
        writer = writer_of(self)
        if writer is not None:
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[LANE] = writer


def writer_of(stream: WSStream) -> StreamWriter | None:
    """Return the writer of the connection below this stream; None when it is not a plain HTTP/1.1 connection."""
    protocol = getattr(stream.send, "__self__", None)
    server = getattr(getattr(protocol, "send", None), "__self__", None)
    if isinstance(protocol, H11Protocol) and isinstance(server, TCPServer):
        return server.writer
    return None


def open_lane() -> None:
    """Let Hypercorn use our stream class, and never negotiate compression.

    permessage-deflate would cost 100 KB a socket and the chance to make a frame once for everybody.
    """
    setattr(hypercorn.protocol.h11, "WSStream", LaneStream)  # noqa: B010 - not exported, so not assignable for mypy
    setattr(hypercorn.protocol.ws_stream, "server_extensions_handshake", lambda *_, **__: None)  # noqa: B010 - as above
