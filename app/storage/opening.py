"""Opening the storage that the settings name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.clock import Clock, SystemClock
from app.errors import SettingsError, StorageError
from app.settings import Settings
from app.storage.bucket import bucket_of
from app.storage.files import FileStorage
from app.storage.protocol import Storage


@asynccontextmanager
async def open_storage(settings: Settings, clock: Clock) -> AsyncIterator[Storage]:
    """Open the storage for the time of the block; no request is made yet.

    Raises:
        SettingsError: a setting is wrong; says which one and what was expected.
    """
    url = settings.storage_url
    if url is not None and url.startswith("s3:"):
        # Not at the top: the client takes a quarter of a second to import, which every other command would pay for.
        from app.storage.s3 import open_s3  # noqa: PLC0415 - see above

        async with open_s3(settings, clock) as bucket:
            yield bucket
        return
    files = FileStorage(_folder(url) if url else settings.qala_home / "photos")
    try:
        yield files
    finally:
        files.close()


async def check_storage(settings: Settings) -> None:
    """Check that the storage works.

    Raises:
        SettingsError: it does not; names the setting to check.
    """
    async with open_storage(settings, SystemClock()) as storage:
        try:
            await storage.check()
        except StorageError as error:
            raise SettingsError(error.why) from error


def photo_origin(settings: Settings) -> str | None:
    """Return the origin of signed links for the content security policy; None = the app serves the photos."""
    url = settings.storage_url or ""
    return bucket_of(settings).endpoint if settings.storage_direct and url.startswith("s3:") else None


def _folder(url: str) -> Path:
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"} or not parts.path.startswith("/"):
        raise SettingsError(
            "STORAGE_URL: expected file:///folder or s3://bucket/prefix?endpoint=https://...&region=..., for example"
            " file:///var/lib/qala/photos"
        )
    return Path(unquote(parts.path))
