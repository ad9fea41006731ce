"""The job that fills read models of an installation that had none, and repairs those that missed events."""

import asyncio

import structlog

from app.clock import Clock
from app.events.leadership import CONNECTION_LOST
from app.events.rebuild import rebuild_stale

log = structlog.get_logger()
EVERY_SECONDS = 60.0


async def keep_read_models_current(database_url: str, clock: Clock) -> None:
    """Rebuild read models that are not up to date, looking once a minute. Until then, queries count the tables."""
    while True:
        try:
            if names := await rebuild_stale(database_url, clock):
                log.info("read_models_rebuilt", names=names)
        except CONNECTION_LOST as error:
            log.warning("rebuild_interrupted", error=str(error))
        except Exception as error:
            # The application works without read models, so it goes on.
            log.exception("job_failed", job="REBUILD", error=str(error))
        await asyncio.sleep(EVERY_SECONDS)
