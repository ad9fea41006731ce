"""The one cache of parsed documents: of requests over HTTP, WebSocket and SSE."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OverlappingFieldsCanBeMergedRule,
    get_operation_ast,
    parse,
    specified_rules,
)
from strawberry.extensions import SchemaExtension

from schema.limits import CACHED_DOCUMENTS, MAX_TOKENS, RULES, ambiguity
from schema.plan import Plan, make_plan
from schema.pricing import Prices
from schema.visiting import unchain, validation_errors

SHORT_CHARACTERS = 2_000
"""Documents up to this length are validated in one step, in about three milliseconds."""
_HALF = len(specified_rules) // 2
_ONE_STEP = ((*specified_rules, *RULES),)
_STEPS = (
    (*RULES, *specified_rules[:_HALF]),
    tuple(rule for rule in specified_rules[_HALF:] if rule is not OverlappingFieldsCanBeMergedRule),
    (OverlappingFieldsCanBeMergedRule,),
)
"""The rules of validation in three steps of about equal length; each is for documents that the one before found right.

Together they take half as long again, but the event loop turns in between. The limits come first: pairs of selections
are compared only where they are few.
"""
Pause = Callable[[], Awaitable[None]]


class Document:
    """A document that was parsed and validated once, with the plans of its operations."""

    def __init__(self, schema: GraphQLSchema, text: str, *, is_read: bool = True) -> None:
        """``is_read=False``: the caller goes through ``read`` before it uses the document."""
        self._schema = schema
        self._text = text
        self._plans: dict[str | None, Plan | list[GraphQLError]] = {}
        self._prices: dict[str | None, Prices] = {}
        self.parsed: DocumentNode | None = None
        self.errors: list[GraphQLError] = []
        """Syntax errors, which leave ``parsed`` empty, or validation errors."""
        if is_read:
            for _ in self.read():
                pass

    def read(self) -> Iterator[None]:
        """Parse and validate, in steps of at most about ten milliseconds."""
        try:
            parsed = unchain(parse(self._text, max_tokens=MAX_TOKENS))
        except GraphQLSyntaxError as error:
            self.errors = _without_nodes([error])
            return
        for rules in _STEPS if len(self._text) > SHORT_CHARACTERS else _ONE_STEP:
            yield
            self.errors = _without_nodes(validation_errors(self._schema, parsed, rules))
            if self.errors:
                break
        self.parsed = parsed

    def errors_for(self, operation_name: str | None) -> list[GraphQLError]:
        """Return what is wrong with the document, or with a request that names no one of its operations."""
        if self.errors or self.parsed is None:
            return self.errors
        unclear = ambiguity(self.parsed, operation_name)
        return [] if unclear is None else _without_nodes([unclear])

    def plan(self, operation_name: str | None) -> Plan | list[GraphQLError]:
        """Return the plan of the named operation, or the errors of the request."""
        if operation_name not in self._plans:
            plan = self._make_plan(operation_name)
            if plan is None:
                # Not kept: a client may send any number of names that the document does not have.
                return [GraphQLError("expected operationName to name an operation of the document")]
            self._plans[operation_name] = plan
        return self._plans[operation_name]

    def prices(self, operation_name: str | None) -> Prices | None:
        """Return the prices of the named operation; None when it cannot run."""
        if operation_name not in self._prices:
            operation = None if self.errors or self.parsed is None else get_operation_ast(self.parsed, operation_name)
            if operation is None or self.parsed is None:
                return None
            self._prices[operation_name] = Prices(self._schema, self.parsed, operation)
        return self._prices[operation_name]

    def _make_plan(self, operation_name: str | None) -> Plan | list[GraphQLError] | None:
        if self.parsed is None or self.errors:
            return self.errors
        return self.errors_for(operation_name) or make_plan(self._schema, self._text, self.parsed, operation_name)


class DocumentCache:
    """Documents by schema and text: the trusted ones for good, of others those that were used last.

    A client that sends ever new documents does not push out those of the page, whose readers would wait until they
    are read again.
    """

    def __init__(self, most: int = CACHED_DOCUMENTS) -> None:
        self._most = most
        self._trusted: dict[tuple[GraphQLSchema, str], Document] = {}
        self._others: OrderedDict[tuple[GraphQLSchema, str], Document] = OrderedDict()
        self.reads = 0
        """How many documents were parsed and validated."""

    def has(self, schema: GraphQLSchema, text: str) -> bool:
        """Whether the document was read before and is kept."""
        return (schema, text) in self._trusted or (schema, text) in self._others

    def get(self, schema: GraphQLSchema, text: str, *, is_trusted: bool) -> Document:
        """Return the document of this text; ``is_trusted`` counts where it is read now."""
        key = schema, text
        found = self._trusted.get(key)
        if found is not None:
            return found
        found = self._others.get(key)
        if found is not None:
            self._others.move_to_end(key)
            return found
        self.reads += 1
        found = Document(schema, text)
        self._keep(key, found, is_trusted=is_trusted)
        return found

    async def prepare(self, schema: GraphQLSchema, text: str, pause: Pause, *, is_trusted: bool) -> None:
        """Read the document of this text unless it is kept, with a pause between two steps."""
        if self.has(schema, text):
            return
        self.reads += 1
        document = Document(schema, text, is_read=False)
        for _ in document.read():
            await pause()
            if self.has(schema, text):
                return  # another client has sent the same meanwhile
        self._keep((schema, text), document, is_trusted=is_trusted)

    def _keep(self, key: tuple[GraphQLSchema, str], document: Document, *, is_trusted: bool) -> None:
        if is_trusted:
            self._trusted[key] = document
            return
        self._others[key] = document
        if len(self._others) > self._most:
            self._others.popitem(last=False)


DOCUMENTS = DocumentCache()
"""Those of this process."""


def read_document(schema: GraphQLSchema, text: str, *, is_trusted: bool = False) -> Document:
    """Return the document of this text, parsed and validated at most once while it is kept."""
    return DOCUMENTS.get(schema, text, is_trusted=is_trusted)


def _without_nodes(errors: list[GraphQLError]) -> list[GraphQLError]:
    """Return copies of errors without nodes and tracebacks, which would keep the whole document in the cache."""
    return [
        GraphQLError(error.message, source=error.source, positions=error.positions, extensions=error.extensions)
        for error in errors
    ]


class CachedDocuments(SchemaExtension):
    """Lets Strawberry take parsed and validated documents from the cache."""

    def on_parse(self) -> Iterator[None]:
        """Set the parsed document."""
        context = self.execution_context
        document = read_document(context.schema._schema, context.query or "")
        if document.parsed is None:
            raise _without_nodes(document.errors)[0]
        context.graphql_document = document.parsed
        yield

    def on_validate(self) -> Iterator[None]:
        """Set the errors of the document, or of a request that names no one of several operations."""
        context = self.execution_context
        document = read_document(context.schema._schema, context.query or "")
        # The public ``operation_name`` is the first operation's when the client sent none.
        context.pre_execution_errors = list(document.errors_for(context._provided_operation_name))
        yield
