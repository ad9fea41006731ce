"""A proxy that forwards HTTP and breaks WebSockets, as the networks of many schools do."""

from tests.tcp_proxy import Direction, TcpProxy


class BlockingProxy(TcpProxy):
    """A proxy that aborts each connection with an upgrade request while ``breaks_sockets`` is true."""

    def __init__(self, server_port: int) -> None:
        super().__init__(server_port)
        self.breaks_sockets = True
        self.broken = 0
        """The number of upgrade requests that it has refused."""

    def allows(self, data: bytes, direction: Direction) -> bool:
        """Return whether to forward this chunk."""
        # A browser opens a new connection for a WebSocket and sends the head of the request in one chunk.
        if self.breaks_sockets and direction == "to_server" and b"upgrade: websocket" in data.lower():
            self.broken += 1
            return False
        return True
