"""Who sent what was merged into a request: they keep their say.

Law 1: one dispute, by the author or any co-author, brings the work back.
Law 2: the author's confirmation settles it; a co-author's is kept, with its rating, and settles nothing by itself.
Law 3: where the author can answer no more (erased, blocked, or never here), the last co-author's confirmation
       settles it: when everybody who can answer has confirmed, there is nobody left to ask.
Law 4: an author who is only silent keeps their days; then silence confirms, as without co-authors.

The one who did the work has no say over it, whatever they sent.
"""

from dataclasses import dataclass, replace
from typing import Self
from uuid import UUID

from app.domain.lifecycle import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class CoAuthors:
    """The co-authors of one request who can answer, as of its latest completion."""

    waiting: frozenset[UUID] = frozenset()
    """Those who have not confirmed in this round."""
    confirmed: frozenset[UUID] = frozenset()
    author_answers: bool = True
    """Whether the author is here to answer."""

    def in_new_round(self) -> Self:
        """Return the same co-authors after another completion: all are asked again."""
        return replace(self, waiting=self.waiting | self.confirmed, confirmed=frozenset())

    def parts_of(self, account_id: UUID) -> frozenset[Relation]:
        """Return the parts this person plays by what they sent."""
        if account_id not in self.waiting | self.confirmed:
            return frozenset()
        last = not self.author_answers and not self.waiting - {account_id}
        return frozenset({Relation.COAUTHOR, Relation.LAST_AUTHOR} if last else {Relation.COAUTHOR})


NO_COAUTHORS = CoAuthors()
