"""Photos over HTTP."""

from uuid import uuid4

import pytest

from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.photos.photo import PhotoKind
from app.models import PhotoRow
from app.storage.keys import WEBP, avatar_key, digest_of, original_key, rendition_key

PHOTO = bytes(range(256)) * 8
KEY = rendition_key(PHOTO)


async def photo_row(test_app, key=KEY, **given):
    """Return a photo of a new request that has this file."""
    citizen = await test_app.person()
    made = await submit(test_app.context, citizen, test_app.submission())
    return await PhotoRow.create(
        request_id=made.id,
        version=1,
        kind=PhotoKind.REPORT,
        position=0,
        account_id=citizen.account_id,
        digest=b"d" * 32,
        width=1,
        height=1,
        original_key=original_key(PHOTO),
        small_key=rendition_key(b"small"),
        medium_key=rendition_key(b"medium"),
        large_key=key,
        created_at=test_app.clock.now(),
        **given,
    )


@pytest.fixture
async def stored(site):
    """The address of a file that lies in the storage."""
    await site.test_app.context.storage.put(KEY, PHOTO, WEBP)
    return f"/photos/{KEY}"


@pytest.fixture
async def photo(site, stored):
    """The address of a photo of a request."""
    await photo_row(site.test_app)
    return stored


async def test_photo_is_served_and_cacheable(site, photo):
    """For ever, as what it is, and able to do nothing."""
    answer = await site.client.get(photo)

    assert (answer.status_code, answer.content) == (200, PHOTO)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["content-length"] == str(len(PHOTO))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["etag"] == f'"{digest_of(KEY)}"'
    assert answer.headers["content-disposition"] == "inline"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_head_returns_headers_without_the_photo(site, photo):
    """The same headers, no bytes."""
    whole, head = await site.client.get(photo), await site.client.head(photo)

    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(whole.headers)


