"""Limits of one WebSocket."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketLimits:
    """Limits of one socket."""

    init_timeout_seconds: float = 10
    max_operations: int = 50
    max_id_length: int = 128
    close_timeout_seconds: float = 5
