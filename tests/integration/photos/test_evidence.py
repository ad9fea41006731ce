"""What is held against a photo of work: marks for people to look at, and what is refused outright."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image, ImageEnhance

from app.commands import evidence, verdict, work
from app.commands.submit import submit
from app.domain.events import EventKind
from app.domain.evidence import EvidenceMark
from app.domain.roles import Role
from app.errors import EvidenceReused
from app.events.log import read_between
from app.models.database import rows
from app.queries.photos import photos
from app.queries.timeline import timeline
from tests.pictures import complete, encoded, pattern, picture, start

HERE = {"latitude": 43.24, "longitude": 76.91}


@pytest.fixture
async def crew(town):
    """Author, executor."""
    return await town.person(), await town.person(Role.EXECUTOR)


async def begun(town, crew, *sent):
    """A request that is being worked on, and that the citizen sent a photo with."""
    author, executor = crew
    request = await submit(town.desk, author, town.submission(), sent or [picture()])
    await work.claim(town.desk, executor, request.id)
    return await work.start(town.desk, executor, request.id)


async def after_of(request_id):
    return [photo for photo in (await photos([request_id]))[request_id] if photo.kind == "AFTER"]


def taken(town, **changes):
    return {**HERE, "taken_at": town.clock.now(), **changes}


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
async def test_marks_stand_on_the_photo_and_on_the_event(town, crew, shot, marks):
    """In the timeline and in what is pushed; and they stop nothing."""
    request = await begun(town, crew)
    given = taken(town, **shot)
    if isinstance(given["taken_at"], timedelta):
        given["taken_at"] = town.clock.now() + given["taken_at"]

    await complete(town.desk, crew[1], request.id, photos=[picture(**given)])

    assert list((await after_of(request.id))[0].marks) == marks
    assert list((await timeline(request.id)).items[-1][1].event.marks) == marks
    pushed = (await read_between(0, await town.settled()))[-1].event
    assert (pushed.kind, list(pushed.marks)) == (EventKind.WORK_COMPLETED, marks)


async def test_the_event_has_the_marks_of_all_its_photos(town, crew):
    """Each once, in the order of their list."""
    request = await begun(town, crew)
    far, unknown = picture(**taken(town, latitude=43.30)), picture()

    await complete(town.desk, crew[1], request.id, photos=[unknown, far, picture()])

    assert [list(photo.marks) for photo in await after_of(request.id)] == [
        ["NO_METADATA"],
        ["FAR_FROM_PLACE"],
        ["NO_METADATA"],
    ]
    assert (await timeline(request.id)).items[-1][1].event.marks == (
        EvidenceMark.FAR_FROM_PLACE,
        EvidenceMark.NO_METADATA,
    )


async def test_the_distance_is_kept(town, crew):
    """From the place of the shot to that of the request."""
    request = await begun(town, crew)
    await complete(town.desk, crew[1], request.id, photos=[picture(**taken(town, latitude=43.2420))])

    assert (await after_of(request.id))[0].distance_metres == pytest.approx(222.4, abs=1)


async def test_what_a_citizen_sends_gets_no_marks(town, crew):
    """It proves nothing, and an honest report may be written at home."""
    request = await submit(town.desk, crew[0], town.submission(), [picture(latitude=43.3, longitude=77.0)])

    assert (await photos([request.id]))[request.id][0].marks == ()


def variants():
    """One picture, again and again, as somebody would try to pass it off as another."""
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
async def test_a_photo_proves_one_piece_of_work(town, crew, how):
    """Refused for every other request, by the number of the one that it has proved."""
    first, second = await begun(town, crew), await begun(town, crew)
    await complete(town.desk, crew[1], first.id, photos=[picture(data=variants()["the same file"])])

    with pytest.raises(EvidenceReused, match=first.number) as refused:
        await complete(town.desk, crew[1], second.id, photos=[picture(), picture(data=variants()[how])])

    assert refused.value.data == {"number": first.number, "photo": 1}


async def test_nor_for_another_executor_in_another_city(town, crew):
    """A photo is found out wherever it is brought."""
    first = await begun(town, crew)
    await complete(town.desk, crew[1], first.id, photos=[picture(501)])
    author, executor = await town.person(city_id="astana"), await town.person(Role.EXECUTOR, "astana")
    there = await submit(
        town.desk, author, town.submission(city_id="astana", latitude=51.13, longitude=71.43), [picture()]
    )
    await work.claim(town.desk, executor, there.id)
    await work.start(town.desk, executor, there.id)

    with pytest.raises(EvidenceReused, match=first.number):
        await complete(town.desk, executor, there.id, photos=[picture(501)])


async def test_a_photo_that_is_much_like_another_is_marked(town, crew):
    """A few bits away from the other one: perhaps worked on, perhaps the same street; people are to look."""
    first, second = await begun(town, crew), await begun(town, crew)
    one = pattern(502, (90, 80))
    other = one.copy()
    other.paste(pattern(503, (90, 80)).crop((0, 0, 90, 30)), (0, 0))
    await complete(town.desk, crew[1], first.id, photos=[picture(data=encoded(one), **taken(town))])

    await complete(town.desk, crew[1], second.id, photos=[picture(data=encoded(other), **taken(town))])

    assert (await after_of(second.id))[0].marks == (EvidenceMark.LOOKS_REUSED,)


@pytest.mark.parametrize("how", ["the same file", "saved worse", "mirrored"])
async def test_before_is_not_after(town, crew, how):
    """Neither the photo of the citizen nor that of the executor."""
    request = await begun(town, crew, picture(data=variants()["the same file"]))

    with pytest.raises(EvidenceReused, match="before the work") as refused:
        await complete(town.desk, crew[1], request.id, photos=[picture(data=variants()[how])])

    assert refused.value.data == {"number": request.number, "photo": 0}


async def test_the_executors_own_beginning_is_no_end(town, crew):
    """The place as it was cannot be the place as it is."""
    author, executor = crew
    request = await submit(town.desk, author, town.submission())
    await work.claim(town.desk, executor, request.id)
    await start(town.desk, executor, request.id, photos=[picture(504)])

    with pytest.raises(EvidenceReused, match=request.number):
        await complete(town.desk, executor, request.id, photos=[picture(504)])


async def test_after_a_dispute_the_same_place_may_look_the_same(town, crew):
    """Only the same file is refused then: the work is done once more, at the same place, from the same spot."""
    request = await begun(town, crew)
    first, second = encoded(pattern(505, (320, 280))), encoded(pattern(505, (320, 280)), "JPEG", quality=80)
    await complete(town.desk, crew[1], request.id, photos=[picture(data=first)])
    await verdict.dispute(town.desk, crew[0], request.id, "жоқ")

    await complete(town.desk, crew[1], request.id, photos=[picture(data=second)])

    assert len(await after_of(request.id)) == 2


@pytest.mark.parametrize("second", [506, None])
async def test_two_requests_finished_at_once_do_not_share_a_photo(town, crew, second):
    """Whichever is written second is refused; the file and a copy of it alike."""
    requests = [await begun(town, crew), await begun(town, crew)]
    copies = [
        encoded(pattern(506)),
        encoded(pattern(506), "JPEG", quality=80) if second is None else encoded(pattern(506)),
    ]

    outcomes = await asyncio.gather(
        *(
            complete(town.desk, crew[1], request.id, photos=[picture(data=data)])
            for request, data in zip(requests, copies, strict=True)
        ),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["EvidenceReused", "ServiceRequest"]
    assert len(await rows("SELECT 1 FROM photo WHERE kind = 'AFTER'")) == 1


async def test_what_was_committed_after_the_search_is_found_too(town, crew, monkeypatch):
    """A copy that was finished between the search and the lock is refused by its number; one much like it is marked."""
    first, second, third = [await begun(town, crew) for _ in range(3)]
    one = pattern(502, (90, 80))
    other = one.copy()
    other.paste(pattern(503, (90, 80)).crop((0, 0, 90, 30)), (0, 0))
    search, held = evidence.look_around, asyncio.Event()
    waiting = asyncio.Barrier(3)

    async def early(step, request_id):
        found = await search(step, request_id)
        if request_id != first.id:
            await waiting.wait()
            await held.wait()
        return found

    monkeypatch.setattr("app.commands.photos.look_around", early)
    copies = asyncio.gather(
        complete(town.desk, crew[1], second.id, photos=[picture(data=encoded(one, "JPEG", quality=80))]),
        complete(town.desk, crew[1], third.id, photos=[picture(data=encoded(other), **taken(town))]),
        return_exceptions=True,
    )
    await waiting.wait()
    await complete(town.desk, crew[1], first.id, photos=[picture(data=encoded(one))])
    held.set()
    refused, marked = await copies

    assert isinstance(refused, EvidenceReused)
    assert refused.data == {"number": first.number, "photo": 0}
    assert marked.id == third.id
    assert (await after_of(third.id))[0].marks == (EvidenceMark.LOOKS_REUSED,)


async def test_nobody_waits_for_a_search(town, crew, monkeypatch):
    """It is over before the lock of all evidence is taken, and before the request is locked."""
    request = await begun(town, crew)
    search, locks = evidence.find_look_alikes, []

    async def spied(*arguments, **named):
        locks.extend(await rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = $1", OBJID))
        locks.extend(await rows("SELECT 1 FROM service_request WHERE id = $1 FOR UPDATE NOWAIT", request.id))
        return await search(*arguments, **named)

    monkeypatch.setattr(evidence, "find_look_alikes", spied)
    await complete(town.desk, crew[1], request.id)

    assert locks == [{"?column?": 1}], "the row could be had, and nobody held the lock of all evidence"


OBJID = evidence._EVIDENCE_LOCK & 0xFFFFFFFF


async def test_a_black_picture_is_like_no_other(town, crew):
    """Too flat to tell anything by its looks: only the same file is known again."""
    first, second = await begun(town, crew), await begun(town, crew)
    black = Image.new("RGB", (64, 64))
    await complete(town.desk, crew[1], first.id, photos=[picture(data=encoded(black), **taken(town))])

    await complete(town.desk, crew[1], second.id, photos=[picture(data=encoded(black, "JPEG"), **taken(town))])

    assert (await after_of(second.id))[0].marks == ()


async def test_the_word_of_the_file_goes_before_that_of_the_browser(town, crew):
    """Who takes a photo from a gallery stands elsewhere than where it was taken."""
    request = await begun(town, crew)
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 18.0, 0.0), 3: "E", 4: (76.0, 54.0, 36.0)})
    file = encoded(pattern(507), "JPEG", exif=exif)

    await complete(
        town.desk, crew[1], request.id, photos=[replace(picture(**taken(town)), file=picture(data=file).file)]
    )

    found = (await after_of(request.id))[0]
    assert found.marks == (EvidenceMark.FAR_FROM_PLACE,)
    assert found.place == pytest.approx((43.3, 76.91))
