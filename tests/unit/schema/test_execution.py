"""Fields whose resolvers wait get their values before an execution is finished, and wait as they may."""

import asyncio
from collections.abc import Callable, Coroutine
from types import SimpleNamespace
from typing import Any

import pytest

from app.live.eager import SharedRead
from schema.completion import Completion
from schema.execution import Execution
from schema.object_completion import Field, object_of


def execution() -> Execution:
    """Return one whose context no resolver uses."""
    context: Any = SimpleNamespace()
    return Execution(context)


def unchanged(value: Any) -> Any:
    return value


def waiting(
    key: str, resolve: Callable[[Any], Coroutine[Any, Any, Any]], completion: Completion | None = None
) -> Field:
    """Return a field with an asynchronous resolver."""
    return Field(key, resolve, False, True, completion or Completion(unchanged))


def plain(key: str) -> Field:
    """Return a field that is an attribute."""
    return Field(key, key, False, False, Completion(unchanged))


async def finished(fields: list[Field], source: Any = None) -> dict[str, Any]:
    """Complete an object and all that waits in it."""
    running = execution()
    completed: dict[str, Any] = object_of(fields, required=True).call(source or SimpleNamespace(), running)
    await running.finish()
    return completed


async def test_values_come_in_the_order_of_the_selection():
    loop = asyncio.get_running_loop()

    async def slowly(_: Any) -> str:
        done = loop.create_future()
        loop.call_soon(done.set_result, None)
        await done
        return "slow"

    async def at_once(_: Any) -> str:
        return "fast"

    found = await finished(
        [waiting("first", slowly), plain("a"), waiting("second", at_once), plain("b")], SimpleNamespace(a=1, b=2)
    )

    assert list(found.items()) == [("first", "slow"), ("a", 1), ("second", "fast"), ("b", 2)]


async def test_shared_reads_are_begun_together_also_in_lists():
    """So that a loader reads for all of them at once."""
    reads: list[asyncio.Future[Any]] = []

    async def shared(_: Any) -> int:
        reads.append(SharedRead())
        return int(await reads[-1])

    inner = object_of([waiting("one", shared), waiting("two", shared)], required=True)
    running = execution()
    completed = [inner.call(SimpleNamespace(), running) for _ in range(3)]
    assert len(reads) == 6
    for number, read in enumerate(reads):
        read.set_result(number)
    await running.finish()

    assert completed == [{"one": 0, "two": 1}, {"one": 2, "two": 3}, {"one": 4, "two": 5}]


async def test_no_resolver_is_begun_while_another_waits_for_more_than_a_shared_read():
    """A timeout in one of them cancels the task, which must then be running that one."""
    inside: list[str] = []

    def resolver(name: str) -> Callable[[Any], Coroutine[Any, Any, Any]]:
        async def resolve(_: Any) -> str:
            assert not inside
            inside.append(name)
            await asyncio.sleep(0)
            inside.remove(name)
            return name

        return resolve

    nested = object_of([waiting("c", resolver("c")), waiting("d", resolver("d"))], required=True)

    async def objects(_: Any) -> SimpleNamespace:
        return SimpleNamespace()

    found = await finished(
        [waiting("a", resolver("a")), waiting("nested", objects, nested), waiting("b", resolver("b"))]
    )

    assert found == {"a": "a", "nested": {"c": "c", "d": "d"}, "b": "b"}


async def test_timeout_inside_a_resolver_stays_inside():
    async def limited(_: Any) -> str:
        try:
            async with asyncio.timeout(0):
                await asyncio.Event().wait()
        except TimeoutError:
            return "late"
        return "in time"

    found = await finished([waiting("one", limited), waiting("two", limited)])

    assert found == {"one": "late", "two": "late"}


@pytest.mark.parametrize("waits", [True, False])
async def test_error_of_a_resolver_is_raised(waits):
    async def broken(_: Any) -> None:
        if waits:
            await asyncio.sleep(0)
        raise KeyError("no")

    async def fine(_: Any) -> int:
        await asyncio.sleep(0)
        return 1

    with pytest.raises(KeyError):
        await finished([waiting("one", fine), waiting("two", broken), waiting("three", fine)])
