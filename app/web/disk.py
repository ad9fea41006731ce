"""Whether the disks that this process writes to have room."""

import asyncio
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.clock import Clock
from app.settings import Settings

_CHECK_INTERVAL = timedelta(seconds=10)
_TIMEOUT_SECONDS = 2.0
_MEGABYTE = 1024 * 1024


class DiskCheck:
    """Measures the free room at most once in ten seconds."""

    def __init__(self, settings: Settings) -> None:
        self._required = settings.min_free_megabytes
        self._folders = {"QALA_HOME": settings.qala_home, "TMPDIR": Path(tempfile.gettempdir())}
        if settings.storage_url and settings.storage_url.startswith("file:"):
            self._folders["STORAGE_URL"] = Path(unquote(urlsplit(settings.storage_url).path))
        self._checked_at: datetime | None = None
        self._problem: str | None = None

    async def problem(self, clock: Clock) -> str | None:
        """Return which settings name a folder on a disk that is nearly full, and how much room it has; else None."""
        now = clock.now()
        if self._required and (self._checked_at is None or now - self._checked_at >= _CHECK_INTERVAL):
            self._checked_at = now
            try:
                async with asyncio.timeout(_TIMEOUT_SECONDS):
                    self._problem = await asyncio.to_thread(self._measure)
            except TimeoutError:
                self._problem = "a disk does not answer"
        return self._problem

    def _measure(self) -> str | None:
        full = []
        for name, folder in self._folders.items():
            free = _free_megabytes(folder)
            if free < self._required:
                full.append(f"{name}: {free} MB free, expected {self._required}")
        return "; ".join(full) or None


def _free_megabytes(folder: Path) -> int:
    """Return the room of the disk that has, or will have, this folder."""
    absolute = folder.absolute()
    nearest = next(path for path in (absolute, *absolute.parents) if path.exists())
    return shutil.disk_usage(nearest).free // _MEGABYTE
