"""Hiding, showing, blurring, taking back: who may, what the public then sees, and what becomes of the files."""

import asyncio
import io

import pytest
from PIL import Image

from app.commands.requests import photo_moderation, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.log.events import EventKind
from app.domain.photos.photo import PhotoSize, Rectangle
from app.domain.requests.lifecycle import Status
from app.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed, NotFound, Unauthenticated
from app.models.database import row, rows
from app.photos.seal import resealed
from app.queries.log.timeline import timeline
from app.queries.photos.request_photos import photos
from tests.pictures import complete, encoded, pattern, picture


@pytest.fixture
async def author(test_app):
    return await test_app.person()


@pytest.fixture
async def akimat(test_app):
    return await test_app.person(Role.AKIMAT)


@pytest.fixture
async def request_(test_app, author):
    """A request with one photo."""
    return await submit(test_app.context, author, test_app.submission(), [picture(600)])


async def only(request_id):
    """Its one photo."""
    (found,) = (await photos([request_id]))[request_id]
    return found


async def stored(test_app, keys):
    return {key for key in keys if await test_app.context.storage.exists(key)}


async def test_hiding_is_a_step_of_the_request(test_app, akimat, request_):
    """With a version of its own, and with its reason, which every viewer can read."""
    photo = await only(request_.id)

    hidden = await photo_moderation.hide(test_app.context, akimat, photo.id, "бет көрінеді")

    assert (hidden.version, hidden.status) == (request_.version + 1, request_.status)
    event = (await timeline(request_.id)).items[-1][1].event
    assert (event.kind, event.reason, event.actor_id) == (
        EventKind.PHOTO_MODERATED,
        "бет көрінеді",
        akimat.account_id,
    )
    assert (await only(request_.id)).hidden


async def test_a_failed_event_undoes_the_hiding(test_app, akimat, request_, monkeypatch):
    """The models write the photo in the transaction of the step: its rollback undoes them, and the files stay."""
    before = await only(request_.id)

    async def fail(*_):
        raise RuntimeError("no event")

    # rule: QC012 the event is the last write of the transaction, and only this module appends it
    monkeypatch.setattr("app.commands.requests._append.append", fail)
    with pytest.raises(RuntimeError):
        await photo_moderation.hide(test_app.context, akimat, before.id, "бет")

    assert await only(request_.id) == before
    assert await stored(test_app, before.keys.values()) == set(before.keys.values())
    assert await rows("SELECT 1 FROM upload_intent") != [], "the new files are left to the cleanup"


async def test_a_hidden_photo_lies_nowhere_where_it_was(test_app, akimat, request_):
    """The old files are gone; the Akimat sees the same picture elsewhere; no upload of the same file brings it back."""
    before = await only(request_.id)
    pixels = Image.open(io.BytesIO(await test_app.context.storage.read(before.keys[PhotoSize.SMALL]))).tobytes()

    await photo_moderation.hide(test_app.context, akimat, before.id, "бет")

    after = await only(request_.id)
    assert await stored(test_app, before.keys.values()) == set()
    assert await stored(test_app, after.keys.values()) == set(after.keys.values())
    assert Image.open(io.BytesIO(await test_app.context.storage.read(after.keys[PhotoSize.SMALL]))).tobytes() == pixels


async def test_a_file_that_another_photo_uses_stays(test_app, author, akimat, request_):
    """Two people sent the same picture; one of them is hidden."""
    other = await submit(test_app.context, author, test_app.submission(), [picture(600)])
    photo = await only(request_.id)
    assert photo.keys == (await only(other.id)).keys

    await photo_moderation.hide(test_app.context, akimat, photo.id, "бет")

    assert await stored(test_app, photo.keys.values()) == set(photo.keys.values())
    assert not (await only(other.id)).hidden


async def test_showing_brings_it_back(test_app, akimat, request_):
    """And neither can be done twice."""
    photo = await only(request_.id)
    with pytest.raises(Conflict, match="not hidden"):
        await photo_moderation.show(test_app.context, akimat, photo.id)
    await photo_moderation.hide(test_app.context, akimat, photo.id, "бет")
    with pytest.raises(Conflict, match="hidden already"):
        await photo_moderation.hide(test_app.context, akimat, photo.id, "бет")

    shown = await photo_moderation.show(test_app.context, akimat, photo.id)

    assert shown.version == request_.version + 2
    assert not (await only(request_.id)).hidden
    kept = await row("SELECT hidden_at, hidden_by, hide_reason FROM photo WHERE id = $1", photo.id)
    assert kept == {"hidden_at": None, "hidden_by": None, "hide_reason": None}


async def test_hiding_needs_a_reason(test_app, akimat, request_):
    with pytest.raises(InvalidInput, match="reason"):
        await photo_moderation.hide(test_app.context, akimat, (await only(request_.id)).id, " ")


