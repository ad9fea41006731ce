"""Visits documents without leaving cycles of objects, which only the garbage collector frees.

A visitor of graphql-core remembers its own bound methods, a token its neighbours. Each validated document would leave a
thousand objects: clients that send ever new documents would cause pauses of the process of up to a second.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from graphql import (
    SKIP,
    ASTValidationRule,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    ParallelVisitor,
    TypeInfo,
    TypeInfoVisitor,
    ValidationContext,
    Visitor,
    visit,
)
from graphql.language.visitor import EnterLeaveVisitor
from graphql.validation.validate import (
    FragmentNestingVisitor,
    ValidationAbortedError,
    query_document_keys_to_validate,
)

MOST_ERRORS = 100


class RuleVisitor(ParallelVisitor):
    """Visits with all rules at once as ``ParallelVisitor`` does, in two thirds of the time.

    That one asks each rule of each document for its methods, and calls those that are not there for each node. Which
    methods a rule has is a fact of its class. No rule edits the document or ends the visit by what it returns.
    """

    def get_enter_leave_for_kind(self, kind: str) -> EnterLeaveVisitor:
        """Return the function that enters nodes of this kind and the one that leaves them."""
        known = self.enter_leave_map.get(kind)
        if known is None:
            rules, skipping = list(self.visitors), self.skipping
            entering, leaving, entered = _methods_of(tuple(map(type, rules)), kind)
            enters = [(at, getattr(rules[at], name)) for at, name in entering]
            leaves = [(at, getattr(rules[at], name)) for at, name in leaving]

            def enter(node: Node, *args: Any) -> None:
                for at, method in enters:
                    if skipping[at] is None:
                        result = method(node, *args)
                        if result is SKIP or result is False:
                            skipping[at] = node

            def leave(node: Node, *args: Any) -> None:
                for at, method in leaves:
                    if skipping[at] is None:
                        method(node, *args)
                for at in entered:
                    if skipping[at] is node:
                        skipping[at] = None

            known = EnterLeaveVisitor(enter if enters else None, leave if leaves or entered else None)
            self.enter_leave_map[kind] = known
        return known


_Named = tuple[tuple[int, str], ...]


@lru_cache(200)
def _methods_of(rules: tuple[type[Visitor], ...], kind: str) -> tuple[_Named, _Named, tuple[int, ...]]:
    """Return which of the rules enter nodes of a kind and which leave them, each with its method.

    The last ones enter them: they may skip what is below, up to the leaving of the node.
    """
    entering, leaving = (
        tuple(
            (at, name)
            for at, rule in enumerate(rules)
            for name in [next((name for name in (f"{way}_{kind}", way) if hasattr(rule, name)), None)]
            if name is not None
        )
        for way in ("enter", "leave")
    )
    return entering, leaving, tuple(at for at, _ in entering)


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
    parallel = RuleVisitor(visitors)
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
