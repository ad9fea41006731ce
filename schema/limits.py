"""Limits on what one document may ask for. The rule class is made once, or the validation cache is defeated."""

from collections.abc import Callable, Iterator

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode
from strawberry.extensions import AddValidationRules, MaxTokensLimiter, ParserCache, SchemaExtension, ValidationCache

from schema.document_size import size_rule

MOST_TOKENS = 2_000
DEEPEST = 12
MOST_ALIASES = 20
MOST_ITEMS = 2_000
"""A page of the longest lists, each with twenty steps of its timeline. All of them are made for one answer."""
CACHED_DOCUMENTS = 200
"""The page has eighty. Others may send 200 that take most of a megabyte each, or as much with what is wrong in them."""

RULES = (size_rule(deepest=DEEPEST, most_aliases=MOST_ALIASES, most_items=MOST_ITEMS),)


def ambiguity(document: DocumentNode | None, operation_name: str | None) -> GraphQLError | None:
    """Return what is wrong with a document of several operations that does not say which one is meant."""
    if document is None or operation_name is not None:
        return None
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    if len(operations) < 2:
        return None
    return GraphQLError(f"operationName needed: the document has {len(operations)} operations", nodes=operations)


class OperationNamed(SchemaExtension):
    """Refuses to guess which of several operations is meant: Strawberry would take the first."""

    def on_validate(self) -> Iterator[None]:
        """Refuse what is valid, but says too little."""
        context = self.execution_context
        # The public ``operation_name`` is the first one's when none was given.
        unclear = ambiguity(context.graphql_document, context._provided_operation_name)
        if unclear is not None and not context.pre_execution_errors:
            context.pre_execution_errors = [unclear]
        yield


def limits() -> list[type[SchemaExtension] | Callable[[], SchemaExtension]]:
    """Return the extensions that keep documents small, and keep what was parsed and validated."""
    return [
        lambda: MaxTokensLimiter(MOST_TOKENS),
        lambda: AddValidationRules(list(RULES)),
        lambda: ParserCache(CACHED_DOCUMENTS),
        lambda: ValidationCache(CACHED_DOCUMENTS),
        # Behind the cache, which knows documents and not what was asked of them.
        OperationNamed,
    ]
