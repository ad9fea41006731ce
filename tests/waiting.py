"""Waiting for what other tasks and processes do."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE_SECONDS = 150
"""No test that passes needs so long on a quiet machine; a busy one may take ten times as long as it."""


async def until(
    condition: Callable[[], object],
    what: str = "the condition",
    *,
    seconds: float = PATIENCE_SECONDS,
    pause_seconds: float = 0.005,
) -> None:
    """Return once the condition holds; a condition that returns an awaitable is awaited.

    Raises:
        AssertionError: it does not hold within ``seconds``; the text names ``what``.
    """
    try:
        async with asyncio.timeout(seconds):
            while True:
                held = condition()
                if await held if isinstance(held, Awaitable) else held:
                    return
                await asyncio.sleep(pause_seconds)
    except TimeoutError:
        raise AssertionError(f"not within {seconds} s: {what}") from None
