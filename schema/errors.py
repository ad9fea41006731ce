"""Errors as clients receive them: refusals with their code, everything else masked and logged."""

from collections.abc import Iterator, Sequence
from typing import Any

import asyncpg
import structlog
from graphql import ExecutionResult as GraphQLExecutionResult
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionResult

from app.errors import DatabaseFull, InternalError, QalaError, RateLimited
from app.models.statement_limits import STATEMENT_TIMED_OUT

log = structlog.get_logger()


class TooSlow(RateLimited):
    """This took too long and was stopped; narrow the filter or the area, or try again in a minute."""

    def __init__(self) -> None:
        super().__init__(retry_after_seconds=60)


def presentable(error: GraphQLError) -> GraphQLError:
    """Return a refusal of ours or a mistake in the document unchanged, and any other error masked."""
    cause = error.original_error
    if isinstance(cause, QalaError) or cause is None or isinstance(cause, GraphQLError):
        return error
    if isinstance(cause, STATEMENT_TIMED_OUT):
        log.warning("statement_timed_out", path=error.path)
        return refusal_error(TooSlow(), error)
    log.error("resolver_failed", path=error.path, exc_info=cause)
    if isinstance(cause, asyncpg.DiskFullError):
        return refusal_error(DatabaseFull(), error)
    return refusal_error(InternalError(), error)


def refusal_error(refused: QalaError, at: GraphQLError | None = None) -> GraphQLError:
    """Return our error as an error of graphql-core, with the place in the document of another one."""
    nodes, path = (at.nodes, at.path) if at is not None else (None, None)
    return GraphQLError(refused.message, nodes=nodes, path=path, extensions=refused.extensions)


def formatted(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    """Return errors as the entries of ``errors`` in a response."""
    return [dict(presentable(error).formatted) for error in errors]


class PresentableErrors(SchemaExtension):
    """Makes the errors of every result that Strawberry returns presentable."""

    def on_operation(self) -> Iterator[None]:
        """Replace the errors of the result."""
        yield
        result = self.execution_context.result
        # Before execution the result is Strawberry's class; after it, graphql-core's.
        if isinstance(result, ExecutionResult | GraphQLExecutionResult) and result.errors:
            result.errors = [presentable(error) for error in result.errors]
