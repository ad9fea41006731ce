"""Visits documents without leaving cycles of objects, which only the garbage collector frees.

A visitor of graphql-core remembers its own bound methods, a token its neighbours. Each validated document would leave a
thousand objects: clients that send ever new documents would cause pauses of the process of up to a second.
"""

from collections.abc import Sequence
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    ParallelVisitor,
    ValidationContext,
    validate,
)


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
    """Return what these rules find wrong with a document."""
    made: list[_AllRules] = []

    def all_rules(context: ValidationContext) -> _AllRules:
        made.append(_AllRules(context, rules))
        return made[-1]

    try:
        # ``validate`` only calls what it is given.
        return validate(schema, document, [all_rules])  # type: ignore[list-item]
    finally:
        for one in made:
            one.forget()


class _AllRules(ASTValidationRule):
    """Runs rules side by side, and can forget them."""

    context: ValidationContext

    def __init__(self, context: ValidationContext, rules: Sequence[type[ASTValidationRule]]) -> None:
        super().__init__(context)
        self._rules = [rule(context) for rule in rules]
        self._parallel = ParallelVisitor(self._rules)

    def enter(self, node: Node, *where: Any) -> Any:
        """Let all rules enter a node."""
        enter = self._parallel.get_enter_leave_for_kind(node.kind).enter
        return enter and enter(node, *where)

    def leave(self, node: Node, *where: Any) -> Any:
        """Let all rules leave a node."""
        leave = self._parallel.get_enter_leave_for_kind(node.kind).leave
        return leave and leave(node, *where)

    def forget(self) -> None:
        """Empty all rules."""
        forget(*self._rules, self._parallel, self)
