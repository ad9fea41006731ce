"""What every command receives, and how it runs to its end."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog

from app.auth.limiter import Limiter
from app.clock import Clock
from app.events.signals import Signals
from app.geocoding.geocoder import Geocoder
from app.notifications.links import Links
from app.notifications.outbox import Outbox
from app.photos.pipeline import Pipeline
from app.queries.cities.catalog import Catalog
from app.queries.map.zone_cache import ZoneCache
from app.queries.map.zone_names import ZoneNames
from app.storage.protocol import Storage

log = structlog.get_logger()
FILES_AT_ONCE = 4
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CommandContext:
    """The services and settings that commands use. One for each process."""

    clock: Clock
    catalog: Catalog
    signals: Signals
    outbox: Outbox
    links: Links
    limiter: Limiter
    storage: Storage
    pipeline: Pipeline
    public_url: str
    gov_domains: tuple[str, ...] = ("gov.kz",)
    session_days: int = 30
    geocoder: Geocoder | None = None
    """What is asked for addresses that the places of a city do not have; None where the settings name none."""
    zone_cache: ZoneCache = field(default_factory=ZoneCache)
    zone_names: ZoneNames = field(default_factory=ZoneNames)
    decode_semaphore: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(FILES_AT_ONCE))
    """How many uploaded files are in memory at a time; the others wait in their temporary files."""
    running: "set[asyncio.Task[Any]]" = field(default_factory=set)

    async def run_to_completion(self, work: Coroutine[Any, Any, T]) -> T:
        """Return the result of the work; it goes on when the client disconnects and this task is cancelled."""
        task = asyncio.ensure_future(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        return await asyncio.shield(task)

    def run_in_background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Start the work and return at once, so that the time of the answer does not tell whether there was work."""
        task = asyncio.ensure_future(work)
        self.running.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: "asyncio.Task[Any]") -> None:
        self.running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("background_work_failed", exc_info=task.exception())

    async def wait_for_background(self) -> None:
        """Wait until no command runs: those of disconnected clients and the work in the background."""
        if self.running:
            await asyncio.wait(set(self.running))
