"""The identity of the log, which ends where the database was put back to an earlier state."""

import structlog

from app.events.log import log_head
from app.events.redis_stream import RedisEventStream
from app.models.database import rows
from app.redis_clients import REDIS_OUTAGES, RedisClient

log = structlog.get_logger()

# The condition lets one of several processes that start together set it.
_RENEW = "UPDATE log_state SET epoch = substr(md5(gen_random_uuid()::text), 1, 12) WHERE id = 1 AND epoch = $1"


async def present_epoch(redis: RedisClient, *, renews: bool) -> str:
    """Return the epoch of the log; with ``renews`` a new one where the stream is ahead of the log.

    An event is published after its commit, so the database has lost events then: a backup was restored, or a standby
    took over that had not got them. Under the old epoch the processes would push what is lost instead of what is new,
    and cursors of clients would stand for other events.
    """
    epoch, _ = await log_head()
    if not renews:
        return epoch
    try:
        published = await RedisEventStream(redis, epoch).last_position()
    except REDIS_OUTAGES as error:
        log.warning("stream_unreachable", error=str(error))
        return epoch
    # Read after the stream, which grows meanwhile only with the log.
    present, head = await log_head()
    if present != epoch or published <= head:
        return present
    await rows(_RENEW, epoch)
    renewed, _ = await log_head()
    log.error("log_was_put_back", head=head, published=published, epoch=renewed, former=epoch)
    return renewed
