"""Photos come with the steps: what a step needs, what it takes, and that a step sent twice is taken once."""

import asyncio
from datetime import timedelta

import pytest

from app.commands.requests import photo_moderation, verdict, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.photos.photo import MAX_PHOTO_BYTES, PhotoKind
from app.domain.requests.lifecycle import Status
from app.errors import Conflict, EvidenceReused, IllegalTransition, InvalidInput, NotAllowed, RateLimited
from app.models.database import row, rows
from app.models.identity import new_id
from app.queries.photos.request_photos import photos
from tests.pictures import complete, encoded, pattern, picture, start


async def photos_of(request_id):
    return list((await photos([request_id])).get(request_id, ()))


async def objects(test_app):
    return sorted([entry.key async for entry in test_app.context.storage.keys()])  # noqa: SIM118 - no dictionary


@pytest.fixture
async def crew(test_app):
    """Author, executor."""
    return await test_app.person(), await test_app.person(Role.EXECUTOR)


async def claimed(test_app, crew, *sent):
    """A request that an executor has."""
    author, executor = crew
    request = await submit(test_app.context, author, test_app.submission(), sent)
    return await work.claim(test_app.context, executor, request.id)


async def test_a_submission_brings_up_to_five_photos(test_app, crew):
    """In their order, under the version that they came with, and nothing is left of the upload but they."""
    request = await submit(test_app.context, crew[0], test_app.submission(), [picture() for _ in range(5)])

    found = await photos_of(request.id)

    assert [(photo.kind, photo.version, photo.account_id) for photo in found] == [
        (PhotoKind.REPORT, 1, crew[0].account_id)
    ] * 5
    assert await rows("SELECT 1 FROM upload_intent") == []
    for photo in found:
        assert all([await test_app.context.storage.exists(key) for key in photo.keys.values()])


async def test_the_sixth_is_refused_before_any_is_opened(test_app, crew):
    """Nothing is stored, and there is no request."""
    with pytest.raises(InvalidInput, match="expected at most 5, got 6") as refused:
        await submit(test_app.context, crew[0], test_app.submission(), [picture() for _ in range(6)])

    assert refused.value.data["field"] == "photos"
    assert await objects(test_app) == []
    assert await rows("SELECT 1 FROM service_request") == []


async def test_what_is_no_picture_is_refused_by_its_name_and_number(test_app, crew):
    """Whatever it calls itself."""
    with pytest.raises(InvalidInput, match=r"report\.jpg") as refused:
        await submit(
            test_app.context, crew[0], test_app.submission(), [picture(), picture(name="report.jpg", data=b"%PDF-1.7")]
        )

    assert refused.value.data == {"field": "photos", "file": "report.jpg", "photo": 1}
    assert await rows("SELECT 1 FROM service_request") == []


async def test_a_file_that_is_too_large_is_not_read_to_its_end(test_app, crew):
    """It is refused as soon as it is too large."""
    endless = Endless()

    with pytest.raises(InvalidInput, match=r"endless\.jpg is larger than 15 MB") as refused:
        await submit(test_app.context, crew[0], test_app.submission(), [type(picture())(endless)])

    assert refused.value.data["photo"] == 0
    assert MAX_PHOTO_BYTES < endless.given < MAX_PHOTO_BYTES + 2**20


class Endless:
    """A file without an end."""

    filename = "endless.jpg"
    given = 0

    async def read(self, size: int) -> bytes:
        self.given += size
        return bytes(size)

    async def seek(self, offset: int) -> None: ...


async def test_the_same_file_twice_in_one_step_is_a_mistake(test_app, crew):
    """Named by both."""
    with pytest.raises(InvalidInput, match=r"b\.png is the same file as a\.png") as refused:
        await submit(
            test_app.context, crew[0], test_app.submission(), [picture(1, name="a.png"), picture(1, name="b.png")]
        )

    assert refused.value.data["photo"] == 1


@pytest.mark.parametrize(
    ("shot", "expected"),
    [
        ({"latitude": 43.2}, "both latitude and longitude, or neither,"),
        ({"latitude": 91.0, "longitude": 0.0}, "latitude from -90 to 90"),
        ({"latitude": float("nan"), "longitude": 0.0}, "latitude from -90 to 90"),
        ({"latitude": 0.0, "longitude": float("inf")}, "longitude from -180 to 180"),
        ({"accuracy_metres": -1.0}, "accuracyMetres of 0 or more"),
        ({"accuracy_metres": float("inf")}, "accuracyMetres of 0 or more"),
    ],
)
async def test_a_shot_that_cannot_be_is_refused(test_app, crew, shot, expected):
    """By the number of its photo."""
    with pytest.raises(InvalidInput, match=f"{expected} in shot 2") as refused:
        await submit(test_app.context, crew[0], test_app.submission(), [picture(), picture(**shot)])

    assert (refused.value.data["field"], refused.value.data["photo"]) == ("shots", 1)


