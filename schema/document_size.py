"""Limits the size of a document with its fragments expanded: depth, aliases, and list items."""

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

from app.queries.requests.page import MOST_ROWS

MAX_REPEATED = 25
"""How often a response name may be selected in one place: validation compares each pair of these selections."""

SCHEMA_ALIAS_WEIGHT = 5
"""The weight of an alias in an introspection. Each may select the whole schema again, the event loop is blocked until
the result is complete, and tools need few aliases or none."""

PAGE_SIZE = "first"
"""The argument that limits the items of a list."""
_MOST_DIGITS = 10
"""Python reads no number of more than 4,300 digits; one of more than these is out of range anyway."""


@dataclass(frozen=True, slots=True)
class Size:
    """Levels of fields with selections; aliases; the items that lists may return, nested lists multiplied."""

    depth: int = 0
    aliases: int = 0
    items: int = 0


class SizeMeter:
    """Measures selections; each fragment once, however often it is spread."""

    def __init__(self, document: DocumentNode, pages: Mapping[str, int]) -> None:
        self._pages = pages
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._fragment_sizes: dict[str, Size] = {}

    def measure(self, selections: SelectionSetNode | None) -> Size:
        """Return the size of a selection set."""
        sizes = [self._of_selection(one) for one in selections.selections] if selections else []
        return Size(
            max((size.depth for size in sizes), default=0),
            sum(size.aliases for size in sizes),
            sum(size.items for size in sizes),
        )

    def _of_selection(self, selection: SelectionNode) -> Size:
        if isinstance(selection, FragmentSpreadNode):
            return self._of_fragment(selection.name.value)
        inside = self.measure(selection.selection_set)  # type: ignore[attr-defined] # a field or an inline fragment
        if not isinstance(selection, FieldNode):
            return inside
        aliases = inside.aliases + (selection.alias is not None)
        if selection.selection_set is None:
            return Size(0, aliases)
        if selection.name.value.startswith("__"):
            # Introspection is deep by nature; graphql-core itself refuses introspection in circles.
            return Size(0, aliases * SCHEMA_ALIAS_WEIGHT)
        page = self._page_of(selection)
        return Size(inside.depth + 1, aliases, inside.items if page is None else page * (1 + inside.items))

    def _page_of(self, field: FieldNode) -> int | None:
        for argument in field.arguments or ():
            if argument.name.value == PAGE_SIZE:
                # A variable may take any value up to the maximum. Values out of range are refused on execution.
                value = argument.value
                if not isinstance(value, IntValueNode) or len(value.value) > _MOST_DIGITS:
                    return MOST_ROWS
                return min(max(int(value.value), 0), MOST_ROWS)
        return self._pages.get(field.name.value)

    def _of_fragment(self, name: str) -> Size:
        if name not in self._fragment_sizes:
            # An undefined or recursive fragment adds nothing: other rules refuse it.
            self._fragment_sizes[name] = Size()
            if name in self._fragments:
                self._fragment_sizes[name] = self.measure(self._fragments[name].selection_set)
        return self._fragment_sizes[name]


def max_repetition(document: DocumentNode) -> int:
    """Return how many selections of one response name validation may compare with each other, at most.

    Those of an operation are compared with those under the same response names above them, and with what fragments
    bring; a fragment may be spread anywhere, so its names count wherever they stand in it.
    """
    fields: Counter[tuple[str, ...]] = Counter()
    in_fragments: Counter[str] = Counter()
    pending: list[tuple[Any, tuple[str, ...] | None]] = [
        (one, None if isinstance(one, FragmentDefinitionNode) else ()) for one in document.definitions
    ]
    while pending:
        one, path = pending.pop()
        if isinstance(one, FieldNode):
            name = (one.alias or one.name).value
            if path is None:
                in_fragments[name] += 1
            else:
                path = (*path, name)
                fields[path] += 1
        if getattr(one, "selection_set", None) is not None:
            pending += [(selection, path) for selection in one.selection_set.selections]
    found = [count + in_fragments[path[-1]] for path, count in fields.items()]
    return max([*found, *in_fragments.values()], default=0)


@lru_cache(maxsize=2)
def pages_of(schema: GraphQLSchema) -> Mapping[str, int]:
    """Return the default page size by field name: the largest, where several types have a field of that name."""
    pages: dict[str, int] = {}
    for kind in schema.type_map.values():
        for name, field in kind.fields.items() if isinstance(kind, GraphQLObjectType) else ():
            if PAGE_SIZE in field.args:
                default = field.args[PAGE_SIZE].default_value
                pages[name] = max(pages.get(name, 0), default if isinstance(default, int) else MOST_ROWS)
    return pages


class DocumentSize(ValidationRule):
    """Refuses a document that is too deep, has too many aliases, or selects too many items at once.

    Strawberry's own rules walk a fragment again at each spread: thirty fragments, each spreading the next one twice,
    take an hour; and they fail on an undefined fragment.
    """

    max_depth: ClassVar[int]
    max_aliases: ClassVar[int]
    max_items: ClassVar[int]

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._meter = SizeMeter(context.document, pages_of(context.schema))
        self._aliases = 0

    def enter_document(self, node: DocumentNode, *_: Any) -> None:
        """Refuse a document that repeats one name too often, before other rules compare each pair."""
        if (repeated := max_repetition(node)) > MAX_REPEATED:
            raise ValidationAbortedError(f"one name is selected {repeated} times in one place. Allowed: {MAX_REPEATED}")

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """Check the depth and the items of one operation."""
        size = self._meter.measure(node.selection_set)
        self._aliases += size.aliases
        if size.depth > self.max_depth:
            name = node.name.value if node.name else "anonymous"
            message = f"'{name}' exceeds maximum operation depth of {self.max_depth}: it has {size.depth}"
            self.report_error(GraphQLError(message, [node]))
        if size.items > self.max_items:
            message = f"lists may bring {size.items} items, each within each. Allowed: {self.max_items}"
            self.report_error(GraphQLError(message, [node]))

    def leave_document(self, *_: Any) -> None:
        """Check the aliases of all operations together."""
        if self._aliases > self.max_aliases:
            self.report_error(GraphQLError(f"{self._aliases} aliases found. Allowed: {self.max_aliases}"))


def size_rule(*, max_depth: int, max_aliases: int, max_items: int) -> type[DocumentSize]:
    """Return the rule with these limits."""
    limits = {"max_depth": max_depth, "max_aliases": max_aliases, "max_items": max_items}
    return type("LimitedDocumentSize", (DocumentSize,), limits)
