"""Visits documents without leaving cycles of objects, which only the garbage collector frees.

A visitor of graphql-core remembers its own bound methods, a token its neighbours. Each validated document would leave a
thousand objects: clients that send ever new documents would cause pauses of the process of up to a second.
"""

from collections.abc import Sequence

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    ParallelVisitor,
    TypeInfo,
    TypeInfoVisitor,
    ValidationContext,
    Visitor,
    visit,
)
from graphql.validation.validate import (
    FragmentNestingVisitor,
    ValidationAbortedError,
    query_document_keys_to_validate,
)

MOST_ERRORS = 100


def forget(*visitors: object) -> None:
    """Empty visitors that are not used again, so that they are freed at once."""
    for visitor in visitors:
        vars(visitor).clear()


def unchain(document: DocumentNode) -> DocumentNode:
    """Return the document, whose tokens no longer refer back to the ones before them; its positions stay."""
    token = document.loc and document.loc.start_token
    while token:
        token.prev = None
        token = token.next
    return document


def validation_errors(
    schema: GraphQLSchema, document: DocumentNode, rules: Sequence[type[ASTValidationRule]]
) -> list[GraphQLError]:
    """Return what these rules find wrong with a document, as ``graphql.validate`` does."""
    errors: list[GraphQLError] = []

    def add(error: GraphQLError) -> None:
        if len(errors) == MOST_ERRORS:
            raise ValidationAbortedError("Too many validation errors, error limit reached. Validation aborted.")
        errors.append(error)

    types = TypeInfo(schema)
    context = ValidationContext(schema, document, types, add)
    visitors: list[Visitor] = [rule(context) for rule in rules]
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    if fragments:
        # Before the rules: they, the prices and the execution walk fragments within fragments by recursion.
        visitors.insert(0, FragmentNestingVisitor(fragments))
    parallel = ParallelVisitor(visitors)
    outer = TypeInfoVisitor(types, parallel)
    try:
        visit(document, outer, query_document_keys_to_validate)
    except (ValidationAbortedError, RecursionError) as error:
        # Without the error that was raised: its traceback keeps everything above alive.
        reason = error.message if isinstance(error, ValidationAbortedError) else "Validation aborted."
        errors.append(GraphQLError(reason))
    finally:
        forget(outer, parallel, *visitors, context, types)
    return errors
