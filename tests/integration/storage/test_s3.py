"""What only a server can do to us, against a real one that checks signatures."""

import asyncio
import os

import httpx2
import pytest

from app.clock import FixedClock, SystemClock
from app.storage import s3
from app.storage.errors import BucketMissing, NotStored, StorageRefused, StorageUnreachable
from app.storage.keys import WEBP, original_key, rendition_key
from app.storage.s3 import Timeouts, open_s3
from tests.integration.storage.conftest import SHORT_TIMEOUTS, listed
from tests.swift import SECRET_KEY, Swift

PHOTO = b"RIFF....WEBP" * 20
KEY = rendition_key(PHOTO)
LARGE = os.urandom(6 * 1024 * 1024)


def _every_method(storage):
    """Each method that asks the server, as something to wait for."""
    return [
        storage.put(KEY, PHOTO, WEBP),
        storage.read(KEY),
        storage.stat(KEY),
        storage.exists(KEY),
        storage.delete(KEY),
        listed(storage),
        storage.check(),
    ]


@pytest.mark.parametrize(
    ("given", "error", "setting"),
    [
        ({"secret": "not-the-secret-at-all"}, StorageRefused, "STORAGE_SECRET_KEY"),
        ({"access": "qala:unknown"}, StorageRefused, "STORAGE_ACCESS_KEY"),
        ({"name": "no-such-bucket"}, BucketMissing, "STORAGE_URL"),
        ({"endpoint": "http://127.0.0.1:1"}, StorageUnreachable, "STORAGE_URL"),
    ],
    ids=["wrong secret", "unknown key", "no bucket", "nobody there"],
)
async def test_each_fault_is_named_by_every_method(open_bucket, given, error, setting):
    """The keepers read which setting to look at; never the secret; and the client reads nothing of it."""
    async with open_bucket(**given) as storage:
        # All at once, for each waits before it tries again.
        refusals = await asyncio.gather(*_every_method(storage), return_exceptions=True)

        assert [type(refused) for refused in refusals] == [error] * len(refusals)
        for refused in refusals:
            assert setting in refused.why
            for hidden in (SECRET_KEY, "not-the-secret-at-all"):
                assert hidden not in refused.why + str(refused) + repr(storage.__dict__)
            assert "STORAGE_" not in refused.message
            assert refused.extensions == {"code": "STORAGE"}


async def test_a_server_that_does_not_answer_is_given_up(open_bucket, swift_proxy):
    """After the time of one answer and one more try, each method ends."""
    swift_proxy.hold(to_client=0)
    async with open_bucket(endpoint=swift_proxy.endpoint, timeouts=SHORT_TIMEOUTS) as storage:
        refusals = await asyncio.gather(*_every_method(storage), return_exceptions=True)

        assert [type(refused) for refused in refusals] == [StorageUnreachable] * len(refusals)
        assert all("is too slow" in refused.why for refused in refusals)


async def test_a_server_that_stops_reading_is_given_up(open_bucket, swift_proxy):
    """An upload that does not get on ends too, and leaves nothing."""
    timeouts = Timeouts(connect=1, read=30, total=1)
    async with open_bucket(endpoint=swift_proxy.endpoint, timeouts=timeouts) as storage:
        swift_proxy.hold(to_server=100_000)
        with pytest.raises(StorageUnreachable) as refused:
            await storage.put(original_key(LARGE), LARGE, "image/jpeg")
        assert "is too slow" in refused.value.why

    swift_proxy.release()
    await swift_proxy.cut()
    async with open_bucket() as patient:
        assert not await patient.exists(original_key(LARGE))


async def test_a_photo_that_stops_on_its_way_is_no_photo(open_bucket, swift_proxy):
    """Half of the bytes is an error, not a shorter photo."""
    async with (
        open_bucket() as patient,
        open_bucket(endpoint=swift_proxy.endpoint, timeouts=SHORT_TIMEOUTS) as storage,
    ):
        await patient.put(original_key(LARGE), LARGE, "image/jpeg")
        swift_proxy.hold(to_client=1_000_000)

        with pytest.raises(StorageUnreachable):
            await storage.read(original_key(LARGE))


async def test_a_connection_cut_on_the_way_is_no_photo(open_bucket, swift_proxy):
    """The same, when the server goes away in the middle."""
    async with open_bucket(endpoint=swift_proxy.endpoint) as storage:
        await storage.put(original_key(LARGE), LARGE, "image/jpeg")
        swift_proxy.hold(to_client=1_000_000)
        reading = asyncio.ensure_future(storage.read(original_key(LARGE)))
        await swift_proxy.holding.wait()

        await swift_proxy.cut()

        with pytest.raises(StorageUnreachable) as refused:
            await reading
        assert "broke" in refused.value.why


async def test_a_server_killed_during_an_upload(open_bucket, swift_proxy, swift_server: Swift):
    """A clear error, nothing half-stored, and all is well once it is back."""
    key = original_key(LARGE)
    async with open_bucket(endpoint=swift_proxy.endpoint) as storage:
        swift_proxy.hold(to_server=2_000_000)
        upload = asyncio.ensure_future(storage.put(key, LARGE, "image/jpeg"))
        await swift_proxy.holding.wait()

        await asyncio.to_thread(swift_server.kill_proxy)
        try:
            with pytest.raises(StorageUnreachable):
                await upload
            with pytest.raises(StorageUnreachable):
                await storage.check()
        finally:
            swift_proxy.release()
            await asyncio.to_thread(swift_server.start_proxy)

        assert not await storage.exists(key)
        assert await listed(storage) == []
        await storage.put(key, LARGE, "image/jpeg")
        assert await storage.read(key) == LARGE


