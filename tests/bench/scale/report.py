"""The table of the reads at several sizes."""

from collections.abc import Mapping

from tests.bench.scale.reads import Taken

MOST_GROWTH = 1.5
"""The budget of a read."""


def scale_table(by_size: Mapping[int, Mapping[str, Taken]]) -> str:
    """Return p50/p95 in milliseconds by read and size, and how often the p50 of the last size is that of the first.

    Beside it are the bytes of both answers where they grow as much as no read may: these do not give the same.
    """
    sizes = list(by_size)
    head = ["p50/p95 ms", *(f"{size:,}" for size in sizes)]
    if len(sizes) > 1:
        head += ["growth", "answers, KB"]
    lines = [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 1)}"]
    for name in by_size[sizes[0]]:
        cells = [_cell(by_size[size][name]) for size in sizes]
        if len(sizes) > 1:
            cells += _growth(by_size[sizes[0]][name], by_size[sizes[-1]][name])
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _growth(first: Taken, last: Taken) -> list[str]:
    answers = (first.answer_bytes, last.answer_bytes)
    grows = answers[1] > MOST_GROWTH * answers[0]
    return [f"{last.p50 / first.p50:.1f}", " / ".join(f"{size / 1000:.1f}" for size in answers) if grows else ""]


def _cell(taken: Taken) -> str:
    return taken.refused or f"{taken.p50:.1f}/{taken.p95:.1f}"
