"""Executes queries and mutations by their compiled selections, and by graphql-core where they have none."""

from collections import OrderedDict
from collections.abc import Iterable
from functools import partial
from inspect import isawaitable
from typing import Any

import orjson
from graphql.execution.values import get_variable_values
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from app.errors import QalaError
from app.live.compiled_failures import MUTATION, QUERY, note_failure
from app.live.engine import OperationRefused, OperationRequest
from schema import Schema
from schema.compiled_query import CompiledQuery, Prepared, RootOutcomes
from schema.context import Context, Operation
from schema.documents import read_document
from schema.errors import presentable
from schema.plan import Plan
from schema.renderer import executor_of
from schema.selection import Selections

PREPARED = 1_000
"""Sets of variables that are kept as they were converted: converting those of a list costs 0.2 ms."""
MOST_VARIABLES = 1_000
"""Bytes of such a set; larger ones rarely come again."""


class QueryExecutor:
    """Executes the operations of one schema."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._queries = Selections(partial(CompiledQuery, schema))
        self._prepared: OrderedDict[tuple[CompiledQuery, bytes], Prepared] = OrderedDict()

    async def execute(
        self,
        query: str | None,
        request: OperationRequest,
        context: Context,
        allowed: Iterable[OperationType] | None = None,
    ) -> ExecutionResult:
        """Return the result of a request; only these types of operation are allowed.

        Raises:
            Strawberry's errors for a missing query, an unknown operation name or a type that is not allowed.
        """
        plan = self._plan(query, request, allowed)
        compiled = None if plan is None else self.compiled(plan, request, context)
        if plan is not None and compiled is not None:
            result = await self._by_selection(compiled, plan, request, context)
            if result is not None:
                return result
        return await self.by_graphql_core(query, request, context, allowed)

    async def by_graphql_core(
        self,
        query: str | None,
        request: OperationRequest,
        context: Context,
        allowed: Iterable[OperationType] | None = None,
    ) -> ExecutionResult:
        """Return the result as Strawberry and graphql-core compute it."""
        return await self._schema.execute(
            query,
            request.variables,
            context_value=Operation(context),
            operation_name=request.operation_name,
            allowed_operation_types=allowed,
        )

    def _plan(
        self, query: str | None, request: OperationRequest, allowed: Iterable[OperationType] | None
    ) -> Plan | None:
        """Return the plan of a query, or of a mutation where it is allowed, that may be compiled."""
        if not query or not isinstance(request.variables, dict | None):
            return None
        plan = read_document(self._schema.core, query).plan(request.operation_name)
        if not isinstance(plan, Plan):
            return None
        may_write = plan.is_mutation and (allowed is None or OperationType.MUTATION in allowed)
        return plan if plan.is_query or may_write else None

    def compiled(self, plan: Plan, request: OperationRequest, context: Context) -> CompiledQuery | None:
        """Return the compiled query of a request; None when graphql-core must execute it or refuse its variables."""
        try:
            make_executor = partial(executor_of, self._schema, plan, request, context)
            return self._queries.of(plan, request.variables or {}, make_executor)
        except (OperationRefused, TypeError):
            # TypeError: a file among the variables, which is no JSON.
            return None

    async def _by_selection(
        self, query: CompiledQuery, plan: Plan, request: OperationRequest, context: Context
    ) -> ExecutionResult | None:
        """Return the result; None when the variables are not what the document declares."""
        prepared = self._prepare(query, plan, request.variables or {})
        if prepared is None:
            return None
        outcomes = RootOutcomes(context)
        try:
            return ExecutionResult(data=await query.data(prepared, outcomes), errors=None)
        except Exception as error:  # noqa: BLE001 - graphql-core meets the same error and reports it as specified
            if not isinstance(error, QalaError):  # a refusal is an answer like others
                note_failure(MUTATION if plan.is_mutation else QUERY, request.operation_name, error)
        return await self._with_errors(plan, request, outcomes)

    def _prepare(self, query: CompiledQuery, plan: Plan, given: dict[str, Any]) -> Prepared | None:
        """Return the converted variables; None when they are not what the document declares."""
        if plan.is_mutation:
            # They rarely come again, and may hold a password, which does not stay in memory.
            return self._converted(query, plan, given)
        try:
            key = (query, orjson.dumps(given))
        except TypeError:  # a file among them
            return self._converted(query, plan, given)
        prepared = self._prepared.get(key)
        if prepared is not None:
            self._prepared.move_to_end(key)
            return prepared
        prepared = self._converted(query, plan, given)
        if prepared is None or len(key[1]) > MOST_VARIABLES or any(isinstance(one, Exception) for one in prepared):
            return prepared
        self._prepared[key] = prepared
        if len(self._prepared) > PREPARED:
            self._prepared.popitem(last=False)
        return prepared

    def _converted(self, query: CompiledQuery, plan: Plan, given: dict[str, Any]) -> Prepared | None:
        declared = plan.operation.variable_definitions or ()
        variables = get_variable_values(self._schema.core, declared, given, max_errors=1)
        if isinstance(variables, list):
            return None
        return query.prepare(variables)

    async def _with_errors(self, plan: Plan, request: OperationRequest, outcomes: RootOutcomes) -> ExecutionResult:
        """Return the result as graphql-core computes it from what the root fields returned or raised."""
        executor = StrawberryGraphQLCoreExecutionContext.build(
            self._schema.core,
            plan.document,
            context_value=Operation(outcomes.execution.context),
            raw_variable_values=request.variables,
            operation_name=request.operation_name,
            middleware=(outcomes,),
        )
        if isinstance(executor, list):
            return ExecutionResult(data=None, errors=executor)
        result: Any = executor.execute_operation()
        if isawaitable(result):
            result = await result
        errors = [presentable(error) for error in result.errors or ()]
        return ExecutionResult(data=result.data, errors=errors or None)
