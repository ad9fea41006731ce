"""Tables of results: medians of several runs, and ratios to the peers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from rich import box
from rich.table import Table

from tests.bench.fanout import Figures

RATIOS = {
    "broadcast": "/ broadcast()",
    "broadcast-deflate": "/ its default",
    "picows": "/ picows",
}
"""Peers that every server is compared with, and the heading of the column."""


@dataclass(frozen=True)
class Result:
    """The figures of one contender in one case for each run, or the reason why there are none."""

    key: str
    name: str
    runs: Sequence[Figures] = ()
    absent: str = ""

    def median(self, figure: str) -> float | None:
        """Return the median of the runs; None when it was not measured."""
        values = [run[figure] for run in self.runs if figure in run]
        return median(values) if values else None

    def worst(self, figure: str) -> float:
        """Return the largest value of the runs."""
        return max((run.get(figure, 0) for run in self.runs), default=0)

    def spread(self, figure: str) -> str:
        """Return the smallest and the largest value."""
        values = [run[figure] for run in self.runs if figure in run]
        return f"{min(values):.1f}-{max(values):.1f}" if len(values) > 1 else ""

    @property
    def invalid(self) -> str:
        """The reason why the figures are invalid; empty if they are valid."""
        for run in self.runs:
            if run.get("lost") or run.get("doubled") or run.get("gone"):
                return "INVALID: lost, doubled or closed"
            if run.get("right", 1) != 1:
                return "INVALID: another answer"
        return ""


def fanout_table(title: str, results: Iterable[Result]) -> Table:
    """Return the table of a case for all contenders."""
    results = list(results)
    table = _table(title, "server")
    base = {result.key: result.median("cpu_us") for result in results if result.runs and not result.invalid}
    ratios = {key: heading for key, heading in RATIOS.items() if base.get(key)}
    headings = ["CPU us a delivery", "runs", *ratios.values(), "connect us", "Pss KB a socket", "after events"]
    for heading in [*headings, "idle us/s", "p50 ms", "p95", "p99", "lost", "doubled"]:
        table.add_column(heading, justify="right")
    for result in results:
        if result.absent:
            table.add_row(result.name, f"absent: {result.absent}")
            continue
        cpu = result.median("cpu_us") or 0.0
        compared = [f"{cpu / (base[key] or 1):.2f}" for key in ratios]
        figures = [_text(result.median(name), 1) for name in ("idle_kb", "used_kb", "idle_us", "p50", "p95", "p99")]
        table.add_row(
            f"{result.name} {result.invalid}".strip(),
            _text(cpu, 1),
            result.spread("cpu_us"),
            *compared,
            _text(result.median("connect_us"), 0),
            *figures,
            _text(result.worst("lost"), 0),
            _text(result.worst("doubled"), 0),
        )
    return table


def figures_table(title: str, columns: Mapping[str, str], results: Iterable[Result]) -> Table:
    """Return the table of cases of our server alone; ``columns`` maps figures to headings."""
    table = _table(title, "case")
    for heading in columns.values():
        table.add_column(heading, justify="right")
    for result in results:
        shown = [
            _text(result.worst(name) if name in {"lost", "doubled", "gone"} else result.median(name), 1)
            for name in columns
        ]
        table.add_row(f"{result.name} {result.invalid}".strip(), *shown)
    return table


def _table(title: str, first: str) -> Table:
    table = Table(title=title, title_justify="left", box=box.MARKDOWN)
    table.add_column(first)
    return table


def _text(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:,.{digits}f}".removesuffix(".0")
