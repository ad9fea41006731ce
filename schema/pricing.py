"""The price of an operation in points, computed from its document and variables before it runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    value_from_ast_untyped,
)

from app.queries.requests.page import MOST_ROWS
from schema.cost import Cost
from schema.document_size import PAGE_SIZE

OPERATION_POINTS = 50
"""What every operation costs: HTTP, the session, parsing, encoding."""
CHARACTERS_A_POINT = 20
"""Parsing and validating a document that is not one of the page's own costs a point for so many characters."""
INTROSPECTION_POINTS = 1_000
USUAL_ITEMS = 10
_KEPT_PRICES = 64
"""Prices that one operation keeps, by the variables that change them."""


@dataclass(frozen=True, slots=True)
class FieldPrice:
    """What one field of a type costs."""

    points: int
    items: int
    """The usual number of objects of a list; 1 for a single object."""
    is_list: bool
    is_paged: bool
    """Whether the number of objects is that of the page which the field around this one asks for."""
    default_page: int | None
    """The default of ``first``; None for a field without it."""
    inputs: Mapping[str, Mapping[str, int]]
    """The points of the fields of input objects, by argument."""


@lru_cache(maxsize=2)
def field_prices(schema: GraphQLSchema) -> Mapping[tuple[str, str], FieldPrice]:
    """Return the price of every field, by the names of its type and its own."""
    return {
        (kind.name, name): _field_price(definition, is_live=kind is schema.subscription_type)
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, definition in kind.fields.items()
    }


def _field_price(definition: GraphQLField, *, is_live: bool) -> FieldPrice:
    cost = _cost_of(definition)
    first = definition.args.get(PAGE_SIZE)
    is_list, items = _is_list(definition.type), None if cost is None else cost.items
    return FieldPrice(
        points=cost.points if cost else 0,
        items=items or USUAL_ITEMS if is_list else 1,
        is_list=is_list,
        is_paged=is_list and not items and first is None,
        default_page=None if first is None else first.default_value if isinstance(first.default_value, int) else 1,
        inputs={
            name: priced
            for name, argument in definition.args.items()
            if (priced := _input_points(argument.type, is_live=is_live))
        },
    )


def _cost_of(definition: Any) -> Cost | None:
    declared = definition.extensions.get("strawberry-definition")
    return next((one for one in getattr(declared, "directives", None) or () if isinstance(one, Cost)), None)


def _is_list(kind: GraphQLOutputType) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


def _input_points(kind: Any, *, is_live: bool) -> dict[str, int]:
    named = get_named_type(kind)
    if not isinstance(named, GraphQLInputObjectType):
        return {}
    found = {name: _cost_of(one) for name, one in named.fields.items()}
    return {
        name: cost.live if is_live and cost.live else cost.points for name, cost in found.items() if cost is not None
    }


