"""Our verdict beside the table's own: were promises kept, by the times of each case alone?"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.sla.punctuality import Punctuality, punctuality_of
from app.importing.cases import Case
from app.importing.mapping import Mapping

EXAMPLES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A case of which the table says one thing and its times another."""

    case: Case
    says: Punctuality
    follows: Punctuality


@dataclass(kw_only=True)
class OnTimeComparison:
    """Counts up case by case; holds no cases but the examples.

    Compared is a case with a deadline and a verdict that was closed at a known time; an open one too where
    `snapshot_at`, the moment the table was taken at, is known.
    """

    mapping: Mapping
    snapshot_at: datetime | None = None
    #: (closed, the table's verdict, ours) -> cases
    counts: Counter[tuple[bool, Punctuality, Punctuality]] = field(default_factory=Counter)
    #: Cases that cannot be compared: no deadline, no verdict, no closing time, or open and no snapshot.
    rows_passed_over: int = 0
    examples: list[Difference] = field(default_factory=list)

    def add(self, case: Case) -> None:
        """Compare one case, if it can be."""
        says_on_time = self.mapping.says_on_time(case.on_time)
        judged_at = case.closed_at if case.closed else self.snapshot_at
        if case.due_at is None or says_on_time is None or judged_at is None:
            self.rows_passed_over += 1
            return
        says = Punctuality.ON_TIME if says_on_time else Punctuality.OVERDUE
        # An open case may have a closing time, of before it was opened again; it counts as the table lists it, as open.
        follows = punctuality_of(case.opened_at, case.due_at, case.closed_at if case.closed else None, judged_at)
        self.counts[case.closed, says, follows] += 1
        if says is not follows and len(self.examples) < EXAMPLES:
            self.examples.append(Difference(case=case, says=says, follows=follows))

    @property
    def rows_compared(self) -> int:
        """Return how many cases were compared."""
        return self.counts.total()

    @property
    def rows_equal(self) -> int:
        """Return of how many the verdict follows from the times."""
        return sum(count for (_, says, follows), count in self.counts.items() if says is follows)

    def compared(self, *, closed: bool) -> int:
        """Return how many closed, or how many open cases were compared."""
        return sum(count for (was_closed, _, _), count in self.counts.items() if was_closed is closed)

    def render(self) -> str:
        """Return the comparison as plain text."""
        lines = [
            f"verdicts on promises compared: {self.rows_compared:,}"
            f" (closed {self.compared(closed=True):,}, open {self.compared(closed=False):,});"
            f" passed over: {self.rows_passed_over:,}",
            f"equal to what their times say: {self.rows_equal:,}",
        ]
        lines += [_shown(difference) for difference in self.examples]
        unshown = self.rows_compared - self.rows_equal - len(self.examples)
        return "\n".join([*lines, f"  and {unshown:,} more"] if unshown else lines)


def _shown(difference: Difference) -> str:
    case = difference.case
    times = f"due {_text(case.due_at)}, closed {_text(case.closed_at)}"
    return (
        f"  row {case.row_number} ({case.external_id}): the table says {difference.says},"
        f" its times {difference.follows}: {times}"
    )


def _text(at: datetime | None) -> str:
    return "-" if at is None else at.isoformat()
