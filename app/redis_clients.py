"""The two Redis clients of a process, of one server or of a cluster."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster
from redis.asyncio.cluster import ClusterNode, ClusterPubSub
from redis.asyncio.connection import AbstractConnection, SSLConnection, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.driver_info import DriverInfo
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisClusterException, RedisError, SlotNotCoveredError

from app.errors import SettingsError

RedisClient: TypeAlias = "Redis | RedisCluster"
REDIS_OUTAGES: tuple[type[Exception], ...] = (RedisError, RedisClusterException, OSError)
"""Errors while Redis does not answer; those of a cluster without enough nodes are no ``RedisError``."""
_DRIVER = DriverInfo()
"""What each connection says of its client. Without it redis-py reads its own version from the disk for each of them."""
_CLUSTER = "+cluster"
_EXPECTED = "expected redis+cluster://user:password@host:port,host:port, or rediss+cluster:// for TLS"

_write = AbstractConnection._send_packed_command


async def _write_or_be_reset(self: AbstractConnection, command: Any) -> None:
    # A connection that was reset or closed between two commands has a transport of uvloop that raises RuntimeError, or
    # no writer. redis-py takes only an OSError for a broken connection: it connects again then, and sends the command,
    # of which nothing had been sent. Otherwise one reset would end the sequencer, or whichever job meets it.
    try:
        await _write(self, command)
    except (AttributeError, RuntimeError) as error:
        raise ConnectionResetError(f"the connection was closed meanwhile: {error!r}") from error


AbstractConnection._send_packed_command = _write_or_be_reset  # type: ignore[method-assign] # see above


@contextmanager
def _absences_as_outages(cluster: RedisCluster) -> Iterator[None]:
    """Make an outage of what redis-py raises while nodes are away, and ask for a new map before the next command.

    Their answers then leave slots or all nodes out. redis-py looks them up unasked, which raises a ``KeyError`` or an
    ``IndexError``, and keeps the map. It also closes the connections to a node while another task connects or writes,
    which raises an ``AttributeError``, or a ``RuntimeError`` of uvloop. Any of them would end the job that sent the
    command.
    """
    try:
        yield
    except (LookupError, SlotNotCoveredError) as error:
        cluster._initialize = True
        if isinstance(error, SlotNotCoveredError):
            raise
        raise SlotNotCoveredError(f"the map of the cluster has a gap: {error!r}") from error
    except (AttributeError, RuntimeError) as error:
        cluster._initialize = True
        raise RedisConnectionError(f"the connection was closed meanwhile: {error!r}") from error


class _Cluster(RedisCluster):
    """A client of nodes that come and go."""

    async def initialize(self, *args: Any, **kwargs: Any) -> RedisCluster:
        """Ask for the map, unless it is known."""
        with _absences_as_outages(self):
            return await super().initialize(*args, **kwargs)

    async def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        """Send a command to the node of its key."""
        with _absences_as_outages(self):
            return await super().execute_command(*args, **kwargs)

    async def _execute_command(self, target_node: ClusterNode, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super()._execute_command(target_node, *args, **kwargs)
        finally:
            # redis-py closes what a node has when it leaves the map; a command on its way to it then connects again.
            if self.nodes_manager.nodes_cache.get(target_node.name) is not target_node:
                await target_node.disconnect_free_connections()

    async def get_nodes_from_slot(self, command: str, *args: Any) -> Any:
        """Return the node of the key; a pipeline asks for it without ``execute_command``."""
        with _absences_as_outages(self):
            return await super().get_nodes_from_slot(command, *args)

    def pubsub(self, *args: Any, **kwargs: Any) -> ClusterPubSub:
        """Return a subscriber."""
        return _ClusterPubSub(self, *args, **kwargs)


class _ClusterPubSub(ClusterPubSub):
    """A subscriber at the node of its channel."""

    async def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        """Send a command to the node of the first channel."""
        with _absences_as_outages(self.cluster):
            return await super().execute_command(*args, **kwargs)


def is_cluster(redis_url: str) -> bool:
    """Whether the address names the nodes of a cluster."""
    return urlsplit(redis_url).scheme.endswith(_CLUSTER)


def open_redis(redis_url: str) -> RedisClient:
    """Return a Redis client with short timeouts: every caller can fall back on the database."""
    if is_cluster(redis_url):
        return _open_cluster(redis_url, socket_timeout=5, max_connections=50)
    # Blocking reads must stay below socket_timeout; otherwise redis-py reports a quiet stream as a broken connection.
    return Redis.from_url(
        redis_url,
        socket_timeout=5,
        socket_connect_timeout=2,
        retry=_retry(1),
        max_connections=50,
        driver_info=_DRIVER,
    )


def open_counters(redis_url: str) -> RedisClient:
    """Return a Redis client for the rate limits; a caller waits when all its connections are busy.

    An error would let an attempt pass uncounted, so a burst must not exhaust the pool. The event stream has another
    pool, so that a burst of attempts cannot delay events. Connections to a cluster are opened as needed: its client
    cannot wait for one.
    """
    if is_cluster(redis_url):
        return _open_cluster(redis_url, socket_timeout=2, max_connections=1000)
    pool = BlockingConnectionPool.from_url(
        redis_url, max_connections=8, timeout=2, socket_timeout=2, socket_connect_timeout=2, driver_info=_DRIVER
    )
    return Redis.from_pool(pool)


def _retry(times: int) -> Retry:
    return Retry(ExponentialWithJitterBackoff(base=0.01, cap=0.1), times)


def _open_cluster(redis_url: str, *, socket_timeout: float, max_connections: int) -> RedisCluster:
    """Return a client of a cluster; nothing is connected before its first command.

    Raises:
        SettingsError: the address is none of a cluster.
    """
    parts = urlsplit(redis_url)
    account, _, hosts = parts.netloc.rpartition("@")
    nodes = [_node(host) for host in hosts.split(",")]
    if parts.path.strip("/") not in {"", "0"}:
        raise SettingsError(f"REDIS_URL: a cluster has database 0 only, got {parts.path}; {_EXPECTED}")
    first = parts._replace(
        scheme=parts.scheme.removesuffix(_CLUSTER), netloc=f"{account}@{nodes[0].name}" if account else nodes[0].name
    )
    options: dict[str, Any] = {**parse_url(first.geturl())}
    for taken in ("host", "port", "db"):
        options.pop(taken, None)
    is_encrypted = options.pop("connection_class", None) is SSLConnection
    return _Cluster(
        startup_nodes=nodes,
        ssl=is_encrypted,
        # The stream lies on one node: it goes on while another one is away.
        require_full_coverage=False,
        # After a failover the client has to ask for the new map of the slots first.
        retry=_retry(3),
        socket_timeout=socket_timeout,
        socket_connect_timeout=2,
        max_connections=max_connections,
        **options,
    )


def _node(address: str) -> ClusterNode:
    host, _, port = address.strip().rpartition(":")
    if not host or not port.isdigit():
        raise SettingsError(f"REDIS_URL: {address!r} is no node; {_EXPECTED}")
    return ClusterNode(host.strip("[]"), int(port))
