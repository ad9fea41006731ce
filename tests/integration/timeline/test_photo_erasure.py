"""When people are forgotten, so is what their photos tell of them; what was brought stays provable."""

import pytest

from app.auth.passwords import hash_password
from app.commands.accounts.erasure import erase_account
from app.commands.requests import comments, verdict, work
from app.commands.requests.submission import submit
from app.errors import EvidenceReused, StorageError
from app.models.database import rows
from app.queries.log.verification import verify_timeline
from app.queries.photos.request_photos import photos
from tests.integration.timeline.conftest import PASSWORD, PHOTOS, PRIVATE, STEPS, all_intact, broken
from tests.integration.timeline.test_anonymise import anonymised
from tests.pictures import complete, encoded, pattern, picture, start

PRIVATE_COLUMNS = (
    "original_key",
    "camera",
    "taken_at",
    "latitude",
    "longitude",
    "shot_latitude",
    "shot_longitude",
    "shot_accuracy_metres",
    "shot_taken_at",
)


async def kept(request_id):
    """The rows of its photos, in order."""
    return await rows("SELECT * FROM photo WHERE request_id = $1 ORDER BY version, position", request_id)


async def stored(actors):
    """What lies in the storage."""
    return {entry.key async for entry in actors.test_app.context.storage.keys("")}


def renditions(found):
    """The keys of what the page shows of these rows."""
    return {photo[f"{size}_key"] for photo in found for size in ("small", "medium", "large")}


async def with_a_private_proof(actors):
    """A request with a whole life, whose last photo says where it was taken."""
    request = await actors.full_lifecycle()
    await rows(
        "UPDATE photo SET camera = 'Phone 9', latitude = 43.24, longitude = 76.91, taken_at = now()"
        " WHERE request_id = $1",
        request.id,
    )
    return request


async def test_after_years_pictures_of_the_problem_go_and_those_of_the_work_stay(actors):
    """Nobody who sent one as a person is named; no file as it came is left, nor what any of them said."""
    request = await with_a_private_proof(actors)
    before = await kept(request.id)
    assert len(before) == sum(PHOTOS.values())

    assert await anonymised(actors) == 1

    after = await kept(request.id)
    reports, works = after[: PHOTOS[1]], after[PHOTOS[1] :]
    assert {photo[name] for photo in after for name in PRIVATE_COLUMNS} == {None}
    assert {photo[name] for photo in reports for name in ("account_id", "preview", "look")} == {None}
    assert {photo["account_id"] for photo in works} == {actors.executor.account_id}
    assert [photo["marks"] for photo in after] == [photo["marks"] for photo in before]
    assert await stored(actors) == renditions(works)
    shown = (await photos([request.id]))[request.id]
    assert [(photo.kind, photo.place, photo.taken_at, photo.camera) for photo in shown] == [
        (photo["kind"], None, None, None) for photo in works
    ]


async def test_the_digests_stay_and_verify(actors):
    """Before and after, and a forged row is found all the same."""
    request = await actors.full_lifecycle()
    digests = [photo["digest"] for photo in await kept(request.id)]

    await anonymised(actors)

    assert [photo["digest"] for photo in await kept(request.id)] == digests
    proof = await verify_timeline(request.id)
    assert (proof.intact, proof.links) == (True, STEPS + 1)
    await rows("UPDATE photo SET digest = sha256('forged') WHERE request_id = $1 AND version = 1", request.id)
    assert await broken(request) == (1, "PHOTOS_DIFFER")


async def test_a_proof_of_an_anonymised_request_proves_nothing_else(actors):
    """The file and the looks of photos of work are known for ever."""
    context, test_app = actors.test_app.context, actors.test_app
    first, second = [await submit(context, actors.citizen, test_app.submission(), [picture()]) for _ in range(2)]
    for request in (first, second):
        await work.claim(context, actors.executor, request.id)
        await start(context, actors.executor, request.id)
    await complete(context, actors.executor, first.id, photos=[picture(900)])
    await verdict.confirm(context, actors.citizen, first.id, 5)
    await test_app.settled()
    await anonymised(actors)

    for data in (encoded(pattern(900)), encoded(pattern(900), "JPEG", quality=60)):
        with pytest.raises(EvidenceReused, match=first.number):
            await complete(context, actors.executor, second.id, photos=[picture(data=data)])


async def test_files_that_cannot_be_deleted_now_are_left_to_the_sweep(actors, monkeypatch):
    """The request is anonymised all the same, and no row names them."""
    request = await actors.full_lifecycle()

    async def away(*_, **__):
        raise StorageError("away")

    monkeypatch.setattr(type(actors.test_app.context.storage), "delete", away)
    assert await anonymised(actors) == 1

    assert {photo["original_key"] for photo in await kept(request.id)} == {None}
    assert await all_intact() == 1


async def test_who_takes_their_words_back_takes_their_pictures_back(actors):
    """Of the problem; not those of others, and not those of the work."""
    context = actors.test_app.context
    viewer = await actors.test_app.person(name="Айгерім")
    await rows("UPDATE account SET password_hash = $2 WHERE id = $1", viewer.account_id, await hash_password(PASSWORD))
    request, other = await actors.full_lifecycle(author=viewer), await actors.full_lifecycle()
    await comments.comment(context, viewer, other.id, "менің сөзім")
    others = await kept(other.id)

    await erase_account(context, viewer, PASSWORD, redact_words=True)

    after = await kept(request.id)
    reports, works = after[: PHOTOS[1]], after[PHOTOS[1] :]
    assert {photo[name] for photo in reports for name in (*PRIVATE_COLUMNS, "preview", "look")} == {None}
    assert await kept(other.id) == others
    assert await stored(actors) == (
        renditions([*works, *others]) | {photo["original_key"] for photo in [*works, *others]}
    )
    assert [photo.kind for photo in (await photos([request.id]))[request.id]] == [photo["kind"] for photo in works]
    assert await all_intact() == 2


async def test_without_the_wish_the_pictures_stay(actors):
    """They were public, and are the city's record; only what they said of the person goes."""
    viewer = await actors.test_app.person()
    await rows("UPDATE account SET password_hash = $2 WHERE id = $1", viewer.account_id, await hash_password(PASSWORD))
    request = await actors.full_lifecycle(author=viewer)

    await erase_account(actors.test_app.context, viewer, PASSWORD)

    after = await kept(request.id)
    assert len((await photos([request.id]))[request.id]) == sum(PHOTOS.values())
    assert renditions(after) <= await stored(actors)
    assert {photo[name] for photo in after[: PHOTOS[1]] for name in PRIVATE_COLUMNS} == {None}
    assert await all_intact() == 1


async def test_a_picture_of_a_second_dispute_goes_too(actors):
    """Whatever step of the author's brought it; an official's stays the city's."""
    context, test_app = actors.test_app.context, actors.test_app
    request = await submit(context, actors.citizen, test_app.submission())
    await work.claim(context, actors.executor, request.id)
    await start(context, actors.executor, request.id)
    await complete(context, actors.executor, request.id)
    await verdict.dispute(context, actors.citizen, request.id, "жоқ", photos=[picture(**PRIVATE)])
    await complete(context, actors.executor, request.id)
    await verdict.confirm(context, actors.citizen, request.id, 3)
    await test_app.settled()

    await anonymised(actors)

    assert [photo.kind for photo in (await photos([request.id]))[request.id]] == ["BEFORE", "AFTER", "AFTER"]
    assert [photo["account_id"] for photo in await kept(request.id) if photo["kind"] == "REPORT"] == [None]
    assert await all_intact() == 1
