"""A resolver that need not wait is an asynchronous one for Strawberry, and costs no coroutine where it is compiled."""

import asyncio
from types import CoroutineType

import strawberry

from app.live.eager import result_of
from schema.may_wait import MayWait, beginning_of, may_wait, then


async def read(value: int) -> int:
    await asyncio.sleep(0)
    return value


def reading(value: int) -> MayWait[int]:
    return read(value)


def doubled(value: int) -> int:
    return value * 2


@strawberry.type
class Thing:
    number: strawberry.Private[int]

    @strawberry.field(description="Read where it is odd.")
    @may_wait
    def found(self, times: int = 1) -> MayWait[int | None]:
        return then(reading(self.number), lambda number: number * times) if self.number % 2 else None


@strawberry.type
class Query:
    @strawberry.field(description="A thing.")
    def thing(self, number: int) -> Thing:
        return Thing(number=number)


async def test_value_is_used_at_once_or_when_it_is_read():
    assert then(4, doubled) == 8
    assert await result_of(then(reading(5), doubled)) == 10


async def test_strawberry_sees_an_asynchronous_resolver_of_the_value():
    schema = strawberry.Schema(Query)
    assert "found(times: Int! = 1): Int\n" in schema.as_str()

    for number, expected in ((2, None), (3, 9)):
        found = await schema.execute(f"{{ thing(number: {number}) {{ found(times: 3) }} }}")
        assert found.errors is None
        assert found.data == {"thing": {"found": expected}}


async def test_compiled_selections_call_the_method_itself():
    definition = Thing.__strawberry_definition__
    (field,) = (one for one in definition.fields if one.python_name == "found")
    begin = beginning_of(field.base_resolver.wrapped_func)

    assert field.is_async
    assert begin(Thing(number=2)) is None
    begun = begin(Thing(number=3), times=2)
    assert isinstance(begun, CoroutineType)
    assert await begun == 6