async def test_an_upload_that_is_given_up_stores_nothing(open_bucket, swift_proxy):
    """A cancelled put leaves no object, and the storage goes on."""
    key = original_key(LARGE)
    async with open_bucket(endpoint=swift_proxy.endpoint) as storage:
        swift_proxy.hold(to_server=2_000_000)
        upload = asyncio.ensure_future(storage.put(key, LARGE, "image/jpeg"))
        await swift_proxy.holding.wait()

        upload.cancel()
        with pytest.raises(asyncio.CancelledError):
            await upload
        swift_proxy.release()

        assert not await storage.exists(key)


async def test_one_client_serves_all(open_bucket, swift_proxy):
    """Work after work uses one connection; much at once no more than the pool has; a pool that is taken makes wait."""
    async with open_bucket(endpoint=swift_proxy.endpoint) as storage:
        for _ in range(10):
            await storage.put(KEY, PHOTO, WEBP)
            assert await storage.read(KEY) == PHOTO
        assert swift_proxy.connections == 1

        await asyncio.gather(*(storage.read(KEY) for _ in range(120)))
        assert swift_proxy.connections <= 50


async def test_slow_visitors_hold_no_connection(open_bucket, swift_proxy):
    """Sixty who do not read on, and the next one is served: renditions are taken from the server at once."""
    async with open_bucket(endpoint=swift_proxy.endpoint) as storage:
        await storage.put(KEY, PHOTO, WEBP)
        visitors = [storage.get(KEY) for _ in range(60)]
        opened = [await visitor.__aenter__() for visitor in visitors]

        assert await storage.read(KEY) == PHOTO
        assert swift_proxy.connections == 1
        assert {stored.length for stored in opened} == {len(PHOTO)}
        for visitor in visitors:
            await visitor.__aexit__(None, None, None)


async def test_the_list_is_read_page_by_page(open_bucket, plain_bucket, monkeypatch):
    """However many there are; what others keep in the bucket is not ours."""
    monkeypatch.setattr(s3, "PAGE", 4)
    photos = [b"%d" % n for n in range(9)]
    async with open_bucket() as storage:
        await asyncio.gather(*(storage.put(original_key(photo), photo, "image/png") for photo in photos))
        await storage.put(KEY, PHOTO, WEBP)
        await plain_bucket.put("o/readme.txt", b"!")

        assert len(await listed(storage, "o/")) == 9
        assert len(await listed(storage)) == 10


async def test_objects_tell_browsers_what_they_are(open_bucket, plain_bucket):
    """Type and caching for clients that follow a link; originals are not cached."""
    async with open_bucket(storage_direct=True) as storage, httpx2.AsyncClient() as browser:
        await storage.put(KEY, PHOTO, WEBP)
        await storage.put(original_key(PHOTO), PHOTO, "image/jpeg")

        answer = await browser.get(storage.signed_url(KEY))
        original = await plain_bucket.head(original_key(PHOTO))

        assert answer.content == PHOTO
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert (original["ContentType"], original["CacheControl"]) == ("image/jpeg", "private")


async def test_without_the_setting_there_are_no_links(open_bucket):
    """Photos go through the app; and an original never has a link."""
    async with open_bucket() as storage:
        assert storage.signed_url(KEY) is None
    async with open_bucket(storage_direct=True) as storage:
        assert storage.signed_url(original_key(PHOTO)) is None


@pytest.mark.parametrize("spoil", [KEY[2:10], "X-Amz-Expires=", "X-Amz-Date=", "X-Amz-Signature="])
async def test_a_link_that_was_touched_opens_nothing(open_bucket, spoil):
    """Neither another photo, nor another time."""
    async with open_bucket(storage_direct=True) as storage, httpx2.AsyncClient() as browser:
        await storage.put(KEY, PHOTO, WEBP)
        link = storage.signed_url(KEY)
        assert (await browser.get(link)).status_code == 200
        at = link.index(spoil) + len(spoil)
        other = "1" if link[at] != "1" else "2"

        answer = await browser.get(link[:at] + other + link[at + 1 :])

        assert answer.status_code in {400, 403}
        assert PHOTO not in answer.content


async def test_a_link_holds_for_its_time(settings_of, open_bucket):
    """Within the time all links are the same one; afterwards it opens nothing."""
    hour, now = 3600, SystemClock().now()
    start = now.replace(minute=0, second=0, microsecond=0)
    clock = FixedClock(start)
    async with open_s3(settings_of(storage_direct=True), clock) as storage, httpx2.AsyncClient() as browser:
        await storage.put(KEY, PHOTO, WEBP)
        first = storage.signed_url(KEY, hour)
        clock.at = start.replace(minute=59)
        assert storage.signed_url(KEY, hour) == first
        assert (await browser.get(first)).status_code == 200

        clock.at = start.fromtimestamp(start.timestamp() + hour, start.tzinfo)
        assert storage.signed_url(KEY, hour) != first

        clock.at = start.fromtimestamp(start.timestamp() - 2 * hour, start.tzinfo)
        old = await browser.get(storage.signed_url(KEY, hour))
        assert old.status_code == 403


async def test_nothing_lies_under_a_key_of_another_prefix(open_bucket, settings_of):
    """Two cities in one bucket do not see each other's photos."""
    async with open_bucket() as storage:
        await storage.put(KEY, PHOTO, WEBP)
        other = settings_of().model_copy(update={"storage_url": settings_of().storage_url.replace("/city-", "/town-")})
        async with open_s3(other, SystemClock()) as neighbour:
            with pytest.raises(NotStored):
                await neighbour.read(KEY)
            assert await listed(neighbour) == []
