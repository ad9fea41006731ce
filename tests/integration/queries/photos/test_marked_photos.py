"""The photos to check of an executor are those with a mark that are still shown to officers."""

from app.commands.requests import work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.models.photos.photo import PhotoRow
from app.queries.photos.marked_photos import marked_photos
from app.queries.photos.request_photos import photos
from tests import pictures


async def test_marked_photos_are_counted_by_executor(test_app):
    """A photo without place and time has a mark; a citizen's own photo is no evidence, and other cities are theirs."""
    citizen = await test_app.person()
    busy, idle = await test_app.person(Role.EXECUTOR), await test_app.person(Role.EXECUTOR)
    request = await submit(test_app.context, citizen, test_app.submission(), photos=[pictures.picture()])
    await work.claim(test_app.context, busy, request.id)
    await pictures.start(test_app.context, busy, request.id)
    await pictures.complete(test_app.context, busy, request.id, photos=[pictures.picture(), pictures.picture()])
    marked = [photo for photo in (await photos([request.id]))[request.id] if photo.marks]

    assert len(marked) == 3
    assert await marked_photos("almaty") == {busy.account_id: 3}
    assert idle.account_id not in await marked_photos("almaty")
    assert await marked_photos("astana") == {}

    await PhotoRow.filter(id=marked[0].id).update(retracted_at=test_app.clock.now())
    assert await marked_photos("almaty") == {busy.account_id: 2}
