"""Visits documents without leaving cycles of objects, which only the garbage collector frees.

A visitor of graphql-core remembers its own bound methods, a token its neighbours. Each validated document would leave a
thousand objects: clients that send ever new documents would cause pauses of the process of up to a second.
"""

from collections.abc import Callable, Sequence
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

MOST_ERRORS = 10
"""Validation ends with them. Each may print a whole argument, or compare a name with all others: a hundred errors of
one document of 5 KB took half a second."""


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
            entering, leaving = _methods_of(tuple(map(type, rules)), kind)
            enters = [(at, getattr(rules[at], name)) for at, name in entering]
            leaves = [(at, getattr(rules[at], name)) for at, name in leaving]
            known = EnterLeaveVisitor(
                _entering(enters, skipping) if enters else None,
                _leaving(leaves, [at for at, _ in enters], skipping) if enters or leaves else None,
            )
            self.enter_leave_map[kind] = known
        return known


_Methods = list[tuple[int, Callable[..., Any]]]
"""Methods with the numbers of their rules."""


def _entering(methods: _Methods, skipping: list[Any]) -> Callable[..., None]:
    def enter(node: Node, *args: Any) -> None:
        for at, method in methods:
            if skipping[at] is None:
                result = method(node, *args)
                if result is SKIP or result is False:
                    skipping[at] = node

    return enter


def _leaving(methods: _Methods, entered: list[int], skipping: list[Any]) -> Callable[..., None]:
    def leave(node: Node, *args: Any) -> None:
        for at, method in methods:
            if skipping[at] is None:
                method(node, *args)
        # Only rules that enter such nodes may have skipped what is below this one.
        for at in entered:
            if skipping[at] is node:
                skipping[at] = None

    return leave


_Named = tuple[tuple[int, str], ...]


@lru_cache(200)
def _methods_of(rules: tuple[type[Visitor], ...], kind: str) -> tuple[_Named, _Named]:
    """Return which of the rules enter nodes of a kind and which leave them, each with the name of its method."""
    entering, leaving = (
        tuple(
            (at, name)
            for at, rule in enumerate(rules)
            for name in [next((name for name in (f"{way}_{kind}", way) if hasattr(rule, name)), None)]
            if name is not None
        )
        for way in ("enter", "leave")
    )
    return entering, leaving


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
