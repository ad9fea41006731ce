"""What only a folder can do to us."""

import asyncio
import errno
import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.errors import SettingsError
from app.settings import Settings
from app.storage.errors import StorageFull, StorageRefused
from app.storage.files import FileStorage
from app.storage.keys import WEBP, original_key, rendition_key
from app.storage.opening import check_storage, open_storage
from tests.integration.storage.conftest import listed

PHOTO = b"RIFF....WEBP" * 1000
KEY = rendition_key(PHOTO)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that does not exist yet."""
    return tmp_path / "photos"


@pytest.fixture
def files(folder: Path):
    """A storage in it."""
    storage = FileStorage(folder)
    yield storage
    storage.close()


async def test_files_lie_in_many_folders_and_are_ours_alone(files, folder):
    """By the first two digits of the hash; no other user of the machine looks in."""
    await files.put(KEY, PHOTO, WEBP)

    assert (folder / "r" / KEY[2:4] / KEY[2:]).read_bytes() == PHOTO
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_by_default_they_lie_in_the_home_folder(tmp_path):
    """Nothing has to be set."""
    async with open_storage(Settings(qala_home=tmp_path), SystemClock()) as storage:
        await storage.put(KEY, PHOTO, WEBP)

    assert (tmp_path / "photos" / "r").is_dir()


_FILL = """
import asyncio, sys
from pathlib import Path
from app.storage.errors import StorageFull
from app.storage.files import FileStorage
from app.storage.keys import WEBP, rendition_key
async def main():
    files, photo = FileStorage(Path(sys.argv[1])), b"x" * 100_000
    try:
        await files.put(rendition_key(photo), photo, WEBP)
    except StorageFull as error:
        print(error.why)
asyncio.run(main())
"""


async def test_no_room_is_said_and_nothing_is_half_stored(files, folder):
    """With a limit that the system itself sets; afterwards the folder is as before."""

    def fill():
        return subprocess.run(
            [sys.executable, "-c", _FILL, str(folder)],
            check=True,
            capture_output=True,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONDONTWRITEBYTECODE": "1"},
        )

    done = await asyncio.to_thread(fill)

    assert done.stdout.splitlines()[-1].startswith(f"STORAGE_URL: the folder {folder}: File too large")
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert await listed(files) == []


async def test_a_full_disk_is_no_room(files, folder, monkeypatch):
    """The other two ways in which a system says it."""
    for number, code in enumerate(("ENOSPC", "EDQUOT")):
        photo = PHOTO + bytes([number])

        def refuse(_, code=code):
            raise OSError(getattr(errno, code), code)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", refuse)
            with pytest.raises(StorageFull):
                await files.put(rendition_key(photo), photo, WEBP)
        assert [path for path in folder.rglob("*") if path.is_file()] == []


async def test_what_a_crash_left_is_swept_up_a_day_later(files, folder):
    """The check at the start does it; what is being written now is left alone."""
    await files.put(KEY, PHOTO, WEBP)
    old, young = folder / "unfinished" / "old", folder / "unfinished" / "young"
    for left in (old, young):
        left.write_bytes(b"half")
    os.utime(old, (0, 0))

    await files.check()

    assert (old.exists(), young.exists()) == (False, True)
    assert [entry.key for entry in await listed(files)] == [KEY]


async def test_what_others_put_there_is_not_listed(files, folder):
    """So the sweep never touches it."""
    await files.put(KEY, PHOTO, WEBP)
    (folder / "r" / "README.txt").write_text("not a folder")
    (folder / "r" / KEY[2:4] / "notes.txt").write_text("not a photo")

    assert [entry.key for entry in await listed(files)] == [KEY]


async def test_a_file_that_was_cut_short_is_made_whole(files, folder):
    """A put over a damaged file of another length writes it anew."""
    await files.put(KEY, PHOTO, WEBP)
    path = folder / "r" / KEY[2:4] / KEY[2:]
    path.write_bytes(PHOTO[:10])

    await files.put(KEY, PHOTO, WEBP)

    assert await files.read(KEY) == PHOTO


async def test_a_folder_that_is_none_is_refused_at_the_start(tmp_path):
    """`qala serve` says which setting, and does not start."""
    (tmp_path / "photos").write_text("a file")

    with pytest.raises(SettingsError, match=r"STORAGE_URL: the folder .*/photos"):
        await check_storage(Settings(storage_url=f"file://{tmp_path}/photos"))


@pytest.mark.parametrize("url", ["photos", "file://photos", "file://host/photos", "http://host/x", "ftp://x"])
async def test_an_address_that_is_none_is_refused(url):
    """And what was expected."""
    with pytest.raises(SettingsError, match="STORAGE_URL: expected file:///folder or s3://"):
        await check_storage(Settings(storage_url=url))


async def test_a_bucket_that_is_none_is_refused_at_the_start(settings_of):
    """The same for a server: which setting, and what is wrong with it."""
    with pytest.raises(SettingsError, match=r"STORAGE_URL: .* has no bucket named no-such-bucket"):
        await check_storage(settings_of(name="no-such-bucket"))
    await check_storage(settings_of())


async def test_a_folder_that_may_not_be_written_is_refused(folder):
    """For a user who is not root, that is."""
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    folder.mkdir(mode=0o500)
    storage = FileStorage(folder)
    try:
        with pytest.raises(StorageRefused):
            await storage.put(original_key(PHOTO), PHOTO, WEBP)
    finally:
        storage.close()
