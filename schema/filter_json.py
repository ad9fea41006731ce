"""The filter of lists for routes that are not GraphQL: read from JSON by the rules of the API."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import orjson
from graphql import GraphQLError, GraphQLInputObjectType
from graphql.utilities import coerce_input_value, validate_input_value
from strawberry.types.arguments import convert_argument

from app.auth.viewer import Viewer
from app.errors import InvalidInput
from app.live.client_json import read_json
from app.queries.accounts.executor_names import with_named_executors
from app.queries.requests.filter import Filter
from schema import schema
from schema.input_check import check_variables
from schema.types.filter import ServiceRequestFilter, filter_of


def read_filter(text: str) -> Mapping[str, Any]:
    """Return the fields of a ``ServiceRequestFilter`` that stand in a text as JSON.

    Raises:
        InvalidInput: it is no JSON object.
    """
    try:
        given = read_json(text.encode())
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        given = None
    if not isinstance(given, dict):
        raise InvalidInput("filter", "filter: expected a JSON object with the fields of ServiceRequestFilter")
    return given


async def filter_of_json(given: Mapping[str, Any], viewer: Viewer | None) -> Filter:
    """Return the filter that a list with the same ``ServiceRequestFilter`` has for this viewer.

    Raises:
        InvalidInput: names the field.
        NotAllowed: as for the list, see ``filter_of``.
    """
    check_variables({"filter": given})
    input_type = cast("GraphQLInputObjectType", schema.core.type_map[ServiceRequestFilter.__name__])
    validate_input_value(given, input_type, _refuse)
    converter = schema.schema_converter
    coerced = coerce_input_value(given, input_type)
    read = convert_argument(coerced, ServiceRequestFilter, converter.scalar_registry, converter.config)
    return await with_named_executors(filter_of(cast("ServiceRequestFilter", read), viewer), viewer)


def _refuse(error: GraphQLError, path: Sequence[str | int]) -> None:
    name = ".".join(map(str, ("filter", *path)))
    raise InvalidInput(name, f"{name}: {error.message}") from error