async def test_avatar_is_served(site):
    """From its own kind of key."""
    await site.test_app.context.storage.put(avatar_key(PHOTO), PHOTO, WEBP)

    assert (await site.client.get(f"/photos/{avatar_key(PHOTO)}")).content == PHOTO


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_current_etag_returns_304(site, photo, method):
    """304, also when the version is one of several."""
    etag = f'"{digest_of(KEY)}"'
    for known in (etag, f"W/{etag}", f'"other", {etag}'):
        answer = await site.client.request(method, photo, headers={"if-none-match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)

    assert (await site.client.get(photo, headers={"if-none-match": '"other"'})).status_code == 200


@pytest.mark.parametrize(
    ("asked", "given", "place"),
    [
        ("bytes=0-0", PHOTO[:1], "bytes 0-0/2048"),
        ("bytes=100-199", PHOTO[100:200], "bytes 100-199/2048"),
        ("bytes=2000-", PHOTO[2000:], "bytes 2000-2047/2048"),
        ("bytes=-10", PHOTO[-10:], "bytes 2038-2047/2048"),
        ("bytes=0-99999", PHOTO, "bytes 0-2047/2048"),
    ],
)
async def test_range_returns_a_part(site, photo, asked, given, place):
    """206, and which part of how much."""
    answer = await site.client.get(photo, headers={"range": asked})

    assert (answer.status_code, answer.content) == (206, given)
    assert answer.headers["content-range"] == place
    assert answer.headers["content-length"] == str(len(given))


@pytest.mark.parametrize("asked", ["bytes=2048-", "bytes=9999-10000", "bytes=-0"])
async def test_a_range_beyond_the_end_is_refused(site, photo, asked):
    """416, and how much there is."""
    answer = await site.client.get(photo, headers={"range": asked})

    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["content-range"] == "bytes */2048"


@pytest.mark.parametrize(
    "asked", ["bytes=5-1", "bytes=0-1,4-5", "lines=1-2", "bytes=", "nonsense", f"bytes={'9' * 400}-"]
)
async def test_malformed_range_returns_the_whole_photo(site, photo, asked):
    """As HTTP says: what is not understood is left aside."""
    assert (await site.client.get(photo, headers={"range": asked})).status_code == 200


async def test_range_of_another_version_returns_the_whole_photo(site, photo):
    """If-Range names ours, or the range is left aside."""
    part = {"range": "bytes=0-9", "if-range": f'"{digest_of(KEY)}"'}

    assert (await site.client.get(photo, headers=part)).status_code == 206
    assert (await site.client.get(photo, headers={**part, "if-range": '"other"'})).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        rendition_key(b"nobody's"),
        original_key(PHOTO),
        "r/../o/x",
        "r/%2e%2e/%2e%2e/etc/passwd",
        f"r/{'0' * 64}",
        f"r/{'A' * 64}.webp",
        "",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_other_keys_return_404(site, method, path):
    """Originals and malformed keys return 404, which is not cached."""
    await site.test_app.context.storage.put(original_key(PHOTO), PHOTO, "image/jpeg")

    answer = await site.client.request(method, f"/photos/{path}")

    assert answer.status_code == 404
    assert PHOTO not in answer.content
    assert answer.headers["cache-control"] == "no-store"


async def test_other_methods_are_refused(site, photo):
    """Looking is all one can do."""
    for method in ("POST", "PUT", "DELETE"):
        assert (await site.client.request(method, photo)).status_code == 405


async def test_hidden_photo_is_served_only_to_the_akimat_of_the_city(site, stored):
    """Other viewers get 404, even with the right ETag; and no proxy caches it."""
    row = await photo_row(site.test_app)
    assert (await site.client.get(stored)).status_code == 200
    row.hidden_at, row.hidden_by, row.hide_reason = site.test_app.clock.now(), row.account_id, "a face"
    await row.save()
    ours = await site.token(await site.test_app.person(Role.AKIMAT))
    theirs = await site.token(await site.test_app.person(Role.AKIMAT, "astana"))

    for token in (None, theirs):
        headers = {"if-none-match": f'"{digest_of(KEY)}"'} | ({"authorization": f"Bearer {token}"} if token else {})
        assert (await site.client.get(stored, headers=headers)).status_code == 404
    shown = await site.client.get(stored, headers={"authorization": f"Bearer {ours}"})
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "private, no-store")


async def test_withdrawn_photo_returns_404(site, stored):
    """Not even while its bytes are still there."""
    await photo_row(site.test_app, retracted_at=site.test_app.clock.now())
    token = await site.token(await site.test_app.person(Role.AKIMAT))

    assert (await site.client.get(stored, headers={"authorization": f"Bearer {token}"})).status_code == 404


@pytest.mark.parametrize("role", [None, Role.CITIZEN, Role.AKIMAT])
async def test_file_that_no_photo_has_returns_404(site, stored, role):
    """A blur or a refused step may have left it where the storage could not delete it."""
    token = await site.token(await site.test_app.person(role)) if role else None
    headers = {"authorization": f"Bearer {token}"} if token else {}

    answer = await site.client.get(stored, headers=headers)

    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


async def test_photo_of_two_requests_is_served_while_one_shows_it(site, stored):
    """Hiding one does not take it from the other."""
    await photo_row(site.test_app)
    await photo_row(site.test_app, hidden_at=site.test_app.clock.now(), hidden_by=uuid4(), hide_reason="a face")

    assert (await site.client.get(stored)).status_code == 200


async def test_storage_failure_returns_503(site, photo, tmp_path):
    """503 without any of what only the keepers should know; readiness names it."""
    folder = tmp_path / "photos"
    folder.rename(tmp_path / "elsewhere")
    folder.write_text("a file in the place of the folder")

    answer = await site.client.get(photo)
    ready = await site.client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "10"
    assert str(tmp_path) not in answer.text
    assert ready.status_code == 200
    assert ready.json()["problems"] == {"storage": "StorageRefused"}


async def test_readiness_checks_the_storage_at_intervals(site, monkeypatch):
    """However often readiness is asked: once in ten seconds."""
    asked = []

    async def check():
        asked.append(1)

    monkeypatch.setattr(site.test_app.context.storage, "check", check)
    for _ in range(5):
        await site.client.get("/health/ready")
    assert len(asked) == 1

    site.test_app.pass_time(seconds=11)
    await site.client.get("/health/ready")
    assert len(asked) == 2
