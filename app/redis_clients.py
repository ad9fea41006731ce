"""The two Redis clients of a process, of one server or of a cluster."""

from typing import Any, TypeAlias
from urllib.parse import urlsplit

from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.connection import SSLConnection, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.driver_info import DriverInfo
from redis.exceptions import RedisClusterException, RedisError

from app.errors import SettingsError

RedisClient: TypeAlias = "Redis | RedisCluster"
REDIS_OUTAGES: tuple[type[Exception], ...] = (RedisError, RedisClusterException, OSError)
"""Errors while Redis does not answer; those of a cluster without enough nodes are no ``RedisError``."""
_DRIVER = DriverInfo()
"""What each connection says of its client. Without it redis-py reads its own version from the disk for each of them."""
_CLUSTER = "+cluster"
_EXPECTED = "expected redis+cluster://user:password@host:port,host:port, or rediss+cluster:// for TLS"


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
    return RedisCluster(
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
