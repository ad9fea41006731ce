"""What no row names goes after a day, and nothing else does: not under a running upload either."""

import asyncio
import os
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from app.clock import FixedClock
from app.commands.accounts.profile import update_profile
from app.commands.jobs.photo_cleanup import photo_cleanup_job, remove_unnamed_photos
from app.commands.photos.stored_objects import delete_unreferenced
from app.commands.requests import photo_moderation
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.photos.photo import PhotoSize
from app.errors import InvalidInput
from app.models.database import rows
from app.queries.photos.request_photos import photos
from app.settings import Settings
from app.storage.errors import StorageUnreachable
from app.storage.keys import WEBP, rendition_key
from tests.conftest import NOON, FakeMailer, TestApp
from tests.pictures import picture
from tests.waiting import until


def let_pass(folder, clock, **delta):
    """Let everything that is stored be that old."""
    at = (clock.now() - timedelta(**delta)).timestamp()
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (at, at))


@pytest.fixture
def age(tmp_path, test_app):
    """Run the clean-up of the application."""
    return partial(let_pass, tmp_path / "photos", test_app.clock)


@pytest.fixture
async def idle(urls, tmp_path):
    """An application in which only the cleanup jobs of the test run."""
    clock, post = FixedClock(NOON), FakeMailer()
    settings = Settings(storage_url=f"file://{tmp_path}/photos")
    async with urls.application(settings, clock=clock, mail_transport=post, lead=False, follow=False) as application:
        yield TestApp(application, clock, post)


@asynccontextmanager
async def sweeping(urls, test_app, number=1):
    """So many processes that sweep at once, without the hour of rest; yields a list that grows with each sweep."""
    swept, now = [], timedelta(0)
    options = {"first_after": now, "retry_seconds": 0.01, "finished": lambda: swept.append(1)}
    sweepers = [photo_cleanup_job(urls.database_url, test_app.context, **options) for _ in range(number)]
    running = [asyncio.create_task(one.run()) for one in sweepers]
    try:
        yield swept
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def keys(test_app):
    return {entry.key async for entry in test_app.context.storage.keys("")}


async def orphan(test_app, data=b"RIFF....WEBP"):
    key = rendition_key(data)
    await test_app.context.storage.put(key, data, WEBP)
    return key


async def test_what_a_row_names_is_never_swept(test_app, age):
    """However old: originals, all sizes, avatars, what is hidden and what is blurred."""
    author = await test_app.person()
    request = await submit(test_app.context, author, test_app.submission(), [picture(), picture()])
    await update_profile(test_app.context, author, avatar=picture())
    stored = await keys(test_app)
    left = await orphan(test_app)
    age(days=400)

    assert await remove_unnamed_photos(test_app.context) == 1

    assert await keys(test_app) == stored
    assert left not in stored
    assert len((await photos([request.id]))[request.id]) == 2


async def test_what_is_younger_than_a_day_is_left(test_app, age):
    """Somebody may be about to name it."""
    left = await orphan(test_app)
    age(hours=23)
    assert await remove_unnamed_photos(test_app.context) == 0
    age(hours=25)

    assert await remove_unnamed_photos(test_app.context) == 1

    assert left not in await keys(test_app)


async def test_what_a_refused_step_has_stored_is_swept(test_app, age):
    """With the note that it was about to come."""
    author = await test_app.person()
    with pytest.raises(InvalidInput):
        await submit(test_app.context, author, test_app.submission(), [picture(), picture(data=b"no picture")])
    assert len(await keys(test_app)) > 1
    age(hours=25)
    assert await remove_unnamed_photos(test_app.context) == 0, "the note says that an upload may be under way"
    test_app.pass_time(hours=25)

    await remove_unnamed_photos(test_app.context)

    assert await keys(test_app) == set()
    assert await rows("SELECT 1 FROM upload_intent") == []


