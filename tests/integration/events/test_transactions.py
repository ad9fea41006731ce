"""Transactions of tasks that are cancelled all day long."""

import asyncio
import random

import pytest

from app.models.database import database, row, rows, transaction
from tests.waiting import PATIENCE_SECONDS


@pytest.fixture
async def small_pool(urls):
    """A database with three connections."""
    separator = "&" if "?" in urls.database_url else "?"
    async with database(f"{urls.database_url}{separator}minsize=1&maxsize=3"):
        yield


async def test_cancelled_transactions_give_their_connections_back(small_pool):
    """Cut at any point, BEGIN included, a transaction returns its connection: the pool still serves after hundreds."""
    dice = random.Random(7)

    async def work():
        async with transaction():
            await rows("SELECT 1")
            await rows("SELECT 2")

    for _ in range(150):
        tasks = [asyncio.create_task(work()) for _ in range(3)]
        for _ in range(dice.randrange(12)):
            await asyncio.sleep(0)
        if dice.random() < 0.5:
            await asyncio.sleep(dice.random() * 0.002)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*(work() for _ in range(6)))


async def test_cancelled_transaction_writes_nothing(small_pool):
    """Cancelled before its end, a transaction is rolled back, and its connection is clean for the next one."""
    entered = asyncio.Event()

    async def work():
        async with transaction():
            await rows("UPDATE log_state SET head = head + 1000")
            entered.set()
            await asyncio.Event().wait()

    for _ in range(5):
        entered.clear()
        task = asyncio.create_task(work())
        await entered.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    found = await row("SELECT head FROM log_state")
    assert found == {"head": 0}
