"""A full disk gives a clear refusal, stores nothing by half, and shows in the readiness."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import asyncpg
import pytest

from app.clock import FixedClock
from app.errors import DatabaseFull
from app.models import Account
from app.models.database import asyncpg_dsn, rows, transaction
from app.settings import Settings
from app.storage.errors import StorageFull
from app.storage.files import FileStorage
from app.storage.keys import WEBP, rendition_key
from app.web.disk import DiskCheck
from tests.conftest import NOON, TestServices

OURS = {"X-Requested-With": "qala"}
START = 'mutation($photos: [Upload!]) { startWork(id: "x", photos: $photos) { id } }'


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of one megabyte."""
    folder = Path(tempfile.mkdtemp(prefix="qala-small-"))
    folder.chmod(0o777)
    command = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=0777", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        folder.rmdir()
        pytest.skip("only root mounts file systems")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


async def test_full_temporary_folder_refuses_files_by_name(site, small_disk, monkeypatch):
    """507 with a code and a sentence, not an internal error; a small upload still goes through."""
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    token = await site.token(await site.test_app.person())
    headers = {**OURS, "Authorization": f"Bearer {token}"}

    def parts(size: int):
        fields = {
            "operations": json.dumps({"query": START, "variables": {"photos": [None]}}),
            "map": '{"0": ["variables.photos.0"]}',
        }
        return {"data": fields, "files": {"0": ("a.jpg", b"x" * size, "image/jpeg")}}

    full = await site.client.post("/graphql", headers=headers, **parts(3_000_000))
    small = await site.client.post("/graphql", headers=headers, **parts(1_000))

    assert full.status_code == 507
    (error,) = full.json()["errors"]
    assert error["extensions"]["code"] == "STORAGE"
    assert "room" in error["message"]
    assert small.status_code == 200
    assert list(small_disk.iterdir()) == []


async def test_full_photo_folder_refuses_a_photo_and_keeps_nothing_of_it(small_disk):
    """The error names the folder and the setting; what was stored before is read on."""
    files, kept, photo = FileStorage(small_disk / "photos"), b"k" * 1_000, b"x" * 2_000_000
    await files.put(rendition_key(kept), kept, WEBP)

    with pytest.raises(StorageFull) as refused:
        await files.put(rendition_key(photo), photo, WEBP)

    assert str(small_disk / "photos") in refused.value.why
    assert "STORAGE_URL" in refused.value.why
    assert await files.read(rendition_key(kept)) == kept
    assert await files.stat(rendition_key(photo)) is None
    assert list((small_disk / "photos/unfinished").iterdir()) == []
    files.close()


async def test_full_database_refuses_a_step_and_rolls_it_back(test_app, urls: TestServices, small_disk):
    """A tablespace on that disk makes the database meet a real full disk."""
    admin = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    space = f"small_{os.getpid()}"
    try:
        seen = (Path(unquote(urlsplit(urls.database_url).query.removeprefix("host="))).parent / "data").stat()
        os.chown(small_disk, seen.st_uid, seen.st_gid)
        await admin.execute(f"CREATE TABLESPACE {space} LOCATION '{small_disk}'")
        await admin.execute(f"CREATE TABLE large (text text) TABLESPACE {space}")
        before = await Account.all().count()

        async def step() -> None:
            async with transaction():
                await test_app.person()
                await rows("INSERT INTO large SELECT repeat(md5(n::text), 20) FROM generate_series(1, 20000) n")

        with pytest.raises(DatabaseFull) as refused:
            await step()

        assert refused.value.extensions == {"code": "STORAGE"}
        assert "Nothing was saved" in refused.value.message
        assert await Account.all().count() == before
        assert await rows("SELECT count(*) AS count FROM large") == [{"count": 0}]
    finally:
        await admin.execute("DROP TABLE IF EXISTS large")
        await admin.execute(f"DROP TABLESPACE IF EXISTS {space}")
        await admin.close()


async def test_readiness_names_a_disk_that_is_nearly_full(small_disk, monkeypatch):
    """By its setting, with what is free and what is expected; reads go on, so the server stays in service."""
    check = DiskCheck(Settings(qala_home=small_disk / "home", min_free_megabytes=1))
    (small_disk / "filler").write_bytes(b"x" * 500_000)
    problem = await check.problem(FixedClock(NOON))

    assert problem == "QALA_HOME: 0 MB free, expected 1"
    monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
    both = await DiskCheck(Settings(qala_home=Path("/"), min_free_megabytes=1)).problem(FixedClock(NOON))
    assert both == "TMPDIR: 0 MB free, expected 1"
    assert await DiskCheck(Settings(qala_home=small_disk, min_free_megabytes=0)).problem(FixedClock(NOON)) is None


async def test_readiness_says_so_over_http(site, monkeypatch):
    """Beside the other problems, without refusing traffic."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=7 * 1024**2))

    ready = await site.client.get("/health/ready")

    assert ready.status_code == 200
    assert "QALA_HOME: 7 MB free, expected 200" in ready.json()["problems"]["disk"]
