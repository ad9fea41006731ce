"""Look-alikes by index: nothing within the limit is missed, nothing beyond it comes, and no table is walked over."""

import hashlib
from random import Random

import pytest

from app.domain.photos.evidence import SIMILAR_BITS
from app.models.database import rows, transaction
from app.models.identity import new_id
from app.queries.photos.similar_photos import FIND, FLIPS, MOST, find_similar_photos
from tests.conftest import NOON
from tests.integration.queries.conftest import put

pytestmark = pytest.mark.new_database

_INSERT = """
    INSERT INTO photo (id, request_id, version, kind, position, account_id, digest, width, height, small_key,
        medium_key, large_key, look, created_at) VALUES ($1, $2, $3, $4, 0, $5, $6, 1, 1, 's', 'm', 'l', $7, $8)
"""


async def put_photo(request, look, *, kind="AFTER", version=1):
    photo_id = new_id()
    digest = hashlib.sha256(photo_id.bytes).digest()
    await rows(_INSERT, photo_id, request.id, version, kind, request.author_id, digest, look, NOON)
    return photo_id


def flipped(look, bits):
    for bit in bits:
        look ^= 1 << bit
    look &= (1 << 64) - 1
    return look - (1 << 64) if look >> 63 else look


def any_look(chance):
    return chance.randrange(-(1 << 63), 1 << 63)


@pytest.mark.parametrize("seed", range(3))
async def test_everything_within_the_limit_is_found_and_nothing_else(test_app, seed):
    chance = Random(seed)
    author = await test_app.person()
    request = await put(author)
    for look in [any_look(chance) for _ in range(30)]:
        near = [flipped(look, chance.sample(range(64), count)) for count in (0, 3, 9, 10, 11, 12)]
        ids = [await put_photo(request, one, version=version) for version, one in enumerate(near, 1)]
        others = [any_look(chance) for _ in range(7)]

        found = await find_similar_photos([*others, look], except_request_id=new_id())

        assert [(one.photo_id, one.bits) for one in found] == list(zip(ids[:4], (0, 3, 9, 10), strict=True))
        assert {(one.request_id, one.number) for one in found} == {(request.id, request.number)}
        await rows("DELETE FROM photo")


async def test_a_turned_picture_is_found_by_any_of_its_eight_hashes(test_app):
    chance = Random(5)
    request = await put(await test_app.person())
    looks = [any_look(chance) for _ in range(8)]
    await put_photo(request, flipped(looks[6], [1, 60]))

    assert [one.bits for one in await find_similar_photos(looks, except_request_id=new_id())] == [2]


async def test_only_photos_of_work_elsewhere_count(test_app):
    request, other = await put(author := await test_app.person()), await put(author)
    await put_photo(request, 77)
    before = await put_photo(other, 77, kind="BEFORE")
    await put_photo(other, 77, kind="REPORT", version=2)
    await put_photo(other, None, version=3)

    found = await find_similar_photos([77] * 8, except_request_id=request.id)
    assert [one.photo_id for one in found] == [before]
    assert len(await find_similar_photos([77] * 8, except_request_id=other.id)) == 1
    assert await find_similar_photos([], except_request_id=other.id) == []


async def test_of_many_the_nearest_come_first(test_app):
    request = await put(await test_app.person())
    for version in range(1, 12):
        await put_photo(request, flipped(0, range(version - 1)), version=version)

    found = await find_similar_photos([0], except_request_id=new_id())

    assert [one.bits for one in found] == list(range(MOST))


async def test_the_indexes_of_the_migration_are_the_ones_the_search_asks_for(test_app):
    request = await put(await test_app.person())
    await put_photo(request, 5)
    async with transaction():
        # A table this small would be read whole, and rightly so.
        await rows("SET LOCAL enable_seqscan = off")
        await rows("SET LOCAL enable_bitmapscan = off")
        plan = await rows(f"EXPLAIN {FIND}", [5] * 8, new_id(), SIMILAR_BITS, *FLIPS)
    text = "\n".join(line["QUERY PLAN"] for line in plan)

    for index in ("photo_look_0", "photo_look_1", "photo_look_2"):
        assert f"Index Only Scan using {index} on photo" in text
    assert "Seq Scan on photo" not in text
