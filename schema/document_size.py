"""How large a document is: how deep it goes and how many aliases it says, once its fragments are in their places."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)
from graphql.validation.validate import ValidationAbortedError

MOST_REPEATED = 100
"""How often a document may say one response name: each is held against every other, whether they can be merged."""

SCHEMA_ALIAS = 5
"""How much an alias counts in a question about the schema. Each may ask for the whole schema again, the answer is
made in one go while everybody else waits, and tools need none, or a few."""


@dataclass(frozen=True, slots=True)
class Size:
    """Levels of fields that have fields of their own, and aliases."""

    depth: int = 0
    aliases: int = 0


class _Scale:
    """Weighs selections; each fragment once, however often it is spread."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._weighed: dict[str, Size] = {}

    def weigh(self, selections: SelectionSetNode | None) -> Size:
        sizes = [self._of_selection(one) for one in selections.selections] if selections else []
        return Size(max((size.depth for size in sizes), default=0), sum(size.aliases for size in sizes))

    def _of_selection(self, selection: SelectionNode) -> Size:
        if isinstance(selection, FragmentSpreadNode):
            return self._of_fragment(selection.name.value)
        inside = self.weigh(selection.selection_set)  # type: ignore[attr-defined] # a field or an inline fragment
        if not isinstance(selection, FieldNode):
            return inside
        aliases = inside.aliases + (selection.alias is not None)
        if selection.selection_set is None:
            return Size(0, aliases)
        if selection.name.value.startswith("__"):
            # Questions about the schema are deep by nature; graphql-core keeps them from going in circles.
            return Size(0, aliases * SCHEMA_ALIAS)
        return Size(inside.depth + 1, aliases)

    def _of_fragment(self, name: str) -> Size:
        if name not in self._weighed:
            # A fragment that is nowhere, or spreads itself, adds nothing: other rules refuse it.
            self._weighed[name] = Size()
            if name in self._fragments:
                self._weighed[name] = self.weigh(self._fragments[name].selection_set)
        return self._weighed[name]


def most_repeated(document: DocumentNode) -> int:
    """Return how often the document says the response name that it says most often."""
    names: Counter[str] = Counter()
    waiting: list[Any] = list(document.definitions)
    while waiting:
        one = waiting.pop()
        if isinstance(one, FieldNode):
            names[(one.alias or one.name).value] += 1
        if getattr(one, "selection_set", None) is not None:
            waiting += one.selection_set.selections
    return max(names.values(), default=0)


class DocumentSize(ValidationRule):
    """Refuses what is too deep or says too many aliases.

    Strawberry's own rules walk a fragment anew at each spread, so that thirty fragments, each spreading the next one
    twice, keep them busy for an hour; and they stumble over a fragment that is spread and nowhere written.
    """

    deepest: ClassVar[int]
    most_aliases: ClassVar[int]

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._scale = _Scale(context.document)
        self._aliases = 0

    def enter_document(self, node: DocumentNode, *_: Any) -> None:
        """Refuse, before other rules compare them all, a document that says one name over and over."""
        if (repeated := most_repeated(node)) > MOST_REPEATED:
            raise ValidationAbortedError(f"one name is selected {repeated} times. Allowed: {MOST_REPEATED}")

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Weigh one operation."""
        size = self._scale.weigh(node.selection_set)
        self._aliases += size.aliases
        if size.depth > self.deepest:
            name = node.name.value if node.name else "anonymous"
            message = f"'{name}' exceeds maximum operation depth of {self.deepest}: it has {size.depth}"
            self.report_error(GraphQLError(message, [node]))

    def leave_document(self, *_: Any) -> None:
        """Judge the aliases of all operations together."""
        if self._aliases > self.most_aliases:
            self.report_error(GraphQLError(f"{self._aliases} aliases found. Allowed: {self.most_aliases}"))


def size_rule(*, deepest: int, most_aliases: int) -> type[DocumentSize]:
    """Return the rule with these limits."""
    return type("LimitedDocumentSize", (DocumentSize,), {"deepest": deepest, "most_aliases": most_aliases})
