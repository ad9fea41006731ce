"""How errors leave the house: refusals with their code, everything else masked and logged."""

from collections.abc import Iterator, Sequence
from typing import Any

import structlog
from graphql import ExecutionResult as GraphQLExecutionResult
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionResult

from app.errors import QalaError

log = structlog.get_logger()


def presentable(error: GraphQLError) -> GraphQLError:
    """Return the error as a client may see it: a refusal of ours, or a mistake in the document, as it is."""
    cause = error.original_error
    if isinstance(cause, QalaError) or cause is None or isinstance(cause, GraphQLError):
        return error
    log.error("resolver failed", path=error.path, exc_info=cause)
    masked = "Something went wrong on our side."
    return GraphQLError(masked, nodes=error.nodes, path=error.path, extensions={"code": "INTERNAL"})


def formatted(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    """Return errors ready to be sent."""
    return [dict(presentable(error).formatted) for error in errors]


class PresentableErrors(SchemaExtension):
    """Does this to every result that Strawberry's own view sends."""

    def on_operation(self) -> Iterator[None]:
        """Replace the errors of the result."""
        yield
        result = self.execution_context.result
        # Before execution the result is Strawberry's own; after it, it is that of graphql-core.
        if isinstance(result, ExecutionResult | GraphQLExecutionResult) and result.errors:
            result.errors = [presentable(error) for error in result.errors]
