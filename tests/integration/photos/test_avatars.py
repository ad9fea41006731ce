"""The picture of an account: made small, replaced, removed, seen by whom it is for, and gone with the person."""

import orjson
import pytest

from app.auth.passwords import hash_password
from app.commands.accounts.erasure import erase_account
from app.commands.accounts.profile import update_profile
from app.commands.accounts.registration import Registration, register
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.errors import InvalidInput
from app.models.database import row, rows
from app.queries.accounts.personal_data import personal_data
from app.queries.photos.request_photos import photos
from tests.pictures import picture


async def keys(test_app, prefix="a/"):
    return [entry.key async for entry in test_app.context.storage.keys(prefix)]


async def avatar_of(viewer):
    found = await row("SELECT avatar_key FROM account WHERE id = $1", viewer.account_id)
    assert found is not None
    return found["avatar_key"]


async def test_a_registration_may_bring_a_picture(test_app):
    """It is there at once, and nothing is left of the upload but it."""
    given = Registration(
        name="Айгүл", email="a@example.kz", password="long enough", role=Role.CITIZEN, avatar=picture()
    )

    signed = await register(test_app.context, given)

    assert await keys(test_app) == [await avatar_of(signed.viewer)]
    assert await rows("SELECT 1 FROM upload_intent") == []


async def test_what_is_no_picture_registers_no_one(test_app):
    """The field is named."""
    file = picture(name="me.svg", data=b"<svg/>")
    given = Registration(name="Айгүл", email="a@example.kz", password="long enough", role=Role.CITIZEN, avatar=file)

    with pytest.raises(InvalidInput) as refused:
        await register(test_app.context, given)

    assert (refused.value.data["field"], refused.value.data["file"]) == ("avatar", "me.svg")
    assert await rows("SELECT 1 FROM account") == []


async def test_a_new_picture_takes_the_place_of_the_old_one(test_app):
    """Whose file goes; and so does the last one with the wish to have none."""
    viewer = await test_app.person()
    await update_profile(test_app.context, viewer, avatar=picture())
    first = await avatar_of(viewer)

    await update_profile(test_app.context, viewer, avatar=picture(), name="Айым")
    second = await avatar_of(viewer)
    assert await keys(test_app) == [second]
    assert first != second
    await update_profile(test_app.context, viewer, remove_avatar=True)

    assert await avatar_of(viewer) is None
    assert await keys(test_app) == []


async def test_a_picture_that_another_account_has_too_stays(test_app):
    """Two people may have the same one."""
    one, other = await test_app.person(), await test_app.person()
    for viewer in (one, other):
        await update_profile(test_app.context, viewer, avatar=picture(800))

    await update_profile(test_app.context, one, remove_avatar=True)

    assert await keys(test_app) == [await avatar_of(other)]


async def test_a_picture_and_none_is_a_mistake(test_app):
    with pytest.raises(InvalidInput, match="removeAvatar"):
        await update_profile(test_app.context, await test_app.person(), avatar=picture(), remove_avatar=True)


async def test_erasing_oneself_takes_what_the_photos_said_of_the_person(test_app):
    """The pictures stay with the city; the files as they came, the places, times and cameras go."""
    viewer, other = await test_app.person(), await test_app.person()
    await rows(
        "UPDATE account SET password_hash = $2 WHERE id = $1", viewer.account_id, await hash_password("long enough")
    )
    await update_profile(test_app.context, viewer, avatar=picture())
    shot = {"latitude": 43.2, "longitude": 76.9, "accuracy_metres": 5.0, "taken_at": test_app.clock.now()}
    request = await submit(test_app.context, viewer, test_app.submission(), [picture(801, **shot), picture(802)])
    await submit(test_app.context, other, test_app.submission(), [picture(802)])

    await erase_account(test_app.context, viewer, "long enough")

    for photo in (await photos([request.id]))[request.id]:
        assert (photo.place, photo.taken_at, photo.camera) == (None, None, None)
        assert all([await test_app.context.storage.exists(key) for key in photo.keys.values()])
    assert await keys(test_app) == []
    assert len(await keys(test_app, "o/")) == 1, "the other person's file is the same, and theirs"
    assert await rows("SELECT 1 FROM photo WHERE account_id = $1 AND original_key IS NOT NULL", viewer.account_id) == []


async def test_own_photos_are_among_ones_own_data(test_app):
    """With what their files said, and not those of others."""
    viewer, other = await test_app.person(), await test_app.person()
    request = await submit(test_app.context, viewer, test_app.submission(), [picture(latitude=43.2, longitude=76.9)])
    await submit(test_app.context, other, test_app.submission(), [picture()])

    (mine,) = orjson.loads(orjson.dumps(await personal_data(viewer.account_id)))["photos"]

    assert (mine["request_id"], mine["kind"]) == (str(request.id), "REPORT")
    assert (mine["shot_latitude"], mine["shot_longitude"]) == (43.2, 76.9)
