"""What Hypercorn is configured with, and what our own connection classes read beside it."""

import socket
from collections import Counter
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

from hypercorn.config import Config, Sockets

from app.auth.limits import network_of
from app.live.fair_turns import FairTurns
from app.settings import Settings
from app.web.http.proxies import ProxyNetworks

BACKLOG = 16_384
"""Connections that may wait to be accepted; the system's limit (net.core.somaxconn) also applies. A client that is not
accepted after a deploy retries after 1, 2, 4 ... seconds."""
MAX_MESSAGE_BYTES = 64 * 1024
CLOSE_ANSWER_SECONDS = 8.0
"""How long peers may take to answer our close frame, after the time over which the sockets are closed."""
IDLE_SECONDS = 10.0
"""How long a connection may stay open without a request whose head is complete, at its start and between requests."""
MAX_IDLE_PER_NETWORK = 1_000
"""Connections of one network that wait for a request; a mobile network puts thousands of people behind one address,
but a connection waits for a request only for moments."""


class IdleConnections:
    """Counts the connections without a request by network.

    Connections of this machine and of our own proxies are not counted: they carry the requests of many clients.
    """

    def __init__(self, uncounted: Sequence[IPv4Network | IPv6Network], most: int = MAX_IDLE_PER_NETWORK) -> None:
        self._uncounted = tuple(uncounted)
        self._most = most
        self._open: Counter[str] = Counter()

    def key_of(self, host: str | None) -> str | None:
        """Return the key under which connections of this address count; None for those that do not."""
        network = network_of(host)
        if host is None or network is None:
            return None
        try:
            address = ip_address(host.partition("%")[0])
        except ValueError:
            return None
        mapped = getattr(address, "ipv4_mapped", None) or address
        return None if mapped.is_loopback or any(mapped in known for known in self._uncounted) else network

    def is_full(self, key: str | None, others: int = 0) -> bool:
        """Whether this network has as many idle connections as it may have; ``others`` are not counted yet."""
        return key is not None and self._open[key] + others >= self._most

    def add(self, key: str | None) -> None:
        """Count one idle connection."""
        if key is not None:
            self._open[key] += 1

    def remove(self, key: str | None) -> None:
        """Count one less: it has a request now, or has ended."""
        if key is None:
            return
        self._open[key] -= 1
        if self._open[key] <= 0:
            del self._open[key]


class ServerConfig(Config):
    """Hypercorn's configuration with ours."""

    cleartext_http2 = False
    idle_connections: IdleConnections
    proxies: ProxyNetworks
    """Our own proxies, whose connections carry the requests of many clients."""
    handshakes: FairTurns | None = None
    """Turns of new connections and of requests, once the application is open; none have to wait before."""

    def __init__(self) -> None:
        super().__init__()
        self.idle_connections = IdleConnections(())
        self.proxies = ProxyNetworks(())

    def create_sockets(self) -> Sockets:
        """Return the sockets to serve on; those without TLS know this configuration."""
        sockets = super().create_sockets()
        sockets.insecure_sockets = [ListeningSocket.of(one, self) for one in sockets.insecure_sockets]
        return sockets


class ListeningSocket(socket.socket):
    """A listener that knows with which configuration its connections are served."""

    config: ServerConfig

    @classmethod
    def of(cls, listener: socket.socket, config: ServerConfig) -> "ListeningSocket":
        """Return the same socket with a configuration; the given object is detached from it."""
        own = cls(fileno=listener.detach())
        own.config = config
        return own


def server_config(listener: socket.socket, settings: Settings) -> ServerConfig:
    """Return the configuration of a server on this listener."""
    config = ServerConfig()
    config.bind = [f"fd://{listener.fileno()}"]
    config.backlog = BACKLOG
    config.graceful_timeout = settings.drain_seconds + CLOSE_ANSWER_SECONDS
    config.keep_alive_timeout = IDLE_SECONDS
    config.accesslog = None
    config.errorlog = None
    config.websocket_max_message_size = MAX_MESSAGE_BYTES
    config.include_server_header = False
    config.cleartext_http2 = settings.cleartext_http2
    config.idle_connections = IdleConnections(settings.trusted_proxies)
    config.proxies = ProxyNetworks(settings.trusted_proxies)
    return config
