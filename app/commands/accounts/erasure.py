"""Erasing an account: what identifies the person is removed, what the city counts stays. See docs/personal-data.md."""

from datetime import datetime
from uuid import UUID

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.accounts._password_proof import require_password
from app.commands.context import CommandContext
from app.commands.photos.anonymisation import clear_photo_details
from app.commands.photos.stored_objects import try_delete_unreferenced
from app.commands.requests.text_erasure import erase_texts
from app.models import Account
from app.models.accounts.session import revoke_sessions
from app.models.database import transaction
from app.models.privacy.personal_data import erase_personal_rows


async def erase_account(
    context: CommandContext, viewer: Viewer | None, password: str, *, redact_words: bool = False
) -> None:
    """Erase the viewer's account for good: it cannot be signed in to or restored.

    ``redact_words`` also removes texts and pictures that the person sent: descriptions, comments, notes, photos of
    problems. The steps stay.

    Raises:
        InvalidInput: the password does not match.
        RateLimited: too many passwords that did not match.
    """
    viewer = require(viewer, "eraseMyAccount")
    await require_password(context, viewer, password)
    await context.run_to_completion(_erase(context, viewer, redact_words=redact_words))


async def _erase(context: CommandContext, viewer: Viewer, *, redact_words: bool) -> None:
    # Texts go first: if the process ends in between, the person can still sign in and repeat the command.
    if redact_words:
        await erase_texts(context, viewer)
    async with transaction():
        # The account before its photos, as a step locks them.
        account = await Account.select_for_update().get(id=viewer.account_id)
        objects = [account.avatar_key] if account.avatar_key is not None else []
        objects += await clear_photo_details(viewer.account_id)
        ended = await erase_person(viewer.account_id, context.clock.now())
    await try_delete_unreferenced(context, objects)
    await context.signals.account_erased()
    await context.signals.sessions_over(ended)


async def erase_person(account_id: UUID, now: datetime) -> list[UUID]:
    """Remove what identifies the person, in the current transaction; return the ids of the sessions that ended."""
    # The rows go first: they lock and block the account, so no session can be opened after the sessions are ended.
    await erase_personal_rows(account_id, now)
    return await revoke_sessions(account_id, now)
