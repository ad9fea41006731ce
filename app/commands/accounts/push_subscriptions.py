"""Browsers that receive push messages while the page is closed."""

import base64

from app.auth.limits import BROWSER_BY_ACCOUNT
from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.rate_limits import allow_by_account
from app.commands.rights import keep_rights
from app.errors import InvalidInput
from app.models import PushSubscription
from app.models.database import transaction
from app.models.notifications.push_subscription import delete_oldest_subscriptions
from app.notifications.transports.web_push import is_public_key, is_push_service

MOST_BROWSERS = 10
"""For each account; one more deletes the oldest."""


async def save_subscription(
    context: CommandContext, viewer: Viewer | None, *, endpoint: str, p256dh: str, auth: str
) -> None:
    """Send push messages to this browser while the present session is open.

    Raises:
        InvalidInput: names the field.
        NotAllowed: the viewer has no session.
        RateLimited: too many from one account.
    """
    viewer = require(viewer, "savePushSubscription")
    if len(endpoint) > 1000 or not is_push_service(endpoint):
        raise InvalidInput("endpoint", "endpoint: expected the https address of a known push service")
    if not is_public_key(_decoded("p256dh", p256dh)):
        raise InvalidInput("p256dh", "p256dh: expected a point of the curve P-256, uncompressed, base64url")
    if len(_decoded("auth", auth)) != 16:
        raise InvalidInput("auth", "auth: expected 16 bytes, base64url")
    await allow_by_account(context, viewer, BROWSER_BY_ACCOUNT)
    subscription = PushSubscription(
        account_id=viewer.account_id,
        session_id=viewer.session_id,
        endpoint=endpoint,
        p256dh=p256dh.rstrip("="),
        auth=auth.rstrip("="),
        created_at=context.clock.now(),
    )
    async with transaction():
        await keep_rights(viewer)
        # Saved again it is the newest: the browser is in use.
        await PushSubscription.bulk_create(
            [subscription],
            on_conflict=("endpoint",),
            update_fields=("account_id", "session_id", "p256dh", "auth", "created_at"),
        )
    await delete_oldest_subscriptions(viewer.account_id, keep=MOST_BROWSERS)


async def remove_subscription(viewer: Viewer | None, endpoint: str) -> bool:
    """Stop sending push messages to a browser of the viewer; return False when the endpoint is unknown."""
    account_id = require(viewer, "removePushSubscription").account_id
    return await PushSubscription.filter(account_id=account_id, endpoint=endpoint).delete() > 0


def _decoded(field: str, text: str) -> bytes:
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise InvalidInput(field, f"{field}: expected base64url") from error
