"""Texts of a request that an officer can hide from the public, and show again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.domain.log.timeline_hash import LISTED_REASONS, Content, Personal

WHOLE_REQUEST = 0
"""The version of a text that belongs to the request itself and not to one of its steps."""
_OF_MODERATION = frozenset({"TEXT_HIDDEN", "TEXT_SHOWN"})


class TextPart(StrEnum):
    """What an officer can hide."""

    ADDRESS = "ADDRESS"
    DESCRIPTION = "DESCRIPTION"
    STEP = "STEP"
    """the comment, note or reason of one step"""


PARTS: dict[TextPart, Personal] = {
    TextPart.ADDRESS: Personal.PLACE,
    TextPart.DESCRIPTION: Personal.DESCRIPTION,
    TextPart.STEP: Personal.WORDS,
}
"""For each text, the part of the events that is removed while it is hidden."""
_TEXTS = {personal: part for part, personal in PARTS.items()}


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a request: its address, its description, or the words of one step."""

    part: TextPart
    version: int = WHOLE_REQUEST

    @property
    def personal(self) -> Personal:
        """The part of the events that is removed while it is hidden."""
        return PARTS[self.part]

    def is_in(self, content: Content) -> bool:
        """Whether the event carries this text, or would if it were not empty."""
        if self.part is not TextPart.STEP:
            return True
        # The reasons of moderation stay: they say what was hidden and why.
        return content.version == self.version and content.kind not in _OF_MODERATION

    @classmethod
    def of(cls, personal: Personal, version: int) -> "Text":
        """Return the text of a stored row."""
        return cls(_TEXTS[personal], version)


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenTextRecord:
    """That one text was hidden, and whether it is shown again."""

    text: Text
    original: str | None
    """The hidden words; None when they are shown again, or were erased as personal data."""
    reason: str
    hidden_at: datetime
    hidden_by: UUID | None
    hidden_version: int
    """The step that records the hiding."""
    shown_version: int | None
    """The step that records that it is shown again."""

    @property
    def is_hidden(self) -> bool:
        """Whether the text is hidden now."""
        return self.shown_version is None


def original_of(personal: Personal, value: Any) -> str:
    """Return the words in the stored value of a removed part."""
    match personal:
        case Personal.PLACE:
            return str(value[0])
        case Personal.WORDS:
            return "\n".join(text for text in value if text)
        case _:
            return str(value)


def words_of_author(contents: Iterable[Content], author_id: UUID | None) -> list[Text]:
    """Return the words that the author of a request wrote into its steps."""
    return [
        Text(TextPart.STEP, content.version)
        for content in contents
        if author_id is not None
        and content.actor_id == author_id
        and (content.note or (content.reason and content.kind not in LISTED_REASONS))
    ]