async def test_a_running_upload_of_the_same_bytes_is_not_swept_from_under(test_app, age, monkeypatch):
    """An old orphan with the bytes of a photo that is being sent right now: the row that comes finds its files."""
    author = await test_app.person()
    with pytest.raises(InvalidInput):
        await submit(test_app.context, author, test_app.submission(), [picture(700), picture(data=b"no picture")])
    await rows("DELETE FROM upload_intent")
    age(days=3)
    stored, put = asyncio.Event(), type(test_app.context.storage).put
    swept: list[int] = []

    async def put_and_sweep(self, key, data, media_type, **known):
        await put(self, key, data, media_type)
        if not swept:
            age(days=3)
            swept.append(await remove_unnamed_photos(test_app.context))
        stored.set()

    monkeypatch.setattr(type(test_app.context.storage), "put", put_and_sweep)
    request = await submit(test_app.context, author, test_app.submission(), [picture(700)])

    assert swept == [0]
    (photo,) = (await photos([request.id]))[request.id]
    assert all([await test_app.context.storage.exists(key) for key in photo.keys.values()])


async def test_what_was_put_again_meanwhile_is_left(test_app, age):
    """The list that the sweep goes by may be older than the object."""
    left = await orphan(test_app)
    before = datetime.now(UTC) - timedelta(days=1)

    assert await delete_unreferenced(test_app.context, [left], unless_put_after=before) == 0
    assert await delete_unreferenced(test_app.context, [left]) == 1


async def test_two_sweeps_at_once_do_no_harm(test_app, age):
    """The command beside the server."""
    for n in range(30):
        await orphan(test_app, b"RIFF....WEBP%d" % n)
    age(days=2)

    taken = await asyncio.gather(remove_unnamed_photos(test_app.context), remove_unnamed_photos(test_app.context))

    assert sum(taken) == 30
    assert await keys(test_app) == set()


async def test_what_was_taken_back_is_named_by_no_one(test_app, age):
    """Should its files have outlived the step: the sweep finds them."""
    author = await test_app.person()
    request = await submit(test_app.context, author, test_app.submission(), [picture(701)])
    (photo,) = (await photos([request.id]))[request.id]
    files = {key: await test_app.context.storage.read(key) for key in photo.keys.values()}
    await photo_moderation.retract(test_app.context, author, photo.id)
    for key, data in files.items():
        await test_app.context.storage.put(key, data, WEBP)
    age(days=2)

    assert await remove_unnamed_photos(test_app.context) == len(files)


async def test_one_process_sweeps_for_all(idle, urls, tmp_path):
    """The other waits for its turn."""
    await orphan(idle)
    let_pass(tmp_path / "photos", idle.clock, days=2)

    async with sweeping(urls, idle, 2) as swept:
        await until(lambda: swept)

    assert swept == [1]
    assert await keys(idle) == set()


async def test_a_storage_that_is_away_is_asked_again(idle, urls, tmp_path, monkeypatch):
    """The sweep goes on when it is back."""
    left, real, tries = await orphan(idle), type(idle.context.storage).delete, []
    let_pass(tmp_path / "photos", idle.clock, days=2)

    async def failing_once(self, key, **given):
        tries.append(key)
        if len(tries) == 1:
            raise StorageUnreachable("away")
        return await real(self, key, **given)

    monkeypatch.setattr(type(idle.context.storage), "delete", failing_once)
    async with sweeping(urls, idle) as swept:
        await until(lambda: swept == [1])

    assert tries == [left, left]


async def test_without_a_storage_no_step_is_taken(test_app, monkeypatch):
    """And the answer says that it is worth another try."""

    async def away(*_, **__):
        raise StorageUnreachable("away")

    monkeypatch.setattr(type(test_app.context.storage), "put", away)
    with pytest.raises(StorageUnreachable):
        await submit(test_app.context, await test_app.person(), test_app.submission(), [picture()])

    assert await rows("SELECT 1 FROM service_request") == []


async def test_a_step_is_not_undone_by_files_that_cannot_be_deleted(test_app, monkeypatch):
    """The photo is hidden; its old files are left to the sweep."""
    akimat = await test_app.person(Role.AKIMAT)
    request = await submit(test_app.context, await test_app.person(), test_app.submission(), [picture()])
    (photo,) = (await photos([request.id]))[request.id]

    async def away(*_, **__):
        raise StorageUnreachable("away")

    with monkeypatch.context() as patch:
        patch.setattr(type(test_app.context.storage), "delete", away)
        await photo_moderation.hide(test_app.context, akimat, photo.id, "бет")

    assert (await photos([request.id]))[request.id][0].hidden
    assert await test_app.context.storage.exists(photo.keys[PhotoSize.SMALL])