def ways(photo_id):
    return {
        "hide": lambda context, who: photo_moderation.hide(context, who, photo_id, "бет"),
        "show": lambda context, who: photo_moderation.show(context, who, photo_id),
        "blur": lambda context, who: photo_moderation.blur(context, who, photo_id, [Rectangle(0.1, 0.1, 0.5, 0.5)]),
    }


@pytest.mark.parametrize("way", ["hide", "show", "blur"])
async def test_moderation_is_for_the_akimat_of_the_city(test_app, author, request_, way):
    """Not for the author, an executor, the Akimat of another city, nor for an anonymous client."""
    act = ways((await only(request_.id)).id)[way]
    for who in (author, await test_app.person(Role.EXECUTOR), await test_app.person(Role.AKIMAT, "astana")):
        with pytest.raises(NotAllowed):
            await act(test_app.context, who)
    with pytest.raises(Unauthenticated):
        await act(test_app.context, None)

    assert not (await only(request_.id)).hidden
    assert not (await only(request_.id)).rectangles


@pytest.mark.parametrize("way", ["hide", "show", "blur"])
async def test_what_is_not_there_cannot_be_moderated(test_app, akimat, unknown_id, way):
    with pytest.raises(NotFound):
        await ways(unknown_id)[way](test_app.context, akimat)


async def pixels(test_app, photo, size=PhotoSize.LARGE):
    picture = Image.open(io.BytesIO(await test_app.context.storage.read(photo.keys[size])))
    return picture.convert("RGB").resize((144, 128))


async def test_blurring_makes_new_files_and_leaves_nothing_of_the_old(test_app, akimat, request_):
    """What was sharp is gone from every size and from the preview; the original stays and is served to no one."""
    before = await only(request_.id)
    sharp = await pixels(test_app, before)

    await photo_moderation.blur(test_app.context, akimat, before.id, [Rectangle(0, 0, 0.5, 1)])

    after = await only(request_.id)
    assert after.rectangles == (Rectangle(0, 0, 0.5, 1),)
    assert await stored(test_app, before.keys.values()) == set()
    assert set(after.keys.values()).isdisjoint(before.keys.values())
    assert after.preview != before.preview
    soft = await pixels(test_app, after)
    assert max(abs(sharp.getpixel((x, 40))[0] - soft.getpixel((x, 40))[0]) for x in range(4, 60)) > 40
    assert soft.getpixel((120, 60)) == pytest.approx(sharp.getpixel((120, 60)), abs=12)
    kept = await row("SELECT original_key, blurred FROM photo WHERE id = $1", before.id)
    assert kept is not None
    assert await test_app.context.storage.exists(kept["original_key"])
    assert "width" in str(kept["blurred"])


async def test_a_blur_takes_the_place_of_the_one_before_and_can_be_taken_off(test_app, akimat, request_):
    """Each begins with the file as it came."""
    photo = await only(request_.id)
    await photo_moderation.blur(test_app.context, akimat, photo.id, [Rectangle(0, 0, 0.5, 1)])
    await photo_moderation.blur(test_app.context, akimat, photo.id, [Rectangle(0.5, 0, 0.5, 1)])

    clear = await photo_moderation.blur(test_app.context, akimat, photo.id, [])

    found = await only(request_.id)
    assert clear.version == request_.version + 3
    assert (found.rectangles, found.keys, found.preview) == ((), photo.keys, photo.preview)
    assert await stored(test_app, photo.keys.values()) == set(photo.keys.values())
    assert len([key async for key in test_app.context.storage.keys("r/")]) == len(set(photo.keys.values()))


async def test_unblurring_what_is_hidden_does_not_bring_its_old_address_back(test_app, akimat, request_):
    """Somebody may have kept it."""
    photo = await only(request_.id)
    await photo_moderation.hide(test_app.context, akimat, photo.id, "бет")

    await photo_moderation.blur(test_app.context, akimat, photo.id, [])

    assert await stored(test_app, photo.keys.values()) == set()
    assert (await only(request_.id)).hidden


async def test_too_many_rectangles_are_refused(test_app, akimat, request_):
    with pytest.raises(InvalidInput, match="at most 30"):
        await photo_moderation.blur(
            test_app.context, akimat, (await only(request_.id)).id, [Rectangle(0, 0, 0.1, 0.1)] * 31
        )


