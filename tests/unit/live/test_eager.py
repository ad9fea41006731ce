"""A coroutine started eagerly behaves like an awaited one."""

import asyncio
from typing import Any

import pytest

from app.live.eager import EagerCoroutine, start_eagerly


async def later(future: "asyncio.Future[Any]", *more: "asyncio.Future[Any]") -> Any:
    value = await future
    for one in more:
        value += await one
    return value


def test_coroutine_without_a_wait_returns_its_value_at_once():
    async def at_once() -> int:
        return 3

    assert start_eagerly(at_once()) == 3


def test_error_before_the_first_wait_is_raised_at_once():
    async def broken() -> None:
        raise KeyError("no")

    with pytest.raises(KeyError):
        start_eagerly(broken())


async def test_several_are_started_and_finished_in_any_order():
    loop = asyncio.get_running_loop()
    futures = [loop.create_future() for _ in range(3)]
    begun = [start_eagerly(later(future)) for future in futures]
    assert [one.awaited for one in begun] == futures
    for number, future in reversed(list(enumerate(futures))):
        loop.call_soon(future.set_result, number)

    assert [await one for one in begun] == [0, 1, 2]


async def test_coroutine_may_wait_again_and_for_a_finished_future():
    loop = asyncio.get_running_loop()
    first, second, third = (loop.create_future() for _ in range(3))
    begun = start_eagerly(later(first, second, third))
    first.set_result(1)
    third.set_result(4)
    loop.call_soon(second.set_result, 2)

    assert await begun == 7


async def test_failure_of_the_awaited_future_reaches_the_coroutine():
    future = asyncio.get_running_loop().create_future()

    async def patient() -> str:
        try:
            return await future
        except OSError:
            return "caught"

    begun = start_eagerly(patient())
    future.set_exception(OSError("gone"))

    assert await begun == "caught"


async def test_cancellation_reaches_the_coroutine_which_may_clean_up():
    future, cleaned = asyncio.get_running_loop().create_future(), []

    async def cleans_up() -> None:
        try:
            await future
        finally:
            await asyncio.sleep(0)
            cleaned.append(True)

    begun = start_eagerly(cleans_up())
    assert isinstance(begun, EagerCoroutine)

    async def wait() -> None:
        await begun

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cleaned == [True]
    assert future.cancelled()
