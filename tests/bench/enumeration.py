"""Measure whether response times reveal accounts: known and unknown addresses, in random order.

"Told" is the chance that of two answers the slower one is that for a known address, by rank: 50 % tells nothing. Its
error is what chance alone makes of so many rounds, at two sigma.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from math import sqrt
from statistics import median

from app.application import open_application
from app.cli.engines import EngineUrls
from app.clock import FixedClock
from app.commands.accounts.passwords import request_password_reset
from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sign_in import login
from app.domain.accounts.roles import Role
from app.errors import InvalidInput, Unauthenticated
from app.models import Account
from app.settings import Settings

KINDS = ("known", "unconfirmed", "blocked", "unknown")


async def measure(urls: EngineUrls, rounds: int) -> dict[str, dict[str, list[float]]]:
    """Return the seconds of each answer by operation and kind of address."""
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    taken: dict[str, dict[str, list[float]]] = {name: {kind: [] for kind in KINDS} for name in ("login", "reset")}
    async with open_application(
        Settings(),
        database_url=urls.database_url,
        redis_url=urls.redis_url,
        public_url="http://bench",
        clock=clock,
        lead=False,
        follow=False,
    ) as application:
        for kind in KINDS[:3]:
            wish = Registration(name="A", email=f"{kind}@bench.kz", password="long enough", role=Role.CITIZEN)
            with suppress(InvalidInput):
                await register(application.command_context, wish)
        await Account.filter(email="known@bench.kz").update(email_verified_at=clock.now())
        await Account.filter(email="blocked@bench.kz").update(blocked_at=clock.now())
        operations: dict[str, Callable[[str], Awaitable[object]]] = {
            "login": lambda email: login(application.command_context, email, "wrong password"),
            "reset": lambda email: request_password_reset(application.command_context, email),
        }
        for n in range(rounds + 5):
            clock.at += timedelta(hours=1)  # limits are not what is measured
            for name, kind in random.sample([(name, kind) for name in operations for kind in KINDS], 2 * len(KINDS)):
                begun = time.perf_counter()
                with suppress(Unauthenticated):
                    await operations[name](f"{kind}@bench.kz")
                seconds = time.perf_counter() - begun
                await application.command_context.wait_for_background()
                if n >= 5:
                    taken[name][kind].append(seconds)
    return taken


def notified(known: list[float], unknown: list[float]) -> tuple[float, float]:
    """Return the chance that the slower of two answers is that for the known address, and two sigma of chance."""
    wins = sum((a > b) + (a == b) / 2 for a in known for b in unknown)
    size = len(known) * len(unknown)
    return wins / size, 2 * sqrt((len(known) + len(unknown) + 1) / (12 * size))


def report_enumeration(urls: EngineUrls, rounds: int) -> str:
    """Measure and return a table."""
    lines = ["| answer for | median ms | told | by chance |", "|---|---|---|---|"]
    for name, kinds in asyncio.run(measure(urls, rounds)).items():
        for kind in KINDS:
            share, error = notified(kinds[kind], kinds["unknown"])
            says = "" if kind == "unknown" else f"{share:.1%}"
            lines.append(f"| {name}, {kind} | {median(kinds[kind]) * 1000:.2f} | {says} | 50 ± {error:.1%} |")
    return "\n".join(lines) + "\n"
