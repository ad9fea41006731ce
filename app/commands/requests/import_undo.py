"""Undoing an import: its requests are withdrawn, except those that an account has acted on.

Nothing leaves the log, because the seal of the log covers every event.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from app.commands.context import CommandContext
from app.domain.log.events import Event
from app.errors import NotFound
from app.events.log import append_many
from app.importing.history import undone
from app.models.database import transaction
from app.models.requests.imported_requests import (
    count_by_source,
    forget_source,
    lock_source,
    lock_untouched_requests,
    move_requests,
)

BATCH_REQUESTS = 2000


async def imports() -> Mapping[str, int]:
    """Return how many requests each import has brought, by its source, such as ``boston:boston-2015``."""
    return await count_by_source()


async def undo_import(
    context: CommandContext, source: str, *, after_batch: Callable[[int], None] = lambda withdrawn: None
) -> int:
    """Withdraw the requests of an import batch by batch; return how many. Their rows can be imported again.

    A request stays that an account of this installation has acted on, follows, or has merged others into.

    Raises:
        NotFound: nothing was imported under this name; lists the names.
    """
    known = await imports()
    if source not in known:
        names = ", ".join(known) or "none, because nothing was imported"
        raise NotFound(f"there is no import {source[:80]!r}; expected one of: {names}")
    withdrawn = 0
    while count := await context.run_to_completion(_withdraw_batch(source, context.clock.now())):
        withdrawn += count
        await context.signals.wake_sequencer()
        after_batch(withdrawn)
    return withdrawn


async def _withdraw_batch(source: str, now: datetime) -> int:
    async with transaction():
        await lock_source(source)
        steps: list[Event] = [undone(request, now) for request in await lock_untouched_requests(source, BATCH_REQUESTS)]
        await move_requests([step.request for step in steps])
        await forget_source([step.request.id for step in steps])
        await append_many(steps)
    return len(steps)
