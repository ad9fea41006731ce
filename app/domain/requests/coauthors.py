"""Co-authors: the authors of requests that were merged into one request. They vote on its completed work.

Law 1: one dispute, by the author or any co-author, brings the work back.
Law 2: the author's confirmation closes the request; a co-author's is an advisory vote, stored with its rating.
Law 3: where the author cannot answer (erased, blocked, or an imported request), the confirmation of the last co-author
       who can answer closes the request.
Law 4: an author who does not answer has the same days as without co-authors; then the request is closed without an
       answer.

The executor of the work has no vote, even as the author of a merged request.
"""

from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from app.domain.requests.lifecycle import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class CoAuthors:
    """The co-authors of one request who can answer, in the round of its latest completion."""

    waiting: frozenset[UUID] = frozenset()
    """Those who have not confirmed in this round."""
    confirmed: frozenset[UUID] = frozenset()
    author_answers: bool = True
    """Whether the author has an account that can answer."""

    def in_new_round(self) -> Self:
        """Return the same co-authors after another completion: all are asked again."""
        return replace(self, waiting=self.waiting | self.confirmed, confirmed=frozenset())

    def relations_of(self, account_id: UUID) -> frozenset[Relation]:
        """Return the relations that this account has to the request as a co-author."""
        if account_id not in self.waiting | self.confirmed:
            return frozenset()
        last = not self.author_answers and not self.waiting - {account_id}
        return frozenset({Relation.COAUTHOR, Relation.LAST_AUTHOR} if last else {Relation.COAUTHOR})


NO_COAUTHORS = CoAuthors()
