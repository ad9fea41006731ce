"""Light live traffic, so that a watcher of the demo sees the city move."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from datetime import timedelta
from random import Random

import structlog

from app.commands.context import CommandContext
from app.demo.city import demo_actors
from app.demo.history import play_history

log = structlog.get_logger()
PAUSE_SECONDS = (3.0, 9.0)
AT_ONCE = 12
"""How many requests are on their way; each begins anew when it ends."""


async def keep_busy(context: CommandContext) -> None:
    """Take one step of one request every few seconds, until cancelled."""
    dice = Random()  # noqa: S311 - dice for stories, not for secrets
    cast = await demo_actors(context, dice)
    lives: deque[AsyncGenerator[timedelta, None]] = deque()
    while True:
        await asyncio.sleep(dice.uniform(*PAUSE_SECONDS))
        if len(lives) < AT_ONCE and dice.random() < 0.4:
            lives.append(play_history(context, cast))
        if not lives:
            continue
        lives.rotate(dice.randrange(len(lives)))
        try:
            if await anext(lives[0], None) is None:
                lives.popleft()
        except Exception as error:  # noqa: BLE001 - somebody in the page was faster: that life goes its own way now
            log.debug("demo step refused", error=str(error))
            lives.popleft()
