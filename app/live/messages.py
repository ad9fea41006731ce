"""Reads and writes messages of graphql-transport-ws."""

from dataclasses import dataclass
from typing import Any

import orjson

from app.live.client_json import read_json
from app.live.engine import OperationRequest

PROTOCOL = "graphql-transport-ws"


class BadMessage(Exception):
    """The text is not a message of the protocol; says what was expected."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from the client."""

    type: str
    id: str | None
    payload: dict[str, Any] | None


_WITH_ID = frozenset({"subscribe", "complete"})
_TYPES = _WITH_ID | {"connection_init", "ping", "pong"}


def read_message(text: str) -> Incoming:
    """Return the message that a client sent.

    Raises:
        BadMessage: the text is not a message of the protocol.
    """
    try:
        message = read_json(text)
    except orjson.JSONDecodeError as error:
        raise BadMessage("expected JSON") from error
    if not isinstance(message, dict) or message.get("type") not in _TYPES:
        raise BadMessage(f"expected an object with type one of {', '.join(sorted(_TYPES))}")
    kind, operation_id, payload = message["type"], message.get("id"), message.get("payload")
    if kind in _WITH_ID and not (isinstance(operation_id, str) and operation_id):
        raise BadMessage(f"{kind}: expected a non-empty id")
    if payload is not None and not isinstance(payload, dict):
        raise BadMessage(f"{kind}: expected payload to be an object")
    return Incoming(kind, operation_id, payload)


def read_operation(payload: dict[str, Any] | None) -> OperationRequest:
    """Return the operation in the payload of ``subscribe``.

    Raises:
        BadMessage: names the member that is wrong.
    """
    payload = payload or {}
    query, name, variables = payload.get("query"), payload.get("operationName"), payload.get("variables")
    extensions = payload.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise BadMessage("subscribe: expected payload.extensions to be an object")
    if not isinstance(query, str) and not (query is None and extensions and "persistedQuery" in extensions):
        raise BadMessage("subscribe: expected payload.query to be a string")
    if name is not None and not isinstance(name, str):
        raise BadMessage("subscribe: expected payload.operationName to be a string")
    if variables is not None and not isinstance(variables, dict):
        raise BadMessage("subscribe: expected payload.variables to be an object")
    return OperationRequest(query=query, operation_name=name, variables=variables, extensions=extensions)


def message(kind: str, operation_id: str | None = None, payload: Any = None) -> str:
    """Return a message to the client, as JSON."""
    body: dict[str, Any] = {"type": kind}
    if operation_id is not None:
        body = {"id": operation_id, **body}
    if payload is not None:
        body["payload"] = payload
    return orjson.dumps(body).decode()


def next_head(operation_id: str) -> bytes:
    """Return the part of a ``next`` message before its payload: the only part that differs between subscribers."""
    return b'{"id":' + orjson.dumps(operation_id) + b',"type":"next","payload":'


def bearer_token(payload: dict[str, Any] | None) -> str | None:
    """Return the bearer token in the payload of ``connection_init``, or None."""
    given = (payload or {}).get("authorization") or (payload or {}).get("Authorization")
    if not isinstance(given, str):
        return None
    scheme, _, token = given.partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None
