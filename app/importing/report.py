"""The report of an import: counts of rows, of contradictions in them, and of refusals with examples."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from app.domain.requests.lifecycle import OPEN
from app.domain.requests.service_request import ServiceRequest
from app.importing.cases import Case, Refusal
from app.importing.history import is_handled_here
from app.importing.mapping import Mapping
from app.importing.on_time import OnTimeComparison

EXAMPLES = 3


@dataclass(kw_only=True)
class RefusedKind:
    """The count of rows refused for one reason, with up to ``EXAMPLES`` of them."""

    count: int = 0
    examples: list[Refusal] = field(default_factory=list)

    def add(self, refusal: Refusal) -> None:
        """Count a refusal; keep it as an example if there are fewer than ``EXAMPLES``."""
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(refusal)


@dataclass(kw_only=True)
class ImportReport:
    """The counters of a running import. Memory does not grow with the table: only examples of rows are kept."""

    #: The time zone in which the year of a case is counted.
    zone: tzinfo = UTC
    #: Parses the table's own column about promises kept; None skips the comparison with the table's times.
    mapping: Mapping | None = None
    rows_read: int = 0
    imported: int = 0
    already_there: int = 0
    #: Known cases that this table has moved on: closed, or with another deadline.
    moved_on: int = 0
    #: Known cases that accounts of this installation work on; the table changes nothing of them.
    handled_here: int = 0
    #: Known cases that are closed here and open in the table; they stay closed.
    closed_here_only: int = 0
    without_due: int = 0
    placeholder_points: int = 0
    closed_before_opened: int = 0
    closed_without_time: int = 0
    #: The table's own column about promises kept against its times; None if the table has no such column.
    on_time: OnTimeComparison | None = field(init=False, default=None)
    #: (year, closed) -> cases
    by_year: Counter[tuple[int, bool]] = field(default_factory=Counter)
    by_category: Counter[str] = field(default_factory=Counter)
    #: (field, reason) -> refused rows
    refused: dict[tuple[str, str], RefusedKind] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.mapping is not None and self.mapping.kept_words:
            self.on_time = OnTimeComparison(mapping=self.mapping, snapshot_at=self.mapping.snapshot_at)

    def add(self, outcome: Case | Refusal) -> None:
        """Count a row that was read."""
        self.rows_read += 1
        if isinstance(outcome, Refusal):
            self.refused.setdefault((outcome.field, outcome.reason), RefusedKind()).add(outcome)
            return
        self.without_due += outcome.due_at is None
        self.placeholder_points += outcome.placeholder_point
        self.closed_before_opened += outcome.closed_before_opened
        self.closed_without_time += outcome.closed and outcome.closed_at is None
        if self.on_time is not None:
            self.on_time.add(outcome)
        self.by_year[outcome.opened_at.astimezone(self.zone).year, outcome.closed] += 1
        self.by_category[outcome.category_id] += 1

    def add_imported(self, count: int) -> None:
        """Count cases that were stored as service requests."""
        self.imported += count

    def add_already_there(self, count: int) -> None:
        """Count cases that an earlier import had stored."""
        self.already_there += count

    def add_moved_on(self, count: int) -> None:
        """Count known cases that were moved on."""
        self.moved_on += count

    def count_known(self, case: Case, request: ServiceRequest) -> None:
        """Count what differs between a known case and its request, though nothing is done about it."""
        self.handled_here += is_handled_here(request)
        self.closed_here_only += not case.closed and request.status not in OPEN

    @property
    def all_refused(self) -> bool:
        """Return whether there are rows and not one of them could be imported."""
        return 0 < self.rows_read == self.refused_rows

    @property
    def refused_rows(self) -> int:
        """Return how many rows were refused, for any reason."""
        return sum(kind.count for kind in self.refused.values())

    @property
    def unaccounted_rows(self) -> int:
        """Return how many rows were neither stored, nor known, nor refused: 0 after a complete import."""
        return self.rows_read - self.imported - self.moved_on - self.already_there - self.refused_rows

    def render(self) -> str:
        """Return the report as plain text."""
        return "\n".join(
            [*self._totals(), *self._contradictions(), *self._refusals(), *self._years(), *self._categories()]
        )

    def _totals(self) -> list[str]:
        lines = [
            _count_line("rows read", self.rows_read),
            _count_line("imported", self.imported),
            _count_line("moved on", self.moved_on),
            _count_line("already there", self.already_there),
            _count_line("refused", self.refused_rows),
        ]
        return (
            lines
            if not self.unaccounted_rows
            else [*lines, _count_line("not stored (cut short)", self.unaccounted_rows)]
        )

    def _contradictions(self) -> list[str]:
        lines = [
            _count_line("without a deadline", self.without_due),
            _count_line("at an unknown place", self.placeholder_points),
            _count_line("closed before opened", self.closed_before_opened),
        ]
        if self.handled_here:
            lines.append(_count_line("worked on here: left as they are", self.handled_here))
        if self.closed_here_only:
            lines.append(_count_line("open in the table, closed here: left", self.closed_here_only))
        if self.closed_without_time:
            lines.append(_count_line("closed without a closing time", self.closed_without_time))
        return lines if self.on_time is None else [*lines, self.on_time.render()]

    def _refusals(self) -> list[str]:
        lines = []
        for (name, reason), kind in sorted(self.refused.items(), key=lambda item: -item[1].count):
            lines += ["", f"refused: {name}: {reason}: {kind.count:,}"]
            lines += [f"  row {row.row_number} ({row.external_id or 'no id'}): {row.value!r}" for row in kind.examples]
        return lines

    def _years(self) -> list[str]:
        years = sorted({year for year, _ in self.by_year})
        counts = [f"{year:<6}{self.by_year[year, False]:>10,}{self.by_year[year, True]:>10,}" for year in years]
        return ["", f"{'year':<6}{'open':>10}{'closed':>10}", *counts]

    def _categories(self) -> list[str]:
        return ["", *(_count_line(category_id, count) for category_id, count in self.by_category.most_common())]


def _count_line(label: str, count: int) -> str:
    return f"{label:<40}{count:>10,}"
