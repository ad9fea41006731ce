"""graphql-core's executors of subscriptions: the same document and variables are coerced once, however many open it."""

from collections import OrderedDict
from typing import Any

import orjson
from graphql import Executor
from strawberry import Schema

from app.live.engine import OperationRequest
from schema.context import Context, Operation
from schema.plan import Plan
from schema.renderer import executor_of, without_cycle

MOST_KEPT = 512
LONGEST_VARIABLES = 1_000
"""Bytes of JSON. Together with the number it bounds the memory that clients can fill with variables of their own."""


class Executors:
    """The executors of the last operations, each for its document and its variables."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._kept: OrderedDict[tuple[str, bytes], Executor[Any]] = OrderedDict()

    def of(self, plan: Plan, request: OperationRequest, context: Context) -> "Executor[Any]":
        """Return an executor with a context and errors of its own.

        Raises:
            OperationRefused: the variables are not what the document declares.
        """
        variables = orjson.dumps(request.variables)
        if len(variables) > LONGEST_VARIABLES:
            return executor_of(self._schema, plan, request, context)
        key = plan.fingerprint, variables
        if key in self._kept:
            self._kept.move_to_end(key)
        else:
            self._kept[key] = executor_of(self._schema, plan, request, context)
            self._kept[key].context_value = None
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        # Its helpers are those of the executor that is kept, which may go before it.
        executor = without_cycle(self._kept[key].build_per_event_executor(None))
        executor.context_value = Operation(context)
        return executor
