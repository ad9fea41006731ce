"""Browsers that want to be told while the page is closed."""

import base64

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.errors import InvalidInput
from app.models.database import rows
from app.models.identity import new_id
from app.notifications.web_push import is_public_key, is_push_service

MOST_BROWSERS = 10
"""Of one person; the oldest makes room for the newest."""


async def save_subscription(
    context: CommandContext, viewer: Viewer | None, *, endpoint: str, p256dh: str, auth: str
) -> None:
    """Remember this browser, for as long as the present session lasts.

    Raises:
        InvalidInput: names the field.
        NotAllowed: no session: there is no browser to speak of.
    """
    viewer = require(viewer, "savePushSubscription")
    if len(endpoint) > 1000 or not is_push_service(endpoint):
        raise InvalidInput("endpoint", "endpoint: expected the https address of a known push service")
    if not is_public_key(_decoded("p256dh", p256dh)):
        raise InvalidInput("p256dh", "p256dh: expected a point of the curve P-256, uncompressed, base64url")
    if len(_decoded("auth", auth)) != 16:
        raise InvalidInput("auth", "auth: expected 16 bytes, base64url")
    await rows(
        "INSERT INTO push_subscription (id, account_id, session_id, endpoint, p256dh, auth, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (endpoint) DO UPDATE SET account_id = excluded.account_id,"
        " session_id = excluded.session_id, p256dh = excluded.p256dh, auth = excluded.auth",
        new_id(),
        viewer.account_id,
        viewer.session_id,
        endpoint,
        p256dh.rstrip("="),
        auth.rstrip("="),
        context.clock.now(),
    )
    await rows(
        "DELETE FROM push_subscription WHERE id IN (SELECT id FROM push_subscription WHERE account_id = $1"
        " ORDER BY created_at DESC, id DESC OFFSET $2)",
        viewer.account_id,
        MOST_BROWSERS,
    )


async def remove_subscription(viewer: Viewer | None, endpoint: str) -> bool:
    """Forget this browser; false when it was not known."""
    account_id = require(viewer, "removePushSubscription").account_id
    removed = await rows(
        "DELETE FROM push_subscription WHERE account_id = $1 AND endpoint = $2 RETURNING id", account_id, endpoint
    )
    return bool(removed)


def _decoded(field: str, text: str) -> bytes:
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise InvalidInput(field, f"{field}: expected base64url") from error
