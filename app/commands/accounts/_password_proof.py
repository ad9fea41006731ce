"""Asking for the password before a step that a borrowed session must not take."""

from app.auth.limits import PASSWORD_BY_ACCOUNT
from app.auth.passwords import verify_password
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.errors import InvalidInput
from app.models import Account


async def require_password(context: CommandContext, viewer: Viewer, password: str, *, field: str = "password") -> str:
    """Check the password of the viewer's account; return the stored hash that it matches.

    Raises:
        InvalidInput: the password does not match; names ``field``.
        RateLimited: too many passwords that did not match.
    """
    attempt = await context.limiter.take((PASSWORD_BY_ACCOUNT, viewer.account_id))
    account = await Account.get(id=viewer.account_id)
    if not await verify_password(password, account.password_hash):
        raise InvalidInput(field, f"{field}: this is not the password of your account")
    await attempt.forget()
    return account.password_hash
