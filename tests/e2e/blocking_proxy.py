"""A network whose proxy lets pages and their requests pass and breaks every WebSocket, as in many schools."""

from tests.tcp_proxy import Direction, TcpProxy


class BlockingProxy(TcpProxy):
    """A proxy that aborts each connection that asks to be upgraded, while ``breaks_sockets`` holds."""

    def __init__(self, server_port: int) -> None:
        super().__init__(server_port)
        self.breaks_sockets = True
        self.broken = 0
        """How many upgrades it has refused."""

    def allows(self, data: bytes, direction: Direction) -> bool:
        """Whether to forward this chunk."""
        # A browser opens a connection of its own for a WebSocket, and its head comes in one chunk.
        if self.breaks_sockets and direction == "to_server" and b"upgrade: websocket" in data.lower():
            self.broken += 1
            return False
        return True
