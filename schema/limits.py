"""Limits on what one document may ask for."""

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode

from schema.document_size import size_rule
from schema.input_check import PlainLiterals

MAX_TOKENS = 1_000
"""The longest document of the page has 221. Twice as many were read and validated in up to 90 ms."""
MAX_DEPTH = 12
MAX_ALIASES = 20
MAX_ITEMS = 2_000
"""A page of the longest lists, each with twenty steps of its timeline. One response holds all of them."""
CACHED_DOCUMENTS = 200
"""The page has eighty. Each of the others may hold most of a megabyte, of text or of errors, so this is a limit."""

RULES = (size_rule(max_depth=MAX_DEPTH, max_aliases=MAX_ALIASES, max_items=MAX_ITEMS), PlainLiterals)


def ambiguity(document: DocumentNode, operation_name: str | None) -> GraphQLError | None:
    """Return the error of a request that does not name one of several operations, or None."""
    if operation_name is not None:
        return None
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    if len(operations) < 2:
        return None
    return GraphQLError(f"operationName needed: the document has {len(operations)} operations", nodes=operations)
