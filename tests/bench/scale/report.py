"""The table of the reads at several sizes."""

from collections.abc import Mapping

from tests.bench.scale.reads import Taken


def scale_table(by_size: Mapping[int, Mapping[str, Taken]]) -> str:
    """Return p50/p95 in milliseconds by read and size, and how often the p50 of the last size is that of the first."""
    sizes = list(by_size)
    head = ["p50/p95 ms", *(f"{size:,}" for size in sizes)]
    if len(sizes) > 1:
        head.append("growth")
    lines = [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 1)}"]
    for name in by_size[sizes[0]]:
        cells = [_cell(by_size[size][name]) for size in sizes]
        if len(sizes) > 1:
            cells.append(f"{by_size[sizes[-1]][name].p50 / by_size[sizes[0]][name].p50:.1f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(taken: Taken) -> str:
    return taken.refused or f"{taken.p50:.1f}/{taken.p95:.1f}"
