"""One account that an event is addressed to, and the capacity in which it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from app.domain.uuid_text import uuid_of


class RecipientRole(StrEnum):
    """The capacity in which an account receives an event; it decides which letter is due and what it says."""

    AUTHOR = "AUTHOR"
    COAUTHOR = "COAUTHOR"
    """sent a request that was merged into this one, follows it, and has not answered in this round"""
    EXECUTOR = "EXECUTOR"
    """the request is assigned to this account"""
    HEAD = "HEAD"
    """a head of the organisation that the executor works for"""
    AKIMAT = "AKIMAT"
    """an officer of the city"""
    FOLLOWER = "FOLLOWER"
    """follows the request, or was its executor until this event"""
    AREA = "AREA"
    """follows an area in which the request lies"""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One account that an event is addressed to."""

    account_id: UUID
    role: RecipientRole
    in_app: bool = True
    """Whether the event is in the account's list of notifications; False means that only messages are sent."""

    def to_json(self) -> dict[str, Any]:
        """Return plain values that ``from_json`` understands."""
        return {"account_id": str(self.account_id), "role": self.role.value, "in_app": self.in_app}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild the value from ``to_json``."""
        return cls(uuid_of(data["account_id"]), RecipientRole(data["role"]), data["in_app"])
