"""What can be known of a document before it runs: parsed, validated, and whether people may share its results."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

import orjson
from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
    visit,
)

from app.auth.visibility import depends_on_viewer
from schema.limits import CACHED_DOCUMENTS, MOST_TOKENS, RULES, ambiguity

CURSOR_ARGUMENT = "after"


@dataclass(frozen=True, slots=True)
class Plan:
    """One operation of one document."""

    document: DocumentNode
    operation: OperationDefinitionNode
    fingerprint: str
    viewer_dependent: bool
    """Selects a field whose value depends on who asks."""
    cursor_variables: frozenset[str]
    """Variables that are nothing but the cursor of the subscription: they say where to begin, not what to see."""
    selecting_variables: frozenset[str]
    """Variables that are used below the root fields, or in directives: they change what is selected."""

    @property
    def is_subscription(self) -> bool:
        """Whether it goes on."""
        return self.operation.operation is OperationType.SUBSCRIPTION

    @property
    def is_mutation(self) -> bool:
        """Whether it writes."""
        return self.operation.operation is OperationType.MUTATION

    def share_key(self, variables: dict[str, Any], audience: str) -> str:
        """Return what makes two operations equal: document, operation, variables without the cursor, audience.

        Undeclared variables cannot change anything, so they do not count.
        """
        declared = {definition.variable.name.value for definition in self.operation.variable_definitions or ()}
        return f"{audience}|{self.fingerprint}|{_digest_of(variables, frozenset(declared - self.cursor_variables))}"

    def selection_key(self, variables: dict[str, Any]) -> str:
        """Return what makes the selections of two operations equal."""
        return f"{self.fingerprint}|{_digest_of(variables, self.selecting_variables)}"


def _digest_of(variables: dict[str, Any], names: frozenset[str]) -> str:
    # Keys outlive their runs, in what is kept for those who come back, and variables may be as long as a message.
    seen = {name: value for name, value in variables.items() if name in names}
    return sha256(orjson.dumps(seen, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


class _Survey(Visitor):
    """Walks a document and notes what sharing has to know."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self.viewer_dependent = False
        self.uses: Counter[str] = Counter()
        self.cursors: Counter[str] = Counter()
        self.selecting: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Note fields that depend on the viewer, and variables that are a subscription's cursor."""
        parent = self._types.get_parent_type()
        if parent is not None and depends_on_viewer(parent.name, node.name.value):
            self.viewer_dependent = True
        if parent is not None and parent.name == "Subscription":
            for argument in node.arguments or ():
                if argument.name.value == CURSOR_ARGUMENT and isinstance(argument.value, VariableNode):
                    self.cursors[argument.value.name.value] += 1

    def enter_variable(self, node: VariableNode, _key: Any, _parent: Any, _path: Any, ancestors: list[Any]) -> None:
        """Count every mention; the declaration is one of them. Note what is more than an argument of a root field."""
        self.uses[node.name.value] += 1
        inside = self._types.get_parent_type()
        below = inside is not None and inside.name != "Subscription"
        if below or any(isinstance(one, DirectiveNode) for one in ancestors):
            self.selecting.add(node.name.value)


@lru_cache(CACHED_DOCUMENTS)
def make_plan(schema: GraphQLSchema, query: str, operation_name: str | None) -> Plan | list[GraphQLError]:
    """Return the plan of the named operation, or what is wrong with the document. Done once for each document."""
    try:
        document = parse(query, max_tokens=MOST_TOKENS)
    except GraphQLSyntaxError as error:
        return _worth_keeping([error])
    errors = validate(schema, document, [*specified_rules, *RULES])
    if errors:
        return _worth_keeping(errors)
    if (unclear := ambiguity(document, operation_name)) is not None:
        return _worth_keeping([unclear])
    operation = get_operation_ast(document, operation_name)
    if operation is None:
        return [GraphQLError("expected operationName to name an operation of the document")]
    types = TypeInfo(schema)
    survey = _Survey(types)
    visit(document, TypeInfoVisitor(types, survey))
    # A cursor variable is declared once and used once; one that is used elsewhere as well changes what is seen.
    cursors = frozenset(name for name, count in survey.cursors.items() if count == 1 and survey.uses[name] == 2)
    return Plan(
        document=document,
        operation=operation,
        fingerprint=sha256(f"{operation_name}\0{query}".encode()).hexdigest()[:32],
        viewer_dependent=survey.viewer_dependent,
        cursor_variables=cursors,
        selecting_variables=frozenset(survey.selecting),
    )


def _worth_keeping(errors: list[GraphQLError]) -> list[GraphQLError]:
    """Return what is told of errors, without what they hold: all of the document, as nodes or as a traceback."""
    return [GraphQLError(error.message, source=error.source, positions=error.positions) for error in errors]
