"""What erasing an account does to the rows of a table; see ``personal_data``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from tortoise.models import Model

from app.models.accounts.account import anonymise_account
from app.models.identity import new_id
from app.models.notifications.letter_rows import delete_letters_of
from app.models.points.leaderboard_leave import leave_leaderboards

ERASED_NAME = "Тұрғын"  # rule: QC004 the stored name of an erased account ("resident"), the same in every language


class Erasure(Protocol):
    """What erasing an account does to the rows of one table."""

    async def erase(self, model: type[Model], account_column: str, account_id: UUID, now: datetime) -> None:
        """Apply it to the rows of this account, in the current transaction."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """The rows are deleted."""

    async def erase(self, model: type[Model], account_column: str, account_id: UUID, now: datetime) -> None:
        """Delete the rows of this account."""
        del now
        await model.filter(**{account_column: account_id}).delete()


@dataclass(frozen=True, slots=True)
class DeletedLetters:
    """The letters of the account are deleted, sent or not."""

    async def erase(self, model: type[Model], account_column: str, account_id: UUID, now: datetime) -> None:
        """Delete them."""
        del model, account_column, now
        await delete_letters_of(account_id)


@dataclass(frozen=True, slots=True)
class Blanked:
    """The rows stay with these columns overwritten."""

    values: Mapping[str, Any]

    async def erase(self, model: type[Model], account_column: str, account_id: UUID, now: datetime) -> None:
        """Overwrite the columns in the rows of this account."""
        del now
        await model.filter(**{account_column: account_id}).update(**self.values)


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows stay as they are."""

    reason: str

    async def erase(self, model: type[Model], account_column: str, account_id: UUID, now: datetime) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class Anonymised:
    """The row of the account stays under its id, with another name and address, and blocked."""

    async def erase(self, model: type[Model], account_column: str, account_id: UUID, now: datetime) -> None:
        """Overwrite what identifies the person. The address becomes free for another account."""
        del model, account_column
        # The domain .invalid can have no mailbox; the random part keeps the column unique.
        await anonymise_account(account_id, ERASED_NAME, f"erased-{new_id().hex}@erased.invalid", now)


@dataclass(frozen=True, slots=True)
class LeftLeaderboards:
    """The account leaves the leaderboards."""

    async def erase(self, model: type[Model], account_column: str, account_id: UUID, now: datetime) -> None:
        """Record that the account has left."""
        del model, account_column
        await leave_leaderboards(account_id, now)
