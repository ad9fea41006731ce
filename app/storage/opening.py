"""Which storage the settings name, and its opening."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from app.clock import Clock
from app.errors import SettingsError
from app.settings import Settings
from app.storage.files import FileStorage
from app.storage.protocol import Storage


@asynccontextmanager
async def open_storage(settings: Settings, clock: Clock) -> AsyncIterator[Storage]:
    """Return the storage for the time of the block; asks nothing of it yet.

    Raises:
        SettingsError: the settings name none; says which one and what was expected.
    """
    url = settings.storage_url
    if url is not None and url.startswith("s3:"):
        # Not at the top: the client takes a quarter of a second to import, which every other command would pay for.
        from app.storage.s3 import open_s3  # noqa: PLC0415

        async with open_s3(settings, clock) as bucket:
            yield bucket
        return
    files = FileStorage(_folder(url) if url else settings.qala_home / "photos")
    try:
        yield files
    finally:
        files.close()


def _folder(url: str) -> Path:
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"} or not parts.path.startswith("/"):
        raise SettingsError(
            "STORAGE_URL: expected file:///folder or s3://bucket/prefix?endpoint=https://...&region=..., for example"
            " file:///var/lib/qala/photos"
        )
    return Path(unquote(parts.path))