@pytest.mark.parametrize(
    ("ahead", "known"),
    [(timedelta(minutes=9), True), (timedelta(minutes=11), False), (timedelta(days=36_500), False)],
)
async def test_a_moment_in_the_future_is_not_known(test_app, crew, ahead, known):
    """A phone whose clock runs ahead is no reason to refuse its photos; only a few minutes of it are believed."""
    moment = test_app.clock.now() + ahead
    request = await submit(
        test_app.context, crew[0], test_app.submission(), [picture(latitude=43.2, longitude=76.9, taken_at=moment)]
    )

    (found,) = (await photos([request.id]))[request.id]

    assert (found.taken_at, found.place) == (moment if known else None, (43.2, 76.9))


async def test_work_begins_with_a_photo_where_the_citizen_sent_none(test_app, crew):
    """Otherwise the place before the work would not be known."""
    request = await claimed(test_app, crew)

    with pytest.raises(InvalidInput, match="before the work") as refused:
        await work.start(test_app.context, crew[1], request.id)

    assert refused.value.data == {"field": "photos", "need": "BEFORE_PHOTO"}
    assert (await start(test_app.context, crew[1], request.id)).status is Status.IN_PROGRESS
    assert [photo.kind for photo in await photos_of(request.id)] == [PhotoKind.BEFORE]


async def test_the_photo_of_the_citizen_is_the_one_before(test_app, crew):
    """The executor may add one, and need not."""
    request = await claimed(test_app, crew, picture())

    assert (await work.start(test_app.context, crew[1], request.id)).status is Status.IN_PROGRESS


async def test_a_photo_that_no_one_can_see_shows_nothing(test_app, crew):
    """Hidden or taken back: the executor has to take one."""
    akimat = await test_app.person(Role.AKIMAT)
    request = await claimed(test_app, crew, picture(), picture())
    hidden, retracted = await photos_of(request.id)
    await photo_moderation.hide(test_app.context, akimat, hidden.id, "бет көрінеді")
    await photo_moderation.retract(test_app.context, crew[0], retracted.id)

    with pytest.raises(InvalidInput, match="before the work"):
        await work.start(test_app.context, crew[1], request.id)


async def test_work_is_finished_with_a_photo(test_app, crew):
    """Always; and the event says who brought it when."""
    request = await claimed(test_app, crew, picture())
    await work.start(test_app.context, crew[1], request.id)

    with pytest.raises(InvalidInput, match="finished work") as refused:
        await work.complete(test_app.context, crew[1], request.id)
    done = await complete(test_app.context, crew[1], request.id)

    assert refused.value.data == {"field": "photos", "need": "AFTER_PHOTO"}
    assert [(photo.kind, photo.version) for photo in await photos_of(request.id)] == [
        (PhotoKind.REPORT, 1),
        (PhotoKind.AFTER, done.version),
    ]


async def test_no_file_is_opened_for_a_viewer_who_may_not_take_the_step(test_app, crew):
    """Neither a stranger nor an assignee in the wrong status."""
    request = await claimed(test_app, crew)
    files = picture(data=b"never opened")

    with pytest.raises(NotAllowed):
        await complete(test_app.context, crew[0], request.id, photos=[files])
    with pytest.raises(IllegalTransition):
        await complete(test_app.context, crew[1], request.id, photos=[files])

    assert await objects(test_app) == []


async def test_a_dispute_may_show_what_is_wrong(test_app, crew):
    """And the one tap in a letter needs no photo."""
    request = await claimed(test_app, crew, picture())
    await work.start(test_app.context, crew[1], request.id)
    await complete(test_app.context, crew[1], request.id)

    disputed = await verdict.dispute(test_app.context, crew[0], request.id, "ештеңе жасалмаған", photos=[picture()])

    last = (await photos_of(request.id))[-1]
    assert (last.kind, last.version) == (PhotoKind.REPORT, disputed.version)
    await complete(test_app.context, crew[1], request.id)
    assert (await verdict.dispute(test_app.context, crew[0], request.id, "тағы да")).status is Status.IN_PROGRESS


async def test_a_submission_sent_twice_is_one_request_with_its_photos_once(test_app, crew):
    """The second one's files are compared by their digests and not decoded."""
    given = test_app.submission(id=new_id())
    first = await submit(test_app.context, crew[0], given, [picture(7), picture(8)])
    stored = await objects(test_app)

    again = await submit(test_app.context, crew[0], given, [picture(8), picture(7)])

    assert again == first
    assert len(await photos_of(first.id)) == 2
    assert await objects(test_app) == stored


async def test_other_photos_under_the_same_id_are_a_conflict(test_app, crew):
    """Fewer, more or other photos are another report, which must not be taken for the stored one."""
    given = test_app.submission(id=new_id())
    first = await submit(test_app.context, crew[0], given, [picture(7)])
    stored = await objects(test_app)

    for other in ([], [picture(9)], [picture(7), picture(9)], [picture(data=b"never decoded")]):
        with pytest.raises(Conflict) as refused:
            await submit(test_app.context, crew[0], given, other)
        assert refused.value.data == {"field": "id", "id": str(first.id), "number": first.number}

    assert len(await photos_of(first.id)) == 1
    assert await objects(test_app) == stored


