"""Light live traffic, so that the demo city changes while a person looks at it."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from datetime import timedelta
from random import Random

import structlog

from app.commands.context import CommandContext
from app.demo.city import demo_actors
from app.demo.history import request_history

log = structlog.get_logger()
PAUSE_SECONDS = (3.0, 9.0)
MOST_OPEN_HISTORIES = 12
_NEW_HISTORY_SHARE = 0.4


async def generate_traffic(context: CommandContext) -> None:
    """Take one step of one request every few seconds, until cancelled."""
    random = Random()  # noqa: S311 - random histories of the demo, not secrets
    actors = await demo_actors(context, random)
    histories: deque[AsyncGenerator[timedelta, None]] = deque()
    while True:
        await asyncio.sleep(random.uniform(*PAUSE_SECONDS))
        if len(histories) < MOST_OPEN_HISTORIES and random.random() < _NEW_HISTORY_SHARE:
            histories.append(request_history(context, actors))
        if not histories:
            continue
        histories.rotate(random.randrange(len(histories)))
        try:
            if await anext(histories[0], None) is None:
                histories.popleft()
        except Exception as error:  # noqa: BLE001 - a user may have changed the request; its history ends here
            log.debug("demo_step_refused", error=str(error))
            histories.popleft()
