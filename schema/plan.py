"""Whether operations may share one execution: determined from the document, before it runs."""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    get_operation_ast,
    visit,
)

from app.auth.visibility import depends_on_viewer
from schema.visiting import forget

CURSOR_ARGUMENT = "after"
ROOT_TYPES = frozenset({"Query", "Mutation", "Subscription"})


@dataclass(frozen=True, slots=True)
class Plan:
    """One operation of one document, and what sharing its results depends on."""

    document: DocumentNode
    operation: OperationDefinitionNode
    fingerprint: str
    viewer_dependent: bool
    """Whether it selects a field whose value depends on the viewer."""
    cursor_variables: frozenset[str]
    """Variables used only as the cursor of the subscription: they change where it starts, not its results."""
    selecting_variables: frozenset[str]
    """Variables used below the root fields, or in directives: they change the selection."""

    @property
    def is_subscription(self) -> bool:
        """Whether this is a subscription."""
        return self.operation.operation is OperationType.SUBSCRIPTION

    @property
    def is_query(self) -> bool:
        """Whether this is a query."""
        return self.operation.operation is OperationType.QUERY

    @property
    def is_mutation(self) -> bool:
        """Whether this is a mutation."""
        return self.operation.operation is OperationType.MUTATION

    def share_key(self, variables: dict[str, Any], audience: str) -> str:
        """Return the key that equal operations share: audience, document, operation, variables without the cursor.

        Undeclared variables are left out, because they cannot change the result.
        """
        declared = {definition.variable.name.value for definition in self.operation.variable_definitions or ()}
        return f"{audience}|{self.fingerprint}|{_digest_of(variables, frozenset(declared - self.cursor_variables))}"

    def selection_key(self, variables: dict[str, Any]) -> str:
        """Return the key that operations with equal selections share."""
        return f"{self.fingerprint}|{_digest_of(variables, self.selecting_variables)}"


def _digest_of(variables: dict[str, Any], names: frozenset[str]) -> str:
    # A digest, because cached payloads keep their keys, and variables may be as long as a message.
    used = {name: value for name, value in variables.items() if name in names}
    return sha256(orjson.dumps(used, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


class _Usage(Visitor):
    """Collects how a document uses its variables, and whether it selects viewer-dependent fields."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self.viewer_dependent = False
        self.mentions: Counter[str] = Counter()
        self.cursors: Counter[str] = Counter()
        self.selecting: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Collect viewer-dependent fields, and variables that are the cursor of a subscription."""
        parent = self._types.get_parent_type()
        if parent is not None and depends_on_viewer(parent.name, node.name.value):
            self.viewer_dependent = True
        if parent is not None and parent.name == "Subscription":
            for argument in node.arguments or ():
                if argument.name.value == CURSOR_ARGUMENT and isinstance(argument.value, VariableNode):
                    self.cursors[argument.value.name.value] += 1

    def enter_variable(self, node: VariableNode, _key: Any, _parent: Any, _path: Any, ancestors: list[Any]) -> None:
        """Count every mention, the declaration included; collect variables used below the root fields."""
        self.mentions[node.name.value] += 1
        inside = self._types.get_parent_type()
        below = inside is not None and inside.name not in ROOT_TYPES
        if below or any(isinstance(one, DirectiveNode) for one in ancestors):
            self.selecting.add(node.name.value)


def make_plan(schema: GraphQLSchema, text: str, document: DocumentNode, operation_name: str | None) -> Plan | None:
    """Return the plan of one operation of a valid document; None when the document has no operation of this name."""
    operation = get_operation_ast(document, operation_name)
    if operation is None:
        return None
    types = TypeInfo(schema)
    usage = _Usage(types)
    visitor = TypeInfoVisitor(types, usage)
    visit(document, visitor)
    # A cursor variable is declared once and used once; a further use would change the result.
    cursors = frozenset(name for name, count in usage.cursors.items() if count == 1 and usage.mentions[name] == 2)
    plan = Plan(
        document=document,
        operation=operation,
        fingerprint=sha256(f"{operation_name}\0{text}".encode()).hexdigest()[:32],
        viewer_dependent=usage.viewer_dependent,
        cursor_variables=cursors,
        selecting_variables=frozenset(usage.selecting),
    )
    forget(visitor, usage, types)
    return plan
