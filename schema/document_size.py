"""How large a document is, once its fragments are in their places: how deep, how many aliases, how many items."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)
from graphql.validation.validate import ValidationAbortedError

from app.queries.page import MOST_ROWS

MOST_REPEATED = 100
"""How often a document may say one response name: each is held against every other, whether they can be merged."""

SCHEMA_ALIAS = 5
"""How much an alias counts in a question about the schema. Each may ask for the whole schema again, the answer is
made in one go while everybody else waits, and tools need none, or a few."""

PAGE = "first"
"""The argument that says how many items a list is to bring."""


@dataclass(frozen=True, slots=True)
class Size:
    """Levels of fields that have fields of their own; aliases; items that lists may bring, each within each."""

    depth: int = 0
    aliases: int = 0
    items: int = 0


class _Scale:
    """Weighs selections; each fragment once, however often it is spread."""

    def __init__(self, document: DocumentNode, pages: Mapping[str, int]) -> None:
        self._pages = pages
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._weighed: dict[str, Size] = {}

    def weigh(self, selections: SelectionSetNode | None) -> Size:
        sizes = [self._of_selection(one) for one in selections.selections] if selections else []
        return Size(
            max((size.depth for size in sizes), default=0),
            sum(size.aliases for size in sizes),
            sum(size.items for size in sizes),
        )

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
        page = self._page_of(selection)
        return Size(inside.depth + 1, aliases, inside.items if page is None else page * (1 + inside.items))

    def _page_of(self, field: FieldNode) -> int | None:
        for argument in field.arguments or ():
            if argument.name.value == PAGE:
                # What is below or above is refused when it is asked for, and a variable may be given anything between.
                told = int(argument.value.value) if isinstance(argument.value, IntValueNode) else MOST_ROWS
                return min(max(told, 0), MOST_ROWS)
        return self._pages.get(field.name.value)

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


@lru_cache(maxsize=2)
def pages_of(schema: GraphQLSchema) -> Mapping[str, int]:
    """Return how many items each field brings that is not told: the most, where types have fields of the same name."""
    pages: dict[str, int] = {}
    for kind in schema.type_map.values():
        for name, field in kind.fields.items() if isinstance(kind, GraphQLObjectType) else ():
            if PAGE in field.args:
                untold = field.args[PAGE].default_value
                pages[name] = max(pages.get(name, 0), untold if isinstance(untold, int) else MOST_ROWS)
    return pages


class DocumentSize(ValidationRule):
    """Refuses what is too deep, says too many aliases, or asks for too many items at once.

    Strawberry's own rules walk a fragment anew at each spread, so that thirty fragments, each spreading the next one
    twice, keep them busy for an hour; and they stumble over a fragment that is spread and nowhere written.
    """

    deepest: ClassVar[int]
    most_aliases: ClassVar[int]
    most_items: ClassVar[int]

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._scale = _Scale(context.document, pages_of(context.schema))
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
        if size.items > self.most_items:
            message = f"lists may bring {size.items} items, each within each. Allowed: {self.most_items}"
            self.report_error(GraphQLError(message, [node]))

    def leave_document(self, *_: Any) -> None:
        """Judge the aliases of all operations together."""
        if self._aliases > self.most_aliases:
            self.report_error(GraphQLError(f"{self._aliases} aliases found. Allowed: {self.most_aliases}"))


def size_rule(*, deepest: int, most_aliases: int, most_items: int) -> type[DocumentSize]:
    """Return the rule with these limits."""
    limits = {"deepest": deepest, "most_aliases": most_aliases, "most_items": most_items}
    return type("LimitedDocumentSize", (DocumentSize,), limits)
