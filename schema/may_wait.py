"""Resolvers whose values are often at hand: then they need no coroutine, which would cost as much as the value."""

from collections.abc import Callable, Coroutine
from functools import wraps
from inspect import signature
from types import CoroutineType
from typing import Any, Concatenate, ParamSpec, TypeVar, Union, get_args, get_origin

from app.live.eager import result_of

Source = TypeVar("Source")
Arguments = ParamSpec("Arguments")
Value = TypeVar("Value")
Other = TypeVar("Other")

MayWait = Union[Value, Coroutine[Any, Any, Value]]  # noqa: UP007 - a union of types alone takes no parameter later
"""A value, or a coroutine of it where it has to be read."""

_BEGINNINGS: dict[Callable[..., Any], Callable[..., Any]] = {}


def may_wait(
    begin: Callable[Concatenate[Source, Arguments], MayWait[Value]],
) -> Callable[Concatenate[Source, Arguments], Coroutine[Any, Any, Value]]:
    """Return the asynchronous resolver of a method that returns the value where it is at hand, else a coroutine.

    For Strawberry and graphql-core it is like any other; compiled selections call the method.
    """

    @wraps(begin)
    async def resolve(source: Source, /, *arguments: Arguments.args, **named: Arguments.kwargs) -> Value:
        value: Value = await result_of(begin(source, *arguments, **named))
        return value

    kind = next(get_args(one)[2] for one in get_args(begin.__annotations__["return"]) if get_origin(one) is Coroutine)
    resolve.__annotations__ = {**begin.__annotations__, "return": kind}
    setattr(resolve, "__signature__", signature(begin).replace(return_annotation=kind))  # noqa: B010 - not declared
    _BEGINNINGS[resolve] = begin
    return resolve


def beginning_of(resolver: Callable[..., Any]) -> Callable[..., Any]:
    """Return the method of a resolver that ``may_wait`` has made; any other resolver is returned itself."""
    return _BEGINNINGS.get(resolver, resolver)


def then(found: MayWait[Value], use: Callable[[Value], Other]) -> MayWait[Other]:
    """Return what the function makes of a value, once that is there."""
    return _then(found, use) if isinstance(found, CoroutineType) else use(found)  # type: ignore[arg-type] # as it says


async def _then(reading: Coroutine[Any, Any, Value], use: Callable[[Value], Other]) -> Other:
    return use(await reading)
