"""Changing the name, city, language and picture of an account."""

from uuid import UUID

from app.auth.limits import PHOTO_BY_ACCOUNT
from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.accounts._city_choice import check_city
from app.commands.context import CommandContext
from app.commands.photos.avatars import put_avatar
from app.commands.photos.intake import Picture
from app.commands.photos.stored_objects import finish_upload, try_delete_unreferenced
from app.commands.rate_limits import allow_by_account
from app.domain.accounts.names import check_public_name, clean_given_name, clean_name
from app.domain.accounts.roles import TRAITS, Locale
from app.domain.text.folding import stored_text
from app.errors import InvalidInput
from app.models import Account
from app.models.database import transaction
from app.models.identity import new_id


async def update_profile(
    context: CommandContext,
    viewer: Viewer | None,
    *,
    name: str | None = None,
    given_name: str | None = None,
    city_id: str | None = None,
    locale: Locale | None = None,
    avatar: Picture | None = None,
    remove_avatar: bool = False,
) -> UUID:
    """Change the fields that are given; return the id of the account. Only a citizen may move to another city.

    Raises:
        RateLimited: too many pictures.
        InvalidInput: names the field: name, givenName, cityId, avatar or removeAvatar.
    """
    viewer = require(viewer, "updateProfile")
    if avatar is not None and remove_avatar:
        raise InvalidInput("removeAvatar", "removeAvatar: expected either a new picture or none")
    changes: dict[str, str | None] = {}
    if name is not None:
        # Another name without a given name: the old given name need not be part of it.
        cleaned = clean_name("name", name)
        changes |= {"name": cleaned, "name_key": stored_text(cleaned), "given_name": None}
    if given_name is not None:
        changes["given_name"] = clean_given_name(given_name)
    if name is not None or given_name is not None:
        await _check_public_name(viewer, changes)
    if city_id is not None and city_id != viewer.city_id:
        require(viewer, "updateProfile.cityId")
        changes["city_id"] = await check_city(city_id, required=True)
    if locale is not None:
        changes["locale"] = locale
    upload_id = new_id()
    if avatar is not None:
        await allow_by_account(context, viewer, PHOTO_BY_ACCOUNT)
        changes["avatar_key"] = await put_avatar(context, upload_id, avatar)
    elif remove_avatar:
        changes["avatar_key"] = None
    if changes:
        await context.run_to_completion(_update(context, viewer.account_id, changes, upload_id))
    return viewer.account_id


async def _check_public_name(viewer: Viewer, changes: dict[str, str | None]) -> None:
    if TRAITS[viewer.role].oversees_city:
        return  # an officer speaks for the city
    account = await Account.get(id=viewer.account_id)
    given_name = changes.get("given_name", account.given_name)
    check_public_name(changes.get("name") or account.name, given_name)


async def _update(context: CommandContext, account_id: UUID, changes: dict[str, str | None], upload_id: UUID) -> None:
    async with transaction():
        # The lock orders two changes of the picture: each discards the picture that it replaces.
        before = await Account.select_for_update().get_or_none(id=account_id)
        # Only the given fields are written, so that two changes at the same time do not undo each other.
        await Account.filter(id=account_id).update(**changes)
        await finish_upload(upload_id)
    if "avatar_key" in changes and before is not None and before.avatar_key is not None:
        await try_delete_unreferenced(context, [before.avatar_key])
