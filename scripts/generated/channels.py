"""The front end's list of channels, from ``app/domain/notifications/letters.py``."""

from collections.abc import Iterable

from app.domain.notifications.letters import MAIL_ONLY, SWITCHABLE, NotificationKind

_NOTE = "Written by `python -m scripts.generated` from app/domain/notifications/letters.py. Do not edit."


def channels_typescript() -> str:
    """Return ``frontend/src/domain/channels.ts``."""
    of_mail = (kind for kind in NotificationKind if kind in MAIL_ONLY)
    lines = [
        f"// {_NOTE}",
        'import type { NotificationChannel, NotificationKind } from "../gql/documents";',
        "",
        "/** The channels that an account can switch off. */",
        f"export const channels = [{_quoted(SWITCHABLE)}] as const satisfies readonly NotificationChannel[];",
        "",
        "/** The kinds that are sent by e-mail only. */",
        f"export const mailOnly: readonly NotificationKind[] = [{_quoted(of_mail)}];",
    ]
    return "\n".join(lines) + "\n"


def _quoted(values: Iterable[str]) -> str:
    return ", ".join(f'"{value}"' for value in values)
