"""Texts of requests that the Akimat has hidden."""

from datetime import datetime
from typing import Self

import strawberry

from app.domain.text.hidden_texts import HiddenTextRecord, Text, TextPart

strawberry.enum(TextPart, description="A text that the Akimat can hide from the public.")


@strawberry.type(description="A text of a request that was hidden or shown again, without its words.")
class ModeratedText:
    part: TextPart
    version: int | None = strawberry.field(description="The step whose words are meant; null for the whole request.")

    @classmethod
    def of(cls, text: Text) -> Self:
        """Return the text of the domain's value."""
        return cls(part=text.part, version=text.version or None)


@strawberry.type(description="A text that is hidden from the public, with its words. For the Akimat of the city.")
class HiddenText:
    part: TextPart
    version: int | None = strawberry.field(description="The step whose words are meant; null for the whole request.")
    text: str | None = strawberry.field(description="The hidden words; null once they were erased as personal data.")
    reason: str
    hidden_at: datetime

    @classmethod
    def of(cls, found: HiddenTextRecord) -> Self:
        """Return the hidden text of a row."""
        return cls(
            part=found.text.part,
            version=found.text.version or None,
            text=found.original,
            reason=found.reason,
            hidden_at=found.hidden_at,
        )
