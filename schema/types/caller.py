"""What citizens left whose reports officers have typed in."""

from typing import Self

import strawberry

from app.domain.accounts.roles import Locale
from app.queries.accounts.callers import CallerContacts


@strawberry.type(description="What a citizen left whose report an officer has typed in. For the Akimat of the city.")
class Caller:
    name: str | None
    phone: str | None
    email: str | None
    locale: Locale = strawberry.field(description="The language of the letters.")
    gets_letters: bool = strawberry.field(
        description="Whether letters go to the mailbox: there is one, and no link of a letter has asked to stop."
    )

    @classmethod
    def of(cls, found: CallerContacts) -> Self:
        """Return the caller of a row."""
        return cls(
            name=found.name,
            phone=found.phone,
            email=found.email,
            locale=found.locale,
            gets_letters=found.gets_letters,
        )
