"""Writes the results of one operation as messages of graphql-transport-ws."""

import asyncio
from typing import Any

from app.live.message_writer import MessageWriter
from app.live.messages import message, next_head
from app.live.subscriber import Subscriber


class SocketOutput:
    """The output of one operation of a socket. Frees the id of the operation when it ends."""

    __slots__ = ("_operation_id", "_operations", "_writer")

    def __init__(
        self, writer: MessageWriter, operations: dict[str, asyncio.Task[None] | None], operation_id: str
    ) -> None:
        self._writer = writer
        self._operations = operations
        self._operation_id = operation_id

    def subscriber(self) -> Subscriber:
        """Return a subscriber that writes ``next`` messages."""
        return Subscriber(self._writer, next_head(self._operation_id))

    def result(self, payload: bytes) -> None:
        """Write a ``next`` and a ``complete`` message."""
        self._writer.put_message(next_head(self._operation_id), payload)
        self._operations.pop(self._operation_id, None)
        self._writer.put(message("complete", self._operation_id))

    def refuse(self, errors: list[dict[str, Any]]) -> None:
        """Write an ``error`` message."""
        self._operations.pop(self._operation_id, None)
        self._writer.put(message("error", self._operation_id, errors))
