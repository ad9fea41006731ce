"""What is held against a photo of work: marks for people to look at, and what is refused outright."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image, ImageEnhance

from app.commands.requests import _evidence, verdict, work  # rule: QC012 tests stop between its search and its lock
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.log.events import EventKind
from app.domain.photos.evidence import EvidenceMark
from app.errors import EvidenceReused
from app.events.log import read_between
from app.models.database import rows
from app.models.photos.photo_rows import EVIDENCE_LOCK
from app.queries.log.timeline import timeline
from app.queries.photos.request_photos import photos
from tests.pictures import complete, encoded, pattern, picture, start

HERE = {"latitude": 43.24, "longitude": 76.91}


@pytest.fixture
async def crew(test_app):
    """Author, executor."""
    return await test_app.person(), await test_app.person(Role.EXECUTOR)


async def begun(test_app, crew, *sent):
    """A request that is being worked on, and that the citizen sent a photo with."""
    author, executor = crew
    request = await submit(test_app.context, author, test_app.submission(), sent or [picture()])
    await work.claim(test_app.context, executor, request.id)
    return await work.start(test_app.context, executor, request.id)


async def after_of(request_id):
    return [photo for photo in (await photos([request_id]))[request_id] if photo.kind == "AFTER"]


def taken(test_app, **changes):
    return {**HERE, "taken_at": test_app.clock.now(), **changes}


@pytest.mark.parametrize(
    ("shot", "marks"),
    [
        ({}, []),
        ({"latitude": 43.2420}, []),
        ({"latitude": 43.2440}, ["FAR_FROM_PLACE"]),
        ({"latitude": 43.2440, "accuracy_metres": 180.0}, []),
        ({"latitude": 43.2440, "accuracy_metres": 100_000.0}, []),
        ({"latitude": 43.2500, "accuracy_metres": 100_000.0}, ["FAR_FROM_PLACE"]),
        ({"taken_at": timedelta(minutes=-3)}, ["TAKEN_BEFORE_START"]),
        ({"taken_at": timedelta(minutes=-1)}, []),
        ({"taken_at": None}, ["NO_METADATA"]),
        ({"latitude": None, "longitude": None}, ["NO_METADATA"]),
        ({"latitude": 43.30, "taken_at": timedelta(days=-1)}, ["FAR_FROM_PLACE", "TAKEN_BEFORE_START"]),
    ],
)
async def test_marks_stand_on_the_photo_and_on_the_event(test_app, crew, shot, marks):
    """In the timeline and in what is pushed; and they stop nothing."""
    request = await begun(test_app, crew)
    given = taken(test_app, **shot)
    if isinstance(given["taken_at"], timedelta):
        given["taken_at"] = test_app.clock.now() + given["taken_at"]

    await complete(test_app.context, crew[1], request.id, photos=[picture(**given)])

    assert list((await after_of(request.id))[0].marks) == marks
    assert list((await timeline(request.id)).items[-1][1].event.marks) == marks
    pushed = (await read_between(0, await test_app.settled()))[-1].event
    assert (pushed.kind, list(pushed.marks)) == (EventKind.WORK_COMPLETED, marks)


async def test_the_event_has_the_marks_of_all_its_photos(test_app, crew):
    """Each once, in the order of their list."""
    request = await begun(test_app, crew)
    far, unknown = picture(**taken(test_app, latitude=43.30)), picture()

    await complete(test_app.context, crew[1], request.id, photos=[unknown, far, picture()])

    assert [list(photo.marks) for photo in await after_of(request.id)] == [
        ["NO_METADATA"],
        ["FAR_FROM_PLACE"],
        ["NO_METADATA"],
    ]
    assert (await timeline(request.id)).items[-1][1].event.marks == (
        EvidenceMark.FAR_FROM_PLACE,
        EvidenceMark.NO_METADATA,
    )


async def test_the_distance_is_kept(test_app, crew):
    """From the place of the shot to that of the request."""
    request = await begun(test_app, crew)
    await complete(test_app.context, crew[1], request.id, photos=[picture(**taken(test_app, latitude=43.2420))])

    assert (await after_of(request.id))[0].distance_metres == pytest.approx(222.4, abs=1)


async def test_what_a_citizen_sends_gets_no_marks(test_app, crew):
    """It proves nothing, and an honest report may be written at home."""
    request = await submit(test_app.context, crew[0], test_app.submission(), [picture(latitude=43.3, longitude=77.0)])

    assert (await photos([request.id]))[request.id][0].marks == ()


def variants():
    """One picture in the forms in which an executor would pass it off as another."""
    original = pattern(500, (640, 560))
    return {
        "the same file": encoded(original, "JPEG", quality=90),
        "saved worse": encoded(original, "JPEG", quality=30),
        "another format": encoded(original, "WEBP", quality=60),
        "smaller": encoded(original.resize((320, 280)), "PNG"),
        "turned": encoded(original.transpose(Image.Transpose.ROTATE_90), "JPEG", quality=90),
        "upside down": encoded(original.transpose(Image.Transpose.ROTATE_180), "JPEG", quality=90),
        "mirrored": encoded(original.transpose(Image.Transpose.FLIP_LEFT_RIGHT), "JPEG", quality=90),
        "brighter": encoded(ImageEnhance.Brightness(original).enhance(0.9), "JPEG", quality=90),
    }


@pytest.mark.parametrize("how", variants())
async def test_a_photo_proves_one_piece_of_work(test_app, crew, how):
    """Refused for every other request, by the number of the one that it has proved."""
    first, second = await begun(test_app, crew), await begun(test_app, crew)
    await complete(test_app.context, crew[1], first.id, photos=[picture(data=variants()["the same file"])])

    with pytest.raises(EvidenceReused, match=first.number) as refused:
        await complete(test_app.context, crew[1], second.id, photos=[picture(), picture(data=variants()[how])])

    assert refused.value.data == {"number": first.number, "photo": 1}


@pytest.mark.parametrize("how", ["the same file", "saved worse", "mirrored"])
async def test_a_photo_from_before_one_work_is_no_proof_of_another(test_app, crew, how):
    """Only a photo that was never a photo of work proves that work is finished."""
    author, executor = crew
    first = await submit(test_app.context, author, test_app.submission())
    await work.claim(test_app.context, executor, first.id)
    await start(test_app.context, executor, first.id, photos=[picture(data=variants()["the same file"])])
    second = await begun(test_app, crew)

    with pytest.raises(EvidenceReused, match=first.number) as refused:
        await complete(test_app.context, executor, second.id, photos=[picture(data=variants()[how])])

    assert refused.value.data == {"number": first.number, "photo": 0}


@pytest.mark.parametrize("kind", ["before", "after"])
@pytest.mark.parametrize("how", ["the same file", "saved worse"])
async def test_a_photo_of_work_that_begins_other_work_is_marked(test_app, crew, how, kind):
    """One photo may honestly show two problems side by side, so it is not refused."""
    author, executor = crew
    used = picture(data=variants()["the same file"])
    first = await submit(test_app.context, author, test_app.submission())
    await work.claim(test_app.context, executor, first.id)
    await start(test_app.context, executor, first.id, photos=[used] if kind == "before" else None)
    if kind == "after":
        await complete(test_app.context, executor, first.id, photos=[used])
    second = await submit(test_app.context, author, test_app.submission())
    await work.claim(test_app.context, executor, second.id)

    again = picture(data=variants()[how], **taken(test_app))
    await start(test_app.context, executor, second.id, photos=[again])

    (photo,) = (await photos([second.id]))[second.id]
    assert photo.marks == (EvidenceMark.LOOKS_REUSED,)


async def test_nor_for_another_executor_in_another_city(test_app, crew):
    """A photo is found out wherever it is brought."""
    first = await begun(test_app, crew)
    await complete(test_app.context, crew[1], first.id, photos=[picture(501)])
    author, executor = await test_app.person(city_id="astana"), await test_app.person(Role.EXECUTOR, "astana")
    there = await submit(
        test_app.context, author, test_app.submission(city_id="astana", latitude=51.13, longitude=71.43), [picture()]
    )
    await work.claim(test_app.context, executor, there.id)
    await work.start(test_app.context, executor, there.id)

    with pytest.raises(EvidenceReused, match=first.number):
        await complete(test_app.context, executor, there.id, photos=[picture(501)])


async def test_a_photo_that_is_much_like_another_is_marked(test_app, crew):
    """A few bits away from the other one: perhaps worked on, perhaps the same street; people are to look."""
    first, second = await begun(test_app, crew), await begun(test_app, crew)
    one = pattern(502, (90, 80))
    other = one.copy()
    other.paste(pattern(503, (90, 80)).crop((0, 0, 90, 30)), (0, 0))
    await complete(test_app.context, crew[1], first.id, photos=[picture(data=encoded(one), **taken(test_app))])

    await complete(test_app.context, crew[1], second.id, photos=[picture(data=encoded(other), **taken(test_app))])

    assert (await after_of(second.id))[0].marks == (EvidenceMark.LOOKS_REUSED,)


@pytest.mark.parametrize("how", ["the same file", "saved worse", "mirrored"])
async def test_before_is_not_after(test_app, crew, how):
    """Neither the photo of the citizen nor that of the executor."""
    request = await begun(test_app, crew, picture(data=variants()["the same file"]))

    with pytest.raises(EvidenceReused, match="before the work") as refused:
        await complete(test_app.context, crew[1], request.id, photos=[picture(data=variants()[how])])

    assert refused.value.data == {"number": request.number, "photo": 0}


async def test_the_executors_own_beginning_is_no_end(test_app, crew):
    """The place as it was cannot be the place as it is."""
    author, executor = crew
    request = await submit(test_app.context, author, test_app.submission())
    await work.claim(test_app.context, executor, request.id)
    await start(test_app.context, executor, request.id, photos=[picture(504)])

    with pytest.raises(EvidenceReused, match=request.number):
        await complete(test_app.context, executor, request.id, photos=[picture(504)])


async def test_after_a_dispute_the_same_place_may_look_the_same(test_app, crew):
    """Only the same file is refused then: the work is done once more, at the same place, from the same spot."""
    request = await begun(test_app, crew)
    first, second = encoded(pattern(505, (320, 280))), encoded(pattern(505, (320, 280)), "JPEG", quality=80)
    await complete(test_app.context, crew[1], request.id, photos=[picture(data=first)])
    await verdict.dispute(test_app.context, crew[0], request.id, "жоқ")

    await complete(test_app.context, crew[1], request.id, photos=[picture(data=second)])

    assert len(await after_of(request.id)) == 2


@pytest.mark.parametrize("second", [506, None])
async def test_two_requests_finished_at_once_do_not_share_a_photo(test_app, crew, second):
    """Whichever is written second is refused; the file and a copy of it alike."""
    requests = [await begun(test_app, crew), await begun(test_app, crew)]
    copies = [
        encoded(pattern(506)),
        encoded(pattern(506), "JPEG", quality=80) if second is None else encoded(pattern(506)),
    ]

    outcomes = await asyncio.gather(
        *(
            complete(test_app.context, crew[1], request.id, photos=[picture(data=data)])
            for request, data in zip(requests, copies, strict=True)
        ),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["EvidenceReused", "ServiceRequest"]
    assert len(await rows("SELECT 1 FROM photo WHERE kind = 'AFTER'")) == 1


async def test_what_was_committed_after_the_search_is_found_too(test_app, crew, monkeypatch):
    """A copy that was finished between the search and the lock is refused by its number; one much like it is marked."""
    first, second, third = [await begun(test_app, crew) for _ in range(3)]
    one = pattern(502, (90, 80))
    other = one.copy()
    other.paste(pattern(503, (90, 80)).crop((0, 0, 90, 30)), (0, 0))
    search, held = _evidence.with_similar, asyncio.Event()
    waiting = asyncio.Barrier(3)

    async def early(step, request_id):
        found = await search(step, request_id)
        if request_id != first.id:
            await waiting.wait()
            await held.wait()
        return found

    # rule: QC012 only here can a test wait between the search and the lock
    monkeypatch.setattr("app.commands.requests._photo_step.with_similar", early)
    copies = asyncio.gather(
        complete(test_app.context, crew[1], second.id, photos=[picture(data=encoded(one, "JPEG", quality=80))]),
        complete(test_app.context, crew[1], third.id, photos=[picture(data=encoded(other), **taken(test_app))]),
        return_exceptions=True,
    )
    await waiting.wait()
    await complete(test_app.context, crew[1], first.id, photos=[picture(data=encoded(one))])
    held.set()
    refused, marked = await copies

    assert isinstance(refused, EvidenceReused)
    assert refused.data == {"number": first.number, "photo": 0}
    assert marked.id == third.id
    assert (await after_of(third.id))[0].marks == (EvidenceMark.LOOKS_REUSED,)


async def test_a_search_holds_no_lock(test_app, crew, monkeypatch):
    """It is over before the lock of all evidence is taken, and before the request is locked."""
    request = await begun(test_app, crew)
    search, locks = _evidence.find_similar_photos, []

    async def spied(*arguments, **named):
        locks.extend(await rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = $1", OBJID))
        locks.extend(await rows("SELECT 1 FROM service_request WHERE id = $1 FOR UPDATE NOWAIT", request.id))
        return await search(*arguments, **named)

    monkeypatch.setattr(_evidence, "find_similar_photos", spied)
    await complete(test_app.context, crew[1], request.id)

    assert locks == [{"?column?": 1}], "the row could be had, and the lock of all evidence was free"


OBJID = EVIDENCE_LOCK & 0xFFFFFFFF


async def test_a_black_picture_is_like_no_other(test_app, crew):
    """Too flat to tell anything by its looks: only the same file is known again."""
    first, second = await begun(test_app, crew), await begun(test_app, crew)
    black = Image.new("RGB", (64, 64))
    await complete(test_app.context, crew[1], first.id, photos=[picture(data=encoded(black), **taken(test_app))])

    await complete(
        test_app.context, crew[1], second.id, photos=[picture(data=encoded(black, "JPEG"), **taken(test_app))]
    )

    assert (await after_of(second.id))[0].marks == ()


async def test_the_word_of_the_file_goes_before_that_of_the_browser(test_app, crew):
    """Who takes a photo from a gallery stands elsewhere than where it was taken."""
    request = await begun(test_app, crew)
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 18.0, 0.0), 3: "E", 4: (76.0, 54.0, 36.0)})
    file = encoded(pattern(507), "JPEG", exif=exif)

    await complete(
        test_app.context,
        crew[1],
        request.id,
        photos=[replace(picture(**taken(test_app)), file=picture(data=file).file)],
    )

    found = (await after_of(request.id))[0]
    assert found.marks == (EvidenceMark.FAR_FROM_PLACE,)
    assert found.place == pytest.approx((43.3, 76.91))