class Prices:
    """The prices of one operation of a valid document, by the variables that change them."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self.kind = operation.operation
        self._schema = schema
        self._document = document
        self._operation = operation
        self._variables: tuple[str, ...] | None = None
        self._defaults: dict[str, Any] = {
            one.variable.name.value: value_from_ast_untyped(one.default_value)
            for one in operation.variable_definitions or ()
            if one.default_value is not None
        }
        self._kept: dict[tuple[Any, ...], int] = {}

    def price(self, variables: Mapping[str, Any]) -> int:
        """Return the points of the operation with these variables, as the client sent them."""
        given = {**self._defaults, **variables}
        if self._variables is not None:
            kept = self._kept.get(tuple(_essence(given.get(name)) for name in self._variables))
            if kept is not None:
                return kept
        walk = _Walk(self._schema, self._document, given)
        points = OPERATION_POINTS + walk.operation(self._operation)
        self._variables = tuple(sorted(walk.used))
        if len(self._kept) >= _KEPT_PRICES:
            self._kept.clear()
        self._kept[tuple(_essence(given.get(name)) for name in self._variables)] = points
        return points


def _essence(value: Any) -> Any:
    """Return what a price depends on of a value: a number, a switch, or which fields of an object are given."""
    if isinstance(value, dict):
        return frozenset(str(name) for name, one in value.items() if one)
    if value is None or isinstance(value, bool):
        return value
    # A tuple, because 1 equals True; and 100.0 as well as "100" is not the page of 1 that another client asked for.
    return (value,) if isinstance(value, int) else (type(value).__name__, bool(value))


@dataclass(slots=True)
class _Walk:
    """One walk through an operation; each fragment is priced once, however often it is spread."""

    schema: GraphQLSchema
    document: DocumentNode
    variables: Mapping[str, Any]
    used: set[str] = field(default_factory=set)
    """The variables that change the price."""
    fragments: dict[str, FragmentDefinitionNode] = field(default_factory=dict)
    fragment_points: dict[tuple[str, str, int | None], int] = field(default_factory=dict)
    prices: Mapping[tuple[str, str], FieldPrice] = field(default_factory=dict)

    def operation(self, operation: OperationDefinitionNode) -> int:
        self.prices = field_prices(self.schema)
        self.fragments = {
            one.name.value: one for one in self.document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        root = self.schema.get_root_type(operation.operation)
        return self._inside(root.name, operation.selection_set, None) if root else 0

    def _inside(self, parent: str, selections: SelectionSetNode | None, page: int | None) -> int:
        return sum(self._selection(parent, one, page) for one in selections.selections) if selections else 0

    def _selection(self, parent: str, selection: SelectionNode, page: int | None) -> int:
        # Walked even when it is left out, so that ``used`` is complete.
        points = self._points(parent, selection, page)
        return points if self._is_included(selection) else 0

    def _points(self, parent: str, selection: SelectionNode, page: int | None) -> int:
        if isinstance(selection, FieldNode):
            return self._field(parent, selection, page)
        if isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            return self._inside(condition.name.value if condition else parent, selection.selection_set, page)
        fragment = self.fragments[cast("FragmentSpreadNode", selection).name.value]
        key = (fragment.name.value, parent, page)
        if key not in self.fragment_points:
            self.fragment_points[key] = self._inside(fragment.type_condition.name.value, fragment.selection_set, page)
        return self.fragment_points[key]

    def _field(self, parent: str, node: FieldNode, page: int | None) -> int:
        name = node.name.value
        price = self.prices.get((parent, name))
        if price is None:
            return 0 if name == "__typename" else INTROSPECTION_POINTS
        own_page = self._page(node, price)
        points = price.points + self._inputs(node, price)
        if node.selection_set is None:
            return points
        items = price.items
        if price.is_list and own_page is not None:
            items, own_page = own_page, None
        elif price.is_paged and page is not None:
            items = page
        return points + items * (1 + self._inside(self._type_of(parent, name), node.selection_set, own_page))

    def _type_of(self, parent: str, name: str) -> str:
        kind = cast("GraphQLObjectType", self.schema.type_map[parent])
        return str(get_named_type(kind.fields[name].type).name)

    def _page(self, node: FieldNode, price: FieldPrice) -> int | None:
        if price.default_page is None:
            return None
        given = self._argument(node, PAGE_SIZE, price.default_page)
        # A value out of range, or of another type, is refused on execution.
        return min(max(given, 1), MOST_ROWS) if isinstance(given, int) else MOST_ROWS

    def _argument(self, node: FieldNode, name: str, default: Any) -> Any:
        for argument in node.arguments or ():
            if argument.name.value == name:
                return self._value(argument.value, default)
        return default

    def _value(self, value: ValueNode, default: Any = None) -> Any:
        if isinstance(value, VariableNode):
            self.used.add(value.name.value)
            return self.variables.get(value.name.value, default)
        return value_from_ast_untyped(value, dict(self.variables))

    def _inputs(self, node: FieldNode, price: FieldPrice) -> int:
        return sum(
            points
            for argument in node.arguments or ()
            for name, points in price.inputs.get(argument.name.value, {}).items()
            if self._input(argument.value, name)
        )

    def _input(self, value: ValueNode, name: str) -> Any:
        """Return the field of an input object, of which any part may be a variable."""
        if isinstance(value, ObjectValueNode):
            return next((self._value(one.value) for one in value.fields if one.name.value == name), None)
        given = self._value(value)
        return given.get(name) if isinstance(given, dict) else None

    def _is_included(self, selection: SelectionNode) -> bool:
        wanted: dict[str, Callable[[Any], bool]] = {"skip": lambda given: given is not True, "include": bool}
        tests = [
            wanted[one.name.value](self._argument(one, "if", None))  # type: ignore[arg-type] # has arguments as well
            for one in selection.directives or ()
            if one.name.value in wanted
        ]
        return all(tests)