async def test_two_officers_at_once_do_not_undo_each_other(test_app, akimat, request_):
    """One is told to look again; and no file is left that no row names."""
    photo, second = await only(request_.id), await test_app.person(Role.AKIMAT)

    outcomes = await asyncio.gather(
        photo_moderation.hide(test_app.context, akimat, photo.id, "бет"),
        photo_moderation.blur(test_app.context, second, photo.id, [Rectangle(0, 0, 0.3, 0.3)]),
        return_exceptions=True,
    )

    assert [type(outcome).__name__ for outcome in outcomes].count("Conflict") == 1
    named = await only(request_.id)
    assert await stored(test_app, named.keys.values()) == set(named.keys.values())
    assert await stored(test_app, photo.keys.values()) == set()


async def test_moderation_is_possible_at_any_time(test_app, author, akimat, request_):
    """A closed request is read for years."""
    executor = await test_app.person(Role.EXECUTOR)
    await work.claim(test_app.context, executor, request_.id)
    await work.start(test_app.context, executor, request_.id)
    await complete(test_app.context, executor, request_.id)
    from app.commands.requests import verdict

    await verdict.confirm(test_app.context, author, request_.id, 5)
    for photo in (await photos([request_.id]))[request_.id]:
        assert (await photo_moderation.hide(test_app.context, akimat, photo.id, "бет")).status is Status.CONFIRMED


async def test_a_hidden_photo_still_proves_only_one_piece_of_work(test_app, author, akimat):
    """Hiding must not make a photo new."""
    from app.errors import EvidenceReused

    executor, both = await test_app.person(Role.EXECUTOR), []
    for _ in range(2):
        request = await submit(test_app.context, author, test_app.submission(), [picture()])
        await work.claim(test_app.context, executor, request.id)
        both.append(await work.start(test_app.context, executor, request.id))
    await complete(test_app.context, executor, both[0].id, photos=[picture(601)])
    await photo_moderation.hide(test_app.context, akimat, (await photos([both[0].id]))[both[0].id][-1].id, "бет")

    with pytest.raises(EvidenceReused):
        await complete(test_app.context, executor, both[1].id, photos=[picture(data=encoded(pattern(601), "JPEG"))])


async def test_taking_back_leaves_nothing(test_app, author, request_):
    """Neither in the list nor in the storage; and the timeline says that there was one."""
    photo = await only(request_.id)

    after = await photo_moderation.retract(test_app.context, author, photo.id)

    assert (await photos([request_.id])) == {}
    assert [key async for key in test_app.context.storage.keys("")] == []
    assert (await timeline(request_.id)).items[-1][1].event.kind is EventKind.PHOTO_RETRACTED
    assert after.version == request_.version + 1
    with pytest.raises(NotFound):
        await photo_moderation.retract(test_app.context, author, photo.id)


async def test_taking_back_is_for_who_sent_it(test_app, author, request_):
    """Not for others; and of a request, not what another person added to it."""
    executor, stranger = await test_app.person(Role.EXECUTOR), await test_app.person()
    photo = await only(request_.id)
    for who in (stranger, executor, await test_app.person(Role.AKIMAT)):
        with pytest.raises(NotAllowed):
            await photo_moderation.retract(test_app.context, who, photo.id)
    await work.claim(test_app.context, executor, request_.id)
    await work.start(test_app.context, executor, request_.id, photos=[picture()])
    await work.release(test_app.context, executor, request_.id, "жоқ")
    added = (await photos([request_.id]))[request_.id][-1]

    with pytest.raises(NotAllowed, match="only who sent"):
        await photo_moderation.retract(test_app.context, author, added.id)


async def test_nothing_is_taken_back_once_work_has_begun(test_app, author, request_):
    """It is what the work is measured by."""
    executor = await test_app.person(Role.EXECUTOR)
    await work.claim(test_app.context, executor, request_.id)
    await work.start(test_app.context, executor, request_.id)

    with pytest.raises(IllegalTransition):
        await photo_moderation.retract(test_app.context, author, (await only(request_.id)).id)


async def test_everyone_concerned_is_told(test_app, author, akimat, request_):
    """The author finds it in the list of notifications."""
    await photo_moderation.hide(test_app.context, akimat, (await only(request_.id)).id, "бет")
    await test_app.settled()

    notified = await rows(
        "SELECT e.kind FROM notification n JOIN event e USING (position) WHERE n.account_id = $1", author.account_id
    )

    assert notified == [{"kind": "PHOTO_MODERATED"}]


def test_a_new_seal_leaves_the_picture_as_it_is():
    """Other bytes, every time; the same pixels, in a file that is whole."""
    for size in ((64, 48), (63, 47)):
        webp = encoded(pattern(602, size), "WEBP", quality=70)
        first, second = resealed(webp), resealed(webp)

        assert len({webp, first, second}) == 3
        assert int.from_bytes(first[4:8], "little") == len(first) - 8
        again = resealed(first)
        for other in (first, second, again):
            assert Image.open(io.BytesIO(other)).tobytes() == Image.open(io.BytesIO(webp)).tobytes()
