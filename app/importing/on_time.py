"""Comparison of two verdicts on each deadline: the one in the table, and the one that follows from its times."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.sla.punctuality import Punctuality, punctuality_of
from app.importing.cases import Case
from app.importing.mapping import Mapping

EXAMPLES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class VerdictMismatch:
    """A case whose verdict in the table does not follow from its times."""

    case: Case
    in_table: Punctuality
    by_times: Punctuality


@dataclass(kw_only=True)
class OnTimeComparison:
    """Counts of the comparison; it grows case by case and holds no cases but the examples.

    Compared is a case with a deadline and a verdict that was closed at a known time; an open one too where
    `snapshot_at`, the moment the table was taken at, is known.
    """

    mapping: Mapping
    snapshot_at: datetime | None = None
    #: (closed, the table's verdict, ours) -> cases
    counts: Counter[tuple[bool, Punctuality, Punctuality]] = field(default_factory=Counter)
    #: Cases that cannot be compared: no deadline, no verdict, no closing time, or open and no snapshot.
    rows_passed_over: int = 0
    examples: list[VerdictMismatch] = field(default_factory=list)

    def add(self, case: Case) -> None:
        """Compare one case, if it can be."""
        says_on_time = self.mapping.says_on_time(case.on_time)
        judged_at = case.closed_at if case.closed else self.snapshot_at
        if case.due_at is None or says_on_time is None or judged_at is None:
            self.rows_passed_over += 1
            return
        in_table = Punctuality.ON_TIME if says_on_time else Punctuality.OVERDUE
        # An open case may have a closing time, of before it was opened again; it counts as the table lists it, as open.
        by_times = punctuality_of(case.opened_at, case.due_at, case.closed_at if case.closed else None, judged_at)
        self.counts[case.closed, in_table, by_times] += 1
        if in_table is not by_times and len(self.examples) < EXAMPLES:
            self.examples.append(VerdictMismatch(case=case, in_table=in_table, by_times=by_times))

    @property
    def rows_compared(self) -> int:
        """Return how many cases were compared."""
        return self.counts.total()

    @property
    def rows_equal(self) -> int:
        """Return how many verdicts follow from the times."""
        return sum(count for (_, in_table, by_times), count in self.counts.items() if in_table is by_times)

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
        lines += [_shown(mismatch) for mismatch in self.examples]
        unshown = self.rows_compared - self.rows_equal - len(self.examples)
        return "\n".join([*lines, f"  and {unshown:,} more"] if unshown else lines)


def _shown(mismatch: VerdictMismatch) -> str:
    case = mismatch.case
    times = f"due {_text(case.due_at)}, closed {_text(case.closed_at)}"
    return (
        f"  row {case.row_number} ({case.external_id}): the table says {mismatch.in_table},"
        f" its times {mismatch.by_times}: {times}"
    )


def _text(at: datetime | None) -> str:
    return "-" if at is None else at.isoformat()