async def test_two_copies_of_a_submission_at_once_make_one_request(test_app, crew):
    """Whichever comes second brings nothing."""
    given = test_app.submission(id=new_id())

    both = await asyncio.gather(*(submit(test_app.context, crew[0], given, [picture(8)]) for _ in range(2)))

    assert both[0] == both[1]
    assert len(await photos_of(both[0].id)) == 1


async def test_the_same_step_with_the_same_photos_is_taken_once(test_app, crew):
    """When the answer was lost, the same step sent again returns the request as it is."""
    request = await claimed(test_app, crew)
    begun = await start(test_app.context, crew[1], request.id, photos=[picture(10)])
    assert await start(test_app.context, crew[1], request.id, photos=[picture(10)]) == begun
    done = await complete(test_app.context, crew[1], request.id, photos=[picture(11), picture(12)])

    again = await complete(test_app.context, crew[1], request.id, photos=[picture(12), picture(11)])
    confirmed = await verdict.confirm(test_app.context, crew[0], request.id, 5)

    assert again == done
    assert await complete(test_app.context, crew[1], request.id, photos=[picture(11), picture(12)]) == confirmed
    assert len(await photos_of(request.id)) == 3
    with pytest.raises(IllegalTransition):
        await complete(test_app.context, crew[1], request.id, photos=[picture(11)])


async def test_a_step_sent_again_with_another_text_is_a_conflict(test_app, crew):
    """A corrected note or reason is not dropped as if it had been stored with the first attempt."""
    request = await claimed(test_app, crew, picture())
    await work.start(test_app.context, crew[1], request.id)
    done = await complete(test_app.context, crew[1], request.id, "Абай 5", photos=[picture(11)])

    with pytest.raises(Conflict) as refused:
        await complete(test_app.context, crew[1], request.id, "Абай 50", photos=[picture(11)])
    again = await complete(test_app.context, crew[1], request.id, " Абай 5 ", photos=[picture(11)])

    assert refused.value.data == {"field": "note"}
    assert again == done
    await verdict.dispute(test_app.context, crew[0], request.id, "шұңқыр", photos=[picture(12)])
    with pytest.raises(Conflict) as refused:
        await verdict.dispute(test_app.context, crew[0], request.id, "су", photos=[picture(12)])
    assert refused.value.data == {"field": "reason"}


async def test_two_copies_of_a_step_at_once_are_one_step(test_app, crew):
    """Both get the request after it."""
    request = await claimed(test_app, crew, picture())
    await work.start(test_app.context, crew[1], request.id)

    both = await asyncio.gather(
        *(complete(test_app.context, crew[1], request.id, photos=[picture(13)]) for _ in range(2))
    )

    assert both[0] == both[1]
    assert both[0].version == 4


async def test_a_late_copy_does_not_undo_a_dispute(test_app, crew):
    """What has proved the work once proves it no more, even for the same request."""
    request = await claimed(test_app, crew, picture())
    await work.start(test_app.context, crew[1], request.id)
    await complete(test_app.context, crew[1], request.id, photos=[picture(14)])
    await verdict.dispute(test_app.context, crew[0], request.id, "жоқ")

    with pytest.raises(EvidenceReused, match=request.number):
        await complete(test_app.context, crew[1], request.id, photos=[picture(14)])

    found = await row("SELECT status FROM service_request WHERE id = $1", request.id)
    assert found is not None
    assert found["status"] == "IN_PROGRESS"


async def test_a_refused_step_leaves_no_row(test_app, crew):
    """What was stored for it has no row, and the cleanup deletes it later."""
    request = await claimed(test_app, crew)
    await start(test_app.context, crew[1], request.id, photos=[picture(15)])

    with pytest.raises(EvidenceReused):
        await complete(test_app.context, crew[1], request.id, photos=[picture(16), picture(15)])

    assert [photo.kind for photo in await photos_of(request.id)] == [PhotoKind.BEFORE]
    assert len(await rows("SELECT 1 FROM upload_intent")) > 0


async def test_so_many_photos_an_hour(test_app, crew, monkeypatch):
    """Each one counts, and the refusal says when there will be room."""
    from dataclasses import replace

    from app.commands.photos import intake as command

    monkeypatch.setattr(command, "PHOTO_BY_ACCOUNT", replace(command.PHOTO_BY_ACCOUNT, most=3))
    signed_in = replace(crew[0], session_id=new_id())
    await submit(test_app.context, signed_in, test_app.submission(), [picture(), picture()])

    with pytest.raises(RateLimited):
        await submit(test_app.context, signed_in, test_app.submission(), [picture(), picture()])
    test_app.pass_time(hours=1)
    await submit(test_app.context, signed_in, test_app.submission(), [picture(), picture()])


async def test_the_time_of_a_file_counts_by_the_clock_of_the_city(test_app, crew):
    """A camera without a zone stood where the request is."""
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:11:20 11:30:00"
    file = encoded(pattern(17), "JPEG", exif=exif)
    request = await submit(test_app.context, crew[0], test_app.submission(), [picture(data=file)])

    found = await row("SELECT taken_at FROM photo WHERE request_id = $1", request.id)

    assert found is not None
    assert found["taken_at"].isoformat() == "2026-11-20T06:30:00+00:00"
