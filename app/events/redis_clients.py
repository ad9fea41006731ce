"""The two Redis clients of a process."""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff


def open_redis(redis_url: str) -> "Redis":
    """Return a Redis client with short timeouts: every caller can fall back on the database."""
    retry = Retry(ExponentialWithJitterBackoff(base=0.01, cap=0.1), 1)
    # Blocking reads must stay below socket_timeout; otherwise redis-py reports a quiet stream as a broken connection.
    return Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=2, retry=retry, max_connections=50)


def open_counters(redis_url: str) -> "Redis":
    """Return a Redis client for the rate limits; a caller waits when all its connections are busy.

    An error would let an attempt pass uncounted, so a burst must not exhaust the pool. The event stream has another
    pool, so that a burst of attempts cannot delay events.
    """
    pool = BlockingConnectionPool.from_url(
        redis_url, max_connections=8, timeout=2, socket_timeout=2, socket_connect_timeout=2
    )
    return Redis.from_pool(pool)
