"""Executors that are kept hold nothing of the client that opened the operation first."""

import asyncio
import gc
import weakref
from typing import Any, cast

import pytest

from app.live.engine import OperationRefused, OperationRequest
from schema import schema
from schema.context import Context
from schema.documents import read_document
from schema.executors import LONGEST_VARIABLES, MOST_KEPT, Executors
from schema.plan import Plan

TEXT = 'subscription ($filter: ServiceRequestFilter) { cityFeed(cityId: "almaty", filter: $filter) { cursor } }'


def executor(executors, variables, context: Any = "own"):
    plan = read_document(schema.core, TEXT).plan(None)
    assert isinstance(plan, Plan), plan
    return executors.of(plan, OperationRequest(query=TEXT, variables=variables), cast("Context", context))


def test_equal_variables_are_coerced_once_and_contexts_stay_apart():
    executors = Executors(schema)

    one = executor(executors, {"filter": {"cityId": "almaty"}}, "one")
    other = executor(executors, {"filter": {"cityId": "almaty"}}, "other")

    assert one.variable_values is other.variable_values
    assert (one.context_value.context, other.context_value.context) == ("one", "other")
    assert one.collected_errors is not other.collected_errors


def test_other_variables_have_their_own():
    executors = Executors(schema)

    cities = [
        executor(executors, {"filter": {"cityId": city}}).variable_values.coerced["filter"]["cityId"]
        for city in ("almaty", "astana", "almaty")
    ]

    assert cities == ["almaty", "astana", "almaty"]


def test_refused_and_long_variables_are_not_kept():
    executors = Executors(schema)
    long = {"filter": {"text": "x" * LONGEST_VARIABLES}}

    for _ in range(2):
        with pytest.raises(OperationRefused):
            executor(executors, {"filter": {"cityId": 7.5}})

    assert executor(executors, long).variable_values is not executor(executors, long).variable_values


def test_the_oldest_is_forgotten():
    executors = Executors(schema)
    first = executor(executors, {"filter": {"text": "0"}})
    second = executor(executors, {"filter": {"text": "1"}})

    for n in range(1, MOST_KEPT + 1):
        executor(executors, {"filter": {"text": str(n)}})

    assert executor(executors, {"filter": {"text": "0"}}).variable_values is not first.variable_values
    assert executor(executors, {"filter": {"text": str(MOST_KEPT)}}) is not second


def test_an_executor_is_freed_without_the_garbage_collector():
    """Thousands that are left to it, of subscriptions that began together, would be a pause of all others."""
    executors = Executors(schema)
    gc.disable()
    try:
        opened = weakref.ref(executor(executors, {"filter": {"text": "long" * LONGEST_VARIABLES}}))
        copied = weakref.ref(executor(executors, {"filter": {"text": "0"}}))
        assert (opened(), copied()) == (None, None)
    finally:
        gc.enable()


async def test_helpers_of_an_executor_await_work_for_its_fields():
    one = executor(Executors(schema), {"filter": {"text": "0"}})

    assert await one.async_helpers.gather([asyncio.sleep(0, "done")]) == ["done"]
